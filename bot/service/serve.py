"""``mvs-coach serve``: the store, the channels and the web around a running service."""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import uvicorn
from msgspec import Struct
from starlette.types import ASGIApp

from bot.media import MediaStore
from bot.people.tokens import signing_key
from bot.service.channels import Apps
from bot.service.clock import Clock, SystemClock, cancelled
from bot.service.loop import settle
from bot.service.rooms import Practice, doors, make_up, practice_room
from bot.service.service import Service, World, rules
from bot.service.settings import Settings
from bot.service.steadfast import steadfast
from bot.service.web import web
from bot.telegram.pace import Pace
from dialogs.pack import Pack
from storage.tiny import TinyStore

logger = logging.getLogger(__name__)

SHUTDOWN = 3
"""Seconds that requests have to end when the service is stopped."""


class Chance(Struct, frozen=True):
    """Where the service takes time and chance from; ``pace`` is Telegram's."""

    clock: Clock = SystemClock()
    dice: Callable[[], float] = random.random
    pace: Pace | None = None


class Running(Struct, frozen=True):
    """A service at work: its application for a web server, and its parts for a look inside."""

    app: ASGIApp
    service: Service
    store: TinyStore
    apps: Apps
    room: Practice | None = None


@asynccontextmanager
async def running(
    settings: Settings,
    pack: Pack,
    *,
    polling: bool = False,
    empty: bool = False,
    chance: Chance | None = None,
) -> AsyncIterator[Running]:
    """Run everything but the web server; at the end running turns are finished.

    ``empty``: nobody is made up for the practice room.

    Raises a StoreError if the store cannot be opened.
    """
    chance = chance or Chance()
    async with AsyncExitStack() as stack:
        store = await TinyStore.open(settings.folder)
        stack.push_async_callback(store.close)
        apps = Apps(settings, pack.content.phrases, chance.clock.now, chance.pace)
        stack.push_async_callback(apps.close)
        room = practice_room(settings, store, chance.clock, empty=empty)
        media = await asyncio.to_thread(MediaStore, settings.media_folder)
        key = await asyncio.to_thread(signing_key, settings.folder)
        channels = {**apps.channels, "web": room.channel} if room else apps.channels
        world = World(
            channels, chance.clock, chance.dice, media, settings, meter=apps.meter, key=key
        )
        service = Service(pack, store, await store.inbox(), world, rules(settings, pack))
        await service.start()
        stack.push_async_callback(service.close)
        tasks = _background(apps, service, chance.clock, polling)
        tasks.append(asyncio.create_task(make_up(service.desk, media, room, key)))
        stack.push_async_callback(cancelled, tasks)
        others = doors(service.desk, service.reception, media, room, key)
        app = web(apps.channels, service.reception, others)
        yield Running(app, service, store, apps, room)


def _background(
    apps: Apps, service: Service, clock: Clock, polling: bool
) -> list[asyncio.Task[None]]:
    works: dict[str, Callable[[], Awaitable[None]]] = {
        "asking for names": lambda: apps.learn(clock, service.know),
        "following groups": lambda: apps.follow_groups(clock, service.reception),
    }
    if polling:
        works["polling"] = lambda: apps.poll(clock, service.reception)
    return [asyncio.create_task(steadfast(name, work, clock)) for name, work in works.items()]


async def serve(
    settings: Settings,
    pack: Pack | None = None,
    *,
    telegram_polling: bool = False,
    empty: bool = False,
) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM).

    ``pack`` is loaded if it is not given. Raises a StoreError if the store cannot be opened.
    """
    for note in settings.notes():
        logger.warning("%s", note)
    loaded = await asyncio.to_thread(_load_pack) if pack is None else pack
    async with running(settings, loaded, polling=telegram_polling, empty=empty) as at_work:
        settle()
        if at_work.room is not None:
            logger.info("the practice room is open: %s", settings.address)
        await _Server(_config(settings, at_work.app), at_work.room).serve()


class _Server(uvicorn.Server):
    """A server that only stops when told to; uvicorn's own would end the process with itself.

    Pages of the practice room listen for news without end: they are let go of at once.
    """

    def __init__(self, config: uvicorn.Config, room: Practice | None) -> None:
        super().__init__(config)
        self._room = room

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See ``uvicorn.Server.shutdown``."""
        if self._room is not None:
            await self._room.channel.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.handle_exit, each, None)
        yield


def _load_pack() -> Pack:
    from bot.loading import load_pack

    return load_pack()


def _config(settings: Settings, app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.listens_on,
        port=settings.port,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN,
    )
