"""A daily checkpoint: where every trail stood, in one signed file outside the store.

Whoever keeps these files elsewhere can show later that no trail was rewritten since (``auditing``).
Lines are sorted; they name pseudonyms only, and tell nothing of what was said::

    mvs-coach checkpoint 1
    at 2026-04-20T17:05:00.000+00:00
    before <SHA-256 of the checkpoint before, 64 zeros for the first>
    root <Merkle root of the lines below, as in RFC 9162>
    key <name of the key>
    <pseudonym> <number of entries> <head>
    …
    signature <Base64 over everything above>
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from bot.coach import ASIDE
from bot.errands import Handler, leave
from bot.errands.errands import Errand, drop
from bot.exports.register import PAGE
from bot.exports.signing import Keys
from bot.seeing.weekly import next_time
from bot.service.clock import Clock
from storage.audit import GENESIS, Chain, stamp
from storage.port import Store, Turn
from storage.tiny import files

VARIABLE = "MVS_CHECKPOINTS"
HEADER, KIND = "mvs-coach checkpoint 1", "checkpoint"
ASIDE_CHECKPOINT = f"{ASIDE}{KIND}"
HOUR, MINUTE = 0, 5
logger = logging.getLogger(__name__)


class Checkpoint(Struct, frozen=True):
    """A checkpoint that was read and whose signature and root hold. ``heads`` by pseudonym."""

    at: datetime
    before: str
    root: str
    key: str
    heads: dict[str, Chain]


class BadCheckpoint(ValueError):  # noqa: N818 -- it says what it is
    """It is not as it was signed; the text says what is wrong."""


async def heads(store: Store, at: datetime) -> list[Chain]:
    """Where every trail stands, by pseudonym. Raises StoreError."""
    found = []
    async for officer in store.officers():
        async with store.turn(officer, at=at) as turn:
            found.append(turn.page.chain)
    return sorted((c for c in found if c.seq), key=lambda chain: chain.officer)


def written(chains: Iterable[Chain], before: str, keys: Keys, at: datetime) -> bytes:
    """The text of a checkpoint. Raises BadKey."""
    lines = [f"{c.officer} {c.seq} {c.head}" for c in sorted(chains, key=lambda c: c.officer)]
    top = [HEADER, f"at {stamp(at)}", f"before {before}", f"root {root(lines)}", f"key {keys.name}"]
    body = "".join(f"{line}\n" for line in [*top, *lines]).encode()
    return body + f"signature {keys.sign('checkpoint', body)}\n".encode()


def read(text: bytes, keys: Keys) -> Checkpoint:
    """Read a checkpoint and check it. Raises BadCheckpoint."""
    body, mark, signature = text.rpartition(b"signature ")
    lines = body.decode("ascii", "replace").splitlines()
    if not mark or len(lines) < 5 or lines[0] != HEADER:
        raise BadCheckpoint("it is no checkpoint")
    told = dict(line.partition(" ")[::2] for line in lines[1:5])
    try:
        at, before, top, key = (told[name] for name in ("at", "before", "root", "key"))
        chains = [Chain(w[0], int(w[1]), w[2]) for w in (line.split(" ") for line in lines[5:])]
        moment = datetime.fromisoformat(at)
    except (KeyError, IndexError, ValueError):
        raise BadCheckpoint("it cannot be read") from None
    if not keys.holds("checkpoint", body, signature.decode("ascii", "replace").strip(), key):
        raise BadCheckpoint("its signature does not hold, or the key is unknown")
    if root(lines[5:]) != top:
        raise BadCheckpoint("its lines do not make its root")
    return Checkpoint(moment, before, top, key, {chain.officer: chain for chain in chains})


def root(lines: Sequence[str]) -> str:
    """The Merkle root of lines (RFC 9162, 2.1.1) in hex."""
    return _root([sha256(b"\0" + line.encode()).digest() for line in lines]).hex()


def chained(texts: Sequence[bytes], keys: Keys) -> list[Checkpoint]:
    """Check a row of checkpoints, oldest first. Raises BadCheckpoint if one is bad or left out."""
    found = [read(text, keys) for text in texts]
    for n in range(1, len(texts)):
        if found[n].before != sha256(texts[n - 1]).hexdigest():
            raise BadCheckpoint(f"number {n + 1} does not follow the one before")
    return found


class Checkpoints:
    """Writes a checkpoint every night into ``folder``; nothing without one."""

    def __init__(self, store: Store, clock: Clock, keys: Keys, folder: Path | None) -> None:
        self._store = store
        self._clock = clock
        self._keys = keys
        self._folder = folder

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands, by kind."""
        return {KIND: self._nightly}

    async def start(self) -> None:
        """See to it that they are written; call when the service starts, as often as you like."""
        now = self._clock.now()
        async with self._store.turn(PAGE, at=now) as turn:
            wanted = self._folder is not None
            if wanted != (ASIDE_CHECKPOINT in turn.docs):
                _again(turn, next_time_of_day(now) if wanted else None)

    async def write(self) -> Path:
        """Write one now and return its path. Raises StoreError, OSError, BadKey, ValueError."""
        if self._folder is None:
            raise ValueError(f"{VARIABLE} is not set")
        now = self._clock.now()
        chains = await heads(self._store, now)
        return await asyncio.to_thread(self._put, chains, now)

    def _put(self, chains: list[Chain], now: datetime) -> Path:
        assert self._folder is not None
        written_before = sorted(self._folder.glob("*.checkpoint"))
        last = written_before[-1].read_bytes() if written_before else None
        before = sha256(last).hexdigest() if last is not None else GENESIS
        path = self._folder / f"{stamp(now)[:19].replace(':', '')}Z.checkpoint"
        files.replace(path, [written(chains, before, self._keys, now)])
        return path

    async def _nightly(self, errand: Errand) -> None:
        if self._folder is not None:
            await self.write()
        async with self._store.turn(errand.page, at=self._clock.now()) as turn:
            if turn.docs.get(ASIDE_CHECKPOINT) == {"errand": errand.id}:
                _again(turn, next_time_of_day(self._clock.now()) if self._folder else None)


def next_time_of_day(now: datetime) -> datetime:
    """Five past midnight, in the time of ``now``."""
    tomorrow = (now.weekday() + 1) % 7
    today = next_time(now, now.weekday(), HOUR, MINUTE)
    return min(today, next_time(now, tomorrow, HOUR, MINUTE))


def _again(turn: Turn, at: datetime | None) -> None:
    if (before := turn.docs.get(ASIDE_CHECKPOINT)) is not None:
        drop(turn, before["errand"])
        turn.remove(ASIDE_CHECKPOINT)
    if at is not None:
        turn.put(ASIDE_CHECKPOINT, {"errand": leave(turn, KIND, {}, at=at)})


def _root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + _root(leaves[:split]) + _root(leaves[split:])).digest()
