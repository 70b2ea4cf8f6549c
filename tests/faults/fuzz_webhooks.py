"""Webhooks of every kind through the application as it is served: ``python -m … [count] [seed]``.

Real stores, real parsing, real turns; only what would go out to LINE and Telegram is taken away.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message

from bot.channel import Channel, ChannelName, Fetched, Happened, MediaRef, Outgoing, Place
from bot.channel import Unreachable as Nowhere
from bot.media import MediaStore
from bot.operations.patience import patient
from bot.service.channels import Apps
from bot.service.service import Service, World, rules
from bot.service.settings import load_settings
from bot.service.web import web
from dialogs.pack import Pack
from storage.tiny import TinyStore
from tests.bot.service.stage import HandClock
from tests.emulators.line import SECRET, TOKEN
from tests.faults.memory import Memory
from tests.faults.rubbish import shared
from tests.faults.webhook_samples import ALLOWED, SHARES, TELEGRAM_SECRET, Hook, Hooks

AT_ONCE = 200
SECONDS = 21.0
"""How much time passes after each wave: bursts close, buckets fill again."""


@dataclass
class Deaf:
    """An app's real ear, and no mouth."""

    channel: Channel
    sent: int = 0

    @property
    def name(self) -> ChannelName:
        return self.channel.name

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        return self.channel.verify(body, headers)

    def parse(self, body: bytes) -> list[Happened]:
        return self.channel.parse(body)

    async def send(self, out: Outgoing, now: datetime) -> int:
        self.sent += 1
        return 0

    async def show_typing(self, place: Place) -> None: ...

    async def fetch(self, media: MediaRef, most: int) -> Fetched:
        raise Nowhere("it was taken back")

    async def close(self) -> None:
        await self.channel.close()


@dataclass
class Complaints(logging.Handler):
    """What the program logs as an error, counted by its words."""

    found: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__(logging.ERROR)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.found[f"{record.name}: {record.getMessage()[-200:]}"] += 1


@dataclass
class Fuzzed:
    """What was put in, how it was answered, and everything that should not have been."""

    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    sound: int = 0
    answers: int = 0
    officers: int = 0
    memory: tuple[float, ...] = ()


@dataclass
class Door:
    """The application and what stands behind it."""

    app: ASGIApp
    service: Service
    channels: Mapping[str, Deaf]
    clock: HandClock
    complaints: Complaints
    store: TinyStore


@asynccontextmanager
async def door(folder: Path, pack: Pack) -> AsyncIterator[Door]:
    """The service behind its application, without a network."""
    settings = load_settings(
        {
            "MVS_STORE": f"tinydb://{folder / 'store'}",
            "MVS_LINE_CHANNEL_SECRET": SECRET,
            "MVS_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "MVS_TELEGRAM_TOKEN": "110201543:emulated",
            "MVS_TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
        }
    )
    clock, complaints = HandClock(), Complaints()
    asyncio.get_running_loop().set_exception_handler(lambda _, told: _unheard(complaints, told))
    logging.getLogger().addHandler(complaints)
    apps = Apps(settings, pack.content.phrases, clock.now)
    channels = {name: Deaf(channel) for name, channel in apps.channels.items()}
    store = await TinyStore.open(settings.folder)
    media = await asyncio.to_thread(MediaStore, folder / "media")
    world = World(channels, clock, lambda: 0.5, media, settings)
    service = Service(pack, store, await store.inbox(), world, rules(settings, pack))
    await service.start()
    try:
        app = patient(web(channels, service.reception))
        yield Door(app, service, channels, clock, complaints, store)
    finally:
        await service.close()
        await store.close()
        await apps.close()
        logging.getLogger().removeHandler(complaints)


def _unheard(complaints: Complaints, told: dict[str, Any]) -> None:
    complaints.found[f"loop: {told.get('message')} {told.get('exception')!r}"] += 1


async def fuzz(pack: Pack, count: int, seed: int = 1, memory: Memory | None = None) -> Fuzzed:
    """Post ``count`` webhooks."""
    found, hooks, memory = Fuzzed(), Hooks(seed), memory or Memory(count)
    kinds = shared(count, SHARES)
    with tempfile.TemporaryDirectory() as folder:
        async with door(Path(folder), pack) as here:
            for begin in range(0, count, AT_ONCE):
                now = here.clock.now()
                wave = [hooks.hook(kind, now) for kind in kinds[begin : begin + AT_ONCE]]
                await asyncio.gather(*(_post(here, hook, found) for hook in wave))
                await _handled(here)
                memory.look(begin + len(wave))
            await _handled(here)
        found.answers = sum(channel.sent for channel in here.channels.values())
        found.officers = len(list((Path(folder) / "store").rglob("*")))
    found.wrong.update(here.complaints.found)
    found.memory = memory.figures
    return found


async def _handled(here: Door) -> None:
    """Let time pass until everything was answered."""
    await here.clock.move(SECONDS)
    while here.service.working:  # noqa: ASYNC110 -- in another thread
        await asyncio.sleep(0.0005)


async def _post(here: Door, hook: Hook, found: Fuzzed) -> None:
    found.kinds[hook.kind] += 1
    try:
        status = await _answered(here.app, hook)
    except Exception as error:
        found.wrong[f"{hook.kind}: {type(error).__name__}: {error}"[:200]] += 1
        return
    found.statuses[hook.kind, status] += 1
    if status not in ALLOWED[hook.kind]:
        found.wrong[f"{hook.kind}: {status}"] += 1
    if hook.sound and status == 200:
        heard = {each.event for each in here.channels[hook.app].parse(hook.body)}
        found.sound += len(hook.sound)
        found.wrong["a sound event beside a broken one"] += len(set(hook.sound) - heard)


async def _answered(app: ASGIApp, hook: Hook) -> int:
    """The status of one request, its body in one piece or in two."""
    half = len(hook.body) // 2
    parts = [hook.body[:half], hook.body[half:]]
    sent: list[Message] = []

    async def receive() -> Message:
        if not parts:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": hook.method,
        "path": hook.path, "raw_path": b"/", "query_string": b"", "root_path": "",
        "scheme": "http", "headers": list(hook.headers), "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    return int(sent[0]["status"])


def table(found: Fuzzed) -> str:
    """What was put in and what came of it, as lines."""
    lines = [f"{'kind':12}{'sent':>9}  answered"]
    for kind, count in found.kinds.most_common():
        by = {status: n for (of, status), n in found.statuses.items() if of == kind}
        told = ", ".join(f"{status}: {n:,}" for status, n in sorted(by.items()))
        lines.append(f"{kind:12}{count:9,}  {told}")
    wrong = sum(found.wrong.values())
    lines.append(
        f"{found.sound:,} sound events understood, {found.answers:,} answers, {wrong} wrong"
    )
    lines += [f"  {n:6} {what}" for what, n in found.wrong.most_common(20) if n]
    lines.append("MB resident at 10, 50, 100 %: " + ", ".join(f"{m:.0f}" for m in found.memory))
    return "\n".join(lines)


if __name__ == "__main__":
    from content.loader import load
    from tests.fakes import plain_pack

    given = [int(word) for word in sys.argv[1:]]
    many, start = given + [20_000, 1][len(given) :]
    result = asyncio.run(fuzz(plain_pack(load()), many, start))
    print(table(result))
    sys.exit(sum(result.wrong.values()) > 0)
