from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.contract.inbox import INBOX_PROMISES, InboxPromise
from storage.errors import Damaged, TryLater
from storage.inbox import Arrival, Inbox, MemoryInbox, Shelf
from storage.tiny.inbox import TinyInbox


class MemoryGround:
    """The in-memory inbox; its shelf stands for the disk."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf()
        self._inbox: Inbox | None = None

    async def open(self) -> Inbox:
        await self.close()
        self._inbox = MemoryInbox(self._shelf)
        return self._inbox

    def holds(self, text: str) -> bool:
        return any(text.encode() in bytes(kept) for kept in self._shelf.waiting.values())

    async def close(self) -> None:
        if self._inbox is not None:
            await self._inbox.close()


class TinyGround(MemoryGround):
    """The file."""

    compact_at = 1 << 17

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    async def open(self) -> Inbox:
        await self.close()
        self._inbox = TinyInbox(self.folder, compact_at=self.compact_at)
        return self._inbox

    def holds(self, text: str) -> bool:
        return any(text.encode() in path.read_bytes() for path in self.folder.iterdir())


class CrampedGround(TinyGround):
    """The file, compacting all the while."""

    compact_at = 1


@pytest.fixture(params=[MemoryGround, TinyGround, CrampedGround])
async def ground(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MemoryGround]:
    ground: MemoryGround = request.param(tmp_path)
    yield ground
    await ground.close()


@pytest.mark.parametrize("promise", INBOX_PROMISES, ids=lambda promise: promise.__name__)
async def test_every_inbox_keeps_its_promise(ground: MemoryGround, promise: InboxPromise) -> None:
    await promise(ground)


def _mail(number: int) -> Arrival:
    return Arrival(str(number), {"text": "กดคิว"})


async def test_many_who_put_at_once_share_durable_writes(tmp_path: Path) -> None:
    inbox = TinyInbox(tmp_path)
    await asyncio.gather(*(inbox.put([_mail(number)]) for number in range(200)))
    lines = (tmp_path / "inbox.jsonl").read_bytes().count(b"\n")
    assert lines <= 3
    await inbox.close()


async def test_only_the_newest_keys_are_known(tmp_path: Path) -> None:
    inbox = TinyInbox(tmp_path, keys_kept=10)
    for number in range(20):
        await inbox.put([_mail(number)])
        await inbox.done([str(number)])
    assert await inbox.put([_mail(number) for number in range(10, 20)]) == ()
    assert await inbox.put([_mail(3)]) == (_mail(3),)
    await inbox.close()


async def test_a_torn_end_is_cut_and_damage_reported(tmp_path: Path) -> None:
    inbox = TinyInbox(tmp_path)
    for number in range(6):
        await inbox.put([_mail(number)])
    await inbox.close()
    path, chance = tmp_path / "inbox.jsonl", random.Random(7)
    data = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(data) if byte == ord("\n")]
    for _ in range(40):
        size = chance.randrange(ends[0], len(data))
        path.write_bytes(data[:size] + chance.randbytes(chance.randrange(9)))
        whole = sum(end <= size for end in ends) - 1
        torn = TinyInbox(tmp_path)
        assert [arrival.key for arrival in await torn.pending()] == [str(n) for n in range(whole)]
        await torn.close()
    path.write_bytes(data[: ends[2] - 9] + b"?" + data[ends[2] - 8 :])
    with pytest.raises(Damaged):
        TinyInbox(tmp_path)


async def test_what_could_not_be_written_can_be_put_again(tmp_path: Path) -> None:
    inbox = TinyInbox(tmp_path)
    path = tmp_path / "inbox.jsonl"
    path.rename(tmp_path / "away")
    with pytest.raises(TryLater):
        await inbox.put([_mail(1)])
    (tmp_path / "away").rename(path)
    assert await inbox.put([_mail(1)]) == (_mail(1),)
    await inbox.close()
    again = TinyInbox(tmp_path)
    assert await again.pending() == (_mail(1),)
    await again.close()
