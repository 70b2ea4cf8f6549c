"""A checkpoint says every night where every trail stood, and shows later if one was rewritten."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errands import Errands
from bot.exports.checkpoint import BadCheckpoint, Checkpoints, chained, read, root
from storage.memory import MemoryStore
from tests.bot.exports.exporting import altered, keys
from tests.bot.service.stage import HandClock


async def said(store: MemoryStore, clock: HandClock, *officers: str) -> None:
    for officer in officers:
        async with store.turn(officer, at=clock.now()) as turn:
            turn.log("officer", {"text": "คำพูด"})


def texts_in(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*.checkpoint"))]


async def test_a_checkpoint_is_written_every_night(tmp_path: Path) -> None:
    store, clock = MemoryStore(), HandClock()
    await said(store, clock, "line:a", "line:b")
    nightly = Checkpoints(store, clock, keys(), tmp_path)
    errands = Errands(store, clock, nightly.handlers())
    for _ in range(2):
        await nightly.start()
    for _ in range(3):
        clock._now += timedelta(days=1)
        assert await errands.carry_out() == 1
        assert await errands.carry_out() == 0
    texts = texts_in(tmp_path)
    found = chained(texts, keys())
    assert [len(each.heads) for each in found] == [2, 2, 2]
    assert b"line:" not in b"".join(texts)
    with pytest.raises(BadCheckpoint, match="number 2"):
        chained([texts[0], texts[2]], keys())


async def test_without_a_folder_nothing_is_written() -> None:
    store, clock = MemoryStore(), HandClock()
    nightly = Checkpoints(store, clock, keys(), None)
    await nightly.start()
    with pytest.raises(ValueError, match="MVS_CHECKPOINTS"):
        await nightly.write()


async def test_any_change_of_a_checkpoint_is_noticed(tmp_path: Path) -> None:
    store, clock = MemoryStore(), HandClock()
    await said(store, clock, "line:a")
    text = (await Checkpoints(store, clock, keys(), tmp_path).write()).read_bytes()
    for at in range(0, text.rindex(b"signature"), 7):
        with pytest.raises(BadCheckpoint):
            read(altered(text, at), keys())


def test_the_root_is_of_all_lines_in_their_order() -> None:
    assert root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert len({root(["a"]), root(["a", "b"]), root(["b", "a"]), root(["a", "b", "c"])}) == 4
