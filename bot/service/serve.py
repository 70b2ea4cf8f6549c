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
from datetime import timedelta

import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.exports.maker import Exports
from bot.exports.withdrawing import withdrawing
from bot.operations.figures import queue_of
from bot.operations.meter import SILENT
from bot.operations.metrics import Metrics
from bot.operations.operator import answering
from bot.operations.patience import PatientProtocol, patient
from bot.operations.timing import TimedReader
from bot.operations.watching import Watchable, watched
from bot.operations.web import routes
from bot.privacy import Reach, Terms
from bot.service.archive import open_archive, sweep_daily
from bot.service.channels import Apps
from bot.service.clock import Clock, SystemClock, cancelled, sleep
from bot.service.loop import settle
from bot.service.premises import open_premises
from bot.service.rooms import Practice, doors, make_up, practice_room
from bot.service.service import Part, Service, World, rules
from bot.service.settings import BadSettings, Settings
from bot.service.steadfast import steadfast
from bot.service.teamwork import Own
from bot.service.web import web
from bot.telegram.pace import Pace
from dialogs.pack import Pack
from storage.postgres import PgStore
from storage.tiny import TinyStore

logger = logging.getLogger(__name__)

TURN = timedelta(seconds=5)
"""How soon a process asks again whether it is its turn to ask Telegram."""

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
    store: TinyStore | PgStore
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
    part: Part = "all",
) -> AsyncIterator[Running]:
    """Run everything but the web server; at the end running turns are finished.

    ``empty``: nobody is made up for the practice room. ``metrics`` takes note of what happens.
    ``part``: what this process does of the work, if others share the store.

    Raises a StoreError if the store cannot be opened.
    """
    chance, counts = chance or Chance(), metrics or SILENT
    check_part(settings, part)
    async with AsyncExitStack() as stack:
        premises = await open_premises(settings)
        store = premises.store
        stack.push_async_callback(store.close)
        apps = Apps(settings, pack.content.phrases, chance.clock.now, chance.pace)
        stack.push_async_callback(apps.close)
        alone = part == "all"
        room = practice_room(settings, store, chance.clock, empty=empty) if alone else None
        media = await premises.media()
        stack.callback(media.files.close)
        channels = {**apps.channels, "web": room.channel} if room else apps.channels
        exports = await open_archive(premises, media, pack, chance.clock)
        terms = Terms(settings.keep_days, settings.keep_days_by_agency)
        hosted = room.channel.uploads.drop_all if room else None
        own = Own(
            Reach(exports=exports.forget, uploads=hosted, withdraw=withdrawing(exports)), terms
        )
        world = World(
            channels, chance.clock, chance.dice, media, settings, apps.meter, premises.key, counts,
            own, exports, part,
        )  # fmt: skip
        inbox = await premises.inbox(owns=part != "web")
        stack.push_async_callback(inbox.close)
        if counts is not SILENT:
            pack = replace(pack, reader=TimedReader(pack.reader, counts))
        service = Service(pack, store, inbox, world, rules(settings, pack))
        await service.start()
        stack.push_async_callback(service.close)
        works = _background(apps, service, exports, chance.clock, polling, part)
        tasks = [asyncio.create_task(steadfast(*each, chance.clock)) for each in works.items()]
        tasks.append(asyncio.create_task(make_up(service.desk, media, room, premises.key)))
        stack.push_async_callback(cancelled, tasks)
        if not premises.is_shared:
            await stack.enter_async_context(answering(settings.folder, service.team.privacy.clerk))
        others = doors(
            service.desk, service.reception, media, room, premises.key, service.team.hurry
        )
        watching = Watchable(
            store, queue_of(inbox), chance.clock, premises.folders,
            lambda: apps.unknown, apps.line.quota if apps.line else None, premises.is_shared,
        )  # fmt: skip
        token = settings.metrics_token.get_secret_value() if settings.metrics_token else None
        pages = routes(watched(watching, metrics or Metrics(), token))
        if part == "worker":
            yield Running(Starlette(routes=pages), service, store, apps)
            return
        app = patient(web(apps.channels, service.reception, [*pages, *others], counts))
        yield Running(app, service, store, apps, room)


def _background(
    apps: Apps, service: Service, exports: Exports, clock: Clock, polling: bool, part: Part
) -> dict[str, Callable[[], Awaitable[None]]]:
    works: dict[str, Callable[[], Awaitable[None]]] = {
        "asking for names": lambda: apps.learn(clock, service.know),
    }
    if part != "web":
        works["following groups"] = lambda: apps.follow_groups(clock, service.reception)
        works["sweeping"] = lambda: sweep_daily(exports, clock)
    if polling:
        works["polling"] = lambda: _poll_alone(apps, service, clock)
    return works


async def _poll_alone(apps: Apps, service: Service, clock: Clock) -> None:
    """Ask Telegram, which answers one process only; another takes over when that one ends."""
    while True:
        async with service.others.alone("polling") as mine:
            if mine:
                await apps.poll(clock, service.reception)
        await sleep(clock, TURN)


async def serve(
    settings: Settings,
    pack: Pack | None = None,
    *,
    telegram_polling: bool = False,
    empty: bool = False,
    metrics: Metrics | None = None,
    part: Part = "all",
) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM).

    ``pack`` is loaded if it is not given. A worker shows nothing but its health and figures.
    Raises a StoreError if the store cannot be opened, BadSettings if it is not for several.
    """
    check_part(settings, part)
    for note in settings.notes():
        print(note, file=sys.stderr)
    loaded = await asyncio.to_thread(_load_pack) if pack is None else pack
    async with running(
        settings, loaded, polling=telegram_polling, empty=empty, metrics=metrics, part=part
    ) as at_work:
        settle()
        if at_work.room is not None:
            print(f"Open {settings.address} in a browser. Ctrl-C ends it.", file=sys.stderr)
        await _Server(_config(settings, at_work.app), at_work.room).serve()


def check_part(settings: Settings, part: Part) -> None:
    """Check that the store is one that this part of the work can be done on. Raises BadSettings."""
    if part != "all" and not settings.is_database:
        raise BadSettings(
            f"MVS_STORE is in files, which one process has for itself: run “mvs-coach serve” "
            f"without --part {part}, or give all processes a database (postgresql://…)."
        )


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
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN,
    )
