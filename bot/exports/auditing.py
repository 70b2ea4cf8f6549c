"""Is every trail of a store a continuation of what a checkpoint saw of it?

A trail whose officer was erased since is still there, under its pseudonym and without contents: its
hashes still show that it was not rewritten. So it is told from one that is lost.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from bot.exports.checkpoint import BadCheckpoint, Checkpoint, read
from bot.exports.register import open_register
from bot.exports.signing import BadKey, Keys, public_key
from storage.audit import Chain, Entry, stamp
from storage.errors import ChainBroken, StoreError
from storage.opening import TINY, open_carrier
from storage.turn import ERASED
from storage.volume import Carrier

if TYPE_CHECKING:
    from bot.service.settings import Settings

Standing = Literal["whole", "erased", "missing", "differs"]
"""``whole``: as it was, or longer. ``erased``: that, and all it said then is gone. ``missing``: it
is not there, or not as long any more. ``differs``: it was rewritten, or does not hold.
"""

HOLDS, FAILS, NONE = 0, 1, 2
"""What ``mvs-coach verify --checkpoint`` ends with; ``NONE``: it is no checkpoint of ours."""


class Trail(Struct, frozen=True):
    """How the trail of a pseudonym stands to a checkpoint."""

    name: str
    standing: Standing

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to explain it."""
        return self.standing in ("missing", "differs")


def compare(seen: Checkpoint, trails: Mapping[str, Sequence[Entry]]) -> list[Trail]:
    """How every trail that the checkpoint saw stands to it; ``trails`` are whole, by pseudonym."""
    return [
        Trail(name, standing(chain, trails.get(name, ()))) for name, chain in seen.heads.items()
    ]


def standing(chain: Chain, entries: Sequence[Entry]) -> Standing:
    """How a trail stands to where its chain was."""
    if len(entries) < chain.seq:
        return "missing"
    if entries[chain.seq - 1].hash != chain.head:
        return "differs"
    gone = all(entry.erased for entry in entries[: chain.seq])
    return "erased" if gone and any(e.kind == ERASED for e in entries[chain.seq :]) else "whole"


async def against(carrier: Carrier, seen: Checkpoint) -> list[Trail]:
    """Compare a checkpoint with a store, every trail of which is verified.

    Raises StoreError: a file is damaged.
    """
    found: dict[str, tuple[Entry, ...]] = {}
    broken: set[str] = set()
    for name in await carrier.names():
        volume = await carrier.read(name)
        trail = volume.page.chain.officer
        found[trail] = volume.entries
        try:
            volume.verify()
        except ChainBroken:
            broken.add(trail)
    trails = compare(seen, found)
    return [Trail(each.name, "differs") if each.name in broken else each for each in trails]


async def audit_in(settings: Settings, file: Path, at: datetime) -> tuple[str, int]:
    """What to print about a checkpoint beside the store of a stopped service, and the exit code.

    Raises StoreError (Busy: a process has the store), OSError.
    """
    if not settings.is_database and not (settings.folder / "office.jsonl").exists():
        raise StoreError(f"There is no store in {settings.folder}; set MVS_STORE or give --store.")
    content, keys = await asyncio.to_thread(file.read_bytes), await _keys(settings, at)
    try:
        seen = read(content, keys)
    except BadCheckpoint as bad:
        return f"NO CHECKPOINT: {bad}.", NONE
    url = settings.store if settings.is_database else f"{TINY}{settings.folder.absolute()}"
    carrier = await open_carrier(url)
    try:
        trails = await against(carrier, seen)
    finally:
        await carrier.close()
    return "\n".join(told(seen, trails)), FAILS if any(t.is_wrong for t in trails) else HOLDS


def audit_with(file: Path, key: Path) -> tuple[str, int]:
    """The same with a public key alone: whether it is as it was signed. Raises StoreError."""
    try:
        seen = read(file.read_bytes(), Keys(None, [public_key(key.read_bytes())]))
    except BadCheckpoint as bad:
        return f"NO CHECKPOINT: {bad}.", NONE
    except (BadKey, OSError) as problem:
        raise StoreError(f"It cannot be checked: {problem}.") from None
    return f"GENUINE: {len(seen.heads)} trails at {stamp(seen.at)}, key {seen.key}", HOLDS


def told(seen: Checkpoint, trails: Sequence[Trail]) -> Iterator[str]:
    """The lines of a comparison: pseudonyms and counts, nothing else."""
    count = Counter(trail.standing for trail in trails)
    wrong = [trail for trail in trails if trail.is_wrong]
    yield "DOES NOT HOLD" if wrong else "HOLDS"
    yield f"{len(trails)} trails at {stamp(seen.at)}, key {seen.key}, root {seen.root}"
    yield f"  {count['whole']} are as they were, or went on from there"
    yield f"  {count['erased']} were erased since: their hashes are there, what they said is not"
    yield f"  {count['missing']} are missing or shorter, {count['differs']} were rewritten"
    yield from (f"  ✗ {trail.name} {trail.standing}" for trail in wrong)


async def _keys(settings: Settings, at: datetime) -> Keys:
    """Every key that ever signed for this deployment."""
    from bot.service.premises import open_premises

    premises = await open_premises(settings)
    try:
        keys = await premises.keys()
        _, known = await open_register(premises.store, keys, at)
    finally:
        await premises.store.close()
    return keys.with_known(map(public_key, known))
