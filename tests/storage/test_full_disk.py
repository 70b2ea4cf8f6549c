"""The disk is full: what cannot be kept is refused in so many words, and nothing is torn."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from bot.channel import Fetched
from bot.media.store import Kept, MediaStore
from storage.contract.ground import LATER, START, say
from storage.errors import TryLater
from storage.inbox import Arrival, Inbox, MemoryInbox
from storage.spooled_inbox import SpooledInbox
from storage.tiny import TinyStore
from storage.tiny.inbox import TinyInbox
from tests.storage.disks import Disk, short_files, small_disk
from tests.storage.outage import Outage

WORDS = "กดคิว ซักประวัติ " * 40
LEFT = (0, 700, 20_000)
"""Bytes that are left when the disk is said to be full."""

WHY = re.compile(r"could not be written: (\[Errno \d+\] (No space|File too large)|the disk took)")
"""What the operator is told."""


@pytest.fixture(params=["a small disk", "files that may not grow"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if request.param == "files that may not grow":
        with short_files(tmp_path) as disk:
            yield disk
        return
    with small_disk(tmp_path) as found:
        if found is None:
            pytest.skip("nobody may mount a file system here: the other disk is tested")
        yield found


class Conversation:
    """What a store acknowledged of some officers."""

    def __init__(self, store: TinyStore) -> None:
        self.store = store
        self.kept = dict.fromkeys(("a", "b", "c"), 0)
        self.refused: list[str] = []

    async def go_on(self, turns: int) -> None:
        """Take turns; what is refused may be said again."""
        for _ in range(turns):
            for officer, number in list(self.kept.items()):
                try:
                    await say(self.store, officer, WORDS, event=str(number))
                except TryLater as error:
                    self.refused.append(str(error))
                else:
                    self.kept[officer] += 1

    async def check(self) -> None:
        """Everything acknowledged is there, once, and nothing else; every trail holds."""
        for officer, number in self.kept.items():
            history = await self.store.history(officer)
            history.verify()
            assert sum(entry.kind == "said" for entry in history.entries) == number
            async with self.store.turn(officer, at=START) as turn:
                assert (turn.state or {"said": 0})["said"] == number


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("compact_at", [1, 1 << 17])
async def test_a_turn_that_cannot_be_kept_is_refused_and_none_is_torn(
    disk: Disk, left: int, compact_at: int
) -> None:
    folder = disk.folder / "store"
    store = await TinyStore.open(folder, compact_at=compact_at, open_shards=2)
    talk = Conversation(store)
    await talk.go_on(5)
    disk.fill(left)
    await talk.go_on(12)
    assert talk.refused
    assert all(WHY.search(each) for each in talk.refused)
    disk.free()
    await talk.check()
    before = sum(talk.kept.values())
    await talk.go_on(5)
    assert sum(talk.kept.values()) == before + 15
    await talk.check()
    await store.close()
    talk.store = await TinyStore.open(folder)
    await talk.check()
    await talk.store.close()


async def test_a_store_is_opened_and_read_on_a_full_disk_after_a_crash(disk: Disk) -> None:
    folder = disk.folder / "store"
    store = await TinyStore.open(folder)
    talk = Conversation(store)
    await talk.go_on(3)
    store._cabinet._lock.release()  # type: ignore[union-attr]  # as a kill would
    disk.fill(0)
    talk.store = await TinyStore.open(folder)
    await talk.check()
    disk.free()
    await talk.go_on(3)
    await talk.check()
    await talk.store.close()


async def test_what_was_sent_on_a_full_disk_is_reported_when_there_is_room(disk: Disk) -> None:
    store = await TinyStore.open(disk.folder / "store")
    for officer in ("a", "b"):
        await say(store, officer, officer)
    pushes = await store.due(now=START, lease=timedelta(seconds=1))
    disk.fill(0)
    refused = 0
    for push in pushes:
        try:
            await store.sent(push.id)
        except TryLater:
            refused += 1
    disk.free()
    assert len(await store.due(now=LATER)) == refused
    await store.close()


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("compact_at", [1, 1 << 17])
async def test_an_arrival_that_cannot_be_kept_is_refused_and_none_is_torn(
    disk: Disk, left: int, compact_at: int
) -> None:
    folder = disk.folder / "inbox"
    folder.mkdir()
    inbox = TinyInbox(folder, compact_at=compact_at)
    kept = await _fill(inbox, disk, left)
    disk.free()
    assert [arrival.key for arrival in await inbox.pending()] == kept
    again = TinyInbox(folder)
    found = [arrival.key for arrival in await again.pending()]
    assert found == kept
    await again.close()
    everything = [str(number) for number in range(60)]
    for key in everything:
        new = await inbox.put([Arrival(key, {"text": WORDS})])
        assert bool(new) == (key not in kept)
    await inbox.close()
    again = TinyInbox(folder)
    assert sorted(arrival.key for arrival in await again.pending()) == sorted(everything)
    await again.close()


async def _fill(inbox: Inbox, disk: Disk, left: int) -> list[str]:
    """Put arrivals until there is no more room, and a little longer; return what was kept."""
    kept: list[str] = []
    refused = 0
    for number in range(40):
        if number == 10:
            disk.fill(left)
        try:
            await inbox.put([Arrival(str(number), {"text": WORDS})])
        except TryLater:
            refused = number
        else:
            kept.append(str(number))
    assert 10 <= len(kept) < 40
    assert refused
    return kept


@pytest.mark.parametrize("left", LEFT)
async def test_a_spool_on_a_full_disk_refuses_and_hands_out_what_it_kept(
    disk: Disk, left: int
) -> None:
    outage = Outage(MemoryInbox())
    inbox = await SpooledInbox.open(outage, disk.folder / "spool", patience=0.1, probe=0.01)
    outage.refuse()
    kept = await _fill(inbox, disk, left)
    outage.heal()
    assert [arrival.key for arrival in await inbox.pending()] == kept
    disk.free()
    assert [arrival.key for arrival in await inbox.claim()] == kept
    new = await inbox.put([Arrival(str(number), {}) for number in range(50)])
    assert len(new) == 50 - len(kept)
    await inbox.close()


def _keep(media: MediaStore, number: int) -> Kept:
    text = random.Random(number).randbytes(40_000 * number).hex().encode()
    mime: Literal["text/plain"] = "text/plain"
    kept = media.keep("a", str(number), "file", Fetched(text, mime), at=START, name="a.txt")
    assert isinstance(kept, Kept)
    return kept


@pytest.mark.parametrize("left", LEFT)
def test_a_file_that_cannot_be_kept_leaves_nothing_behind(disk: Disk, left: int) -> None:
    media = MediaStore(disk.folder / "media")
    first = _keep(media, 1)
    disk.fill(left)
    _refused(lambda: _keep(media, 2))
    assert media.read("a", "2") is None
    assert media.all_of("a") == [first]
    assert not list(disk.folder.rglob("*.tmp"))
    disk.free()
    assert media.all_of("a") == [first]
    second = _keep(media, 2)
    found = media.read("a", "2")
    assert found is not None
    assert found[0] == second


def _refused(call: Callable[[], object]) -> None:
    with pytest.raises(OSError, match=r"No space left on device|File too large"):
        call()
