"""``mvs-coach serve``: the store, the channels and the web around a running service."""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace

import uvicorn
from msgspec import Struct
from starlette.types import ASGIApp

from bot.media import MediaStore
from bot.operations.figures import queue_in
from bot.operations.meter import SILENT
from bot.operations.metrics import Metrics
from bot.operations.operator import answering
from bot.operations.patience import patient
from bot.operations.timing import TimedReader
from bot.operations.watching import Watchable, watched
from bot.operations.web import routes
from bot.people.tokens import signing_key
from bot.privacy import Reach, Terms
from bot.service.archive import open_archive, sweep_daily
from bot.service.channels import Apps
from bot.service.clock import Clock, SystemClock, cancelled
from bot.service.loop import settle
from bot.service.rooms import Practice, doors, make_up, practice_room
from bot.service.service import Service, World, rules
from bot.service.settings import Settings
from bot.service.steadfast import steadfast
from bot.service.teamwork import Own
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
    metrics: Metrics | None = None,
) -> AsyncIterator[Running]:
    """Run everything but the web server; at the end running turns are finished.

    ``empty``: nobody is made up for the practice room. ``metrics`` takes note of what happens.

    Raises a StoreError if the store cannot be opened.
    """
    chance, counts = chance or Chance(), metrics or SILENT
    async with AsyncExitStack() as stack:
        store = await TinyStore.open(settings.folder)
        stack.push_async_callback(store.close)
        apps = Apps(settings, pack.content.phrases, chance.clock.now, chance.pace)
        stack.push_async_callback(apps.close)
        room = practice_room(settings, store, chance.clock, empty=empty)
        media = await asyncio.to_thread(MediaStore, settings.media_folder)
        key = await asyncio.to_thread(signing_key, settings.folder)
        channels = {**apps.channels, "web": room.channel} if room else apps.channels
        exports = await open_archive(settings, store, media, pack, chance.clock)
        terms = Terms(settings.keep_days, settings.keep_days_by_agency)
        hosted = room.channel.uploads.drop_all if room else None
        own = Own(Reach(exports=exports.forget, uploads=hosted), terms)
        world = World(
            channels, chance.clock, chance.dice, media, settings, apps.meter, key, counts, own,
            exports,
        )  # fmt: skip
        inbox = await store.inbox()
        if counts is not SILENT:
            pack = replace(pack, reader=TimedReader(pack.reader, counts))
        service = Service(pack, store, inbox, world, rules(settings, pack))
        await service.start()
        stack.push_async_callback(service.close)
        tasks = _background(apps, service, chance.clock, polling)
        sweeping = steadfast("sweeping", lambda: sweep_daily(exports, chance.clock), chance.clock)
        tasks.append(asyncio.create_task(sweeping))
        tasks.append(asyncio.create_task(make_up(service.desk, media, room, key)))
        stack.push_async_callback(cancelled, tasks)
        await stack.enter_async_context(answering(settings.folder))
        others = doors(service.desk, service.reception, media, room, key)
        watching = Watchable(
            store, queue_in(inbox), chance.clock, (settings.folder, settings.media_folder),
            lambda: apps.unknown, apps.line.quota if apps.line else None,
        )  # fmt: skip
        token = settings.metrics_token.get_secret_value() if settings.metrics_token else None
        pages = routes(watched(watching, metrics or Metrics(), token))
        app = patient(web(apps.channels, service.reception, [*pages, *others], counts))
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
    metrics: Metrics | None = None,
) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM).

    ``pack`` is loaded if it is not given. Raises a StoreError if the store cannot be opened.
    """
    for note in settings.notes():
        print(note, file=sys.stderr)
    loaded = await asyncio.to_thread(_load_pack) if pack is None else pack
    async with running(
        settings, loaded, polling=telegram_polling, empty=empty, metrics=metrics
    ) as at_work:
        settle()
        if at_work.room is not None:
            print(f"Open {settings.address} in a browser. Ctrl-C ends it.", file=sys.stderr)
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
