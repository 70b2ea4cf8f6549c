from __future__ import annotations

import asyncio
import logging
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.check import problems
from storage.contract.ground import say, waiting
from storage.errors import Busy, Damaged, TryLater
from storage.tiny import TinyStore
from tests.storage.grounds import TinyGround

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[TinyGround]:
    ground = TinyGround(tmp_path / "store")
    yield ground
    await ground.close()


def _shards(ground: TinyGround) -> list[Path]:
    return sorted(ground.folder.glob("??/*.jsonl"))


async def test_a_second_store_in_the_same_folder_is_refused(ground: TinyGround) -> None:
    await ground.open()
    with pytest.raises(Busy, match=f"in use by process {os.getpid()}. Stop that process first"):
        await TinyStore.open(ground.folder)


async def test_a_second_process_is_refused(ground: TinyGround) -> None:
    await ground.open()
    code = (
        "import asyncio, sys, pathlib; from storage.tiny import TinyStore;"
        "asyncio.run(TinyStore.open(pathlib.Path(sys.argv[1])))"
    )
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(ground.folder), stderr=subprocess.PIPE, cwd=ROOT
    )
    _, said = await other.communicate()
    assert other.returncode == 1
    assert f"Busy: The store in {ground.folder} is in use by process {os.getpid()}" in said.decode()


async def test_files_are_private_and_their_names_say_nothing(ground: TinyGround) -> None:
    store = await ground.open()
    await say(store, "line:U0123", "ก")
    paths = [path for path in ground.folder.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in ground.folder.glob("??")} == {0o700}
    assert not any("U0123" in str(path) for path in paths)


async def test_the_same_officer_has_another_file_name_in_another_store(tmp_path: Path) -> None:
    names = []
    for folder in ("one", "other"):
        ground = TinyGround(tmp_path / folder)
        await say(await ground.open(), "telegram:12345", "ก")
        names.append(_shards(ground)[0].name)
        await ground.close()
    assert names[0] != names[1]


async def test_thai_is_kept_whatever_the_locale(tmp_path: Path) -> None:
    code = (
        "import asyncio, pathlib, sys; from storage.tiny import TinyStore;"
        "from storage.contract.turns import thai_and_emoji_come_back_letter_by_letter as promise;"
        "from tests.storage.grounds import TinyGround;"
        "asyncio.run(promise(TinyGround(pathlib.Path(sys.argv[1]))))"
    )
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(tmp_path / "store"), env=environment, cwd=ROOT
    )
    assert await child.wait() == 0


async def test_a_start_looks_into_no_file_that_was_closed(ground: TinyGround) -> None:
    store = await ground.open()
    for number in range(5):
        await say(store, f"officer {number}", "ก")
    await store.close()
    for shard in _shards(ground):
        shard.rename(shard.with_suffix(".away"))
    store = await ground.open()
    assert len([officer async for officer in store.officers()]) == 5


async def test_after_a_crash_only_open_files_are_looked_into(tmp_path: Path) -> None:
    ground = TinyGround(tmp_path / "store", open_shards=2)
    store = await ground.open()
    for number in range(20):
        await say(store, f"officer {number}", "ก")
    copy = tmp_path / "copy"
    shutil.copytree(ground.folder, copy)
    for officer in range(10):
        (shard,) = copy.glob(f"??/{_name(store, f'officer {officer}')}.jsonl")
        shard.write_bytes(b"never read")
    after_crash = TinyGround(copy)
    store = await after_crash.open()
    assert len([officer async for officer in store.officers()]) == 20
    await after_crash.close()
    await ground.close()


def _name(store: TinyStore, officer: str) -> str:
    return store._cabinet._office.name(officer)


async def test_no_file_is_written_before_the_shared_file_says_it_is_open(
    ground: TinyGround,
) -> None:
    store = await ground.open()
    await say(store, "a", "ก")
    store = await ground.open()
    (shard,) = _shards(ground)
    before = shard.read_bytes()
    office = ground.folder / "office.jsonl"
    office.rename(office.with_suffix(".away"))
    with pytest.raises(TryLater):
        await say(store, "a", "ข")
    assert shard.read_bytes() == before
    office.with_suffix(".away").rename(office)
    await say(store, "a", "ค")
    assert await waiting(store) == ["ก", "ค"]


async def test_one_damaged_file_stops_nobody_else(
    ground: TinyGround, caplog: pytest.LogCaptureFixture
) -> None:
    store = await ground.open()
    for officer in ("a", "b", "c"):
        await say(store, officer, officer)
    await store.close()
    damaged = _shards(ground)[0]
    damaged.write_bytes(damaged.read_bytes()[:-3])
    store = await ground.open()
    with caplog.at_level(logging.ERROR):
        assert len(await waiting(store)) == 2
    assert "damaged at byte" in caplog.text
    outcomes = [await _outcome(store, officer) for officer in ("a", "b", "c")]
    assert sorted(outcomes) == ["Damaged", "kept", "kept"]


async def _outcome(store: TinyStore, officer: str) -> str:
    try:
        await say(store, officer, "again")
    except Damaged:
        return "Damaged"
    return "kept"


async def test_a_check_names_whose_file_is_damaged(ground: TinyGround) -> None:
    store = await ground.open()
    for officer in ("a", "b"):
        await say(store, officer, officer)
    assert [problem async for problem in problems(store)] == []
    await store.close()
    damaged = ground.folder.glob(f"??/{_name(store, 'b')}.jsonl")
    next(damaged).write_bytes(b"?")
    found = [problem async for problem in problems(await ground.open())]
    assert [(officer, type(problem)) for officer, problem in found] == [("b", Damaged)]


async def test_what_a_killed_compaction_left_is_erased_too(tmp_path: Path) -> None:
    ground = TinyGround(tmp_path / "store", compact_at=1)
    store = await ground.open()
    for number in range(3):
        await say(store, "a", f"ความลับ {number}")
    copy = TinyGround(tmp_path / "copy", compact_at=1)
    shutil.copytree(ground.folder, copy.folder)
    for path in list(copy.folder.glob("??/*")):
        path.with_name(path.name + ".tmp").write_text("ความลับ")
    await ground.close()
    store = await copy.open()
    await store.erase("a", at=AT)
    assert not copy.holds("ความลับ")
    (await store.history("a")).verify()
    await copy.close()


async def test_a_trail_that_lost_entries_is_damage(ground: TinyGround) -> None:
    store = await ground.open()
    await say(store, "a", "one")
    await say(store, "a", "two")
    await store.close()
    (shard,) = _shards(ground)
    lines = shard.read_bytes().splitlines(keepends=True)
    shard.write_bytes(b"".join(lines[:-2] + lines[-1:]))
    store = await ground.open()
    with pytest.raises(Damaged):
        await say(store, "a", "three")


async def test_a_missing_shared_file_is_reported(ground: TinyGround) -> None:
    store = await ground.open()
    await say(store, "a", "one")
    await store.close()
    (ground.folder / "office.jsonl").unlink()
    with pytest.raises(Damaged, match="missing although"):
        await ground.open()
    with pytest.raises(Damaged):  # and not Busy: nothing is held after a refusal
        await ground.open()


@contextmanager
def _files_no_longer_than(size: int) -> Iterator[None]:
    """Have the kernel refuse to let any file grow beyond ``size`` bytes, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("room", [0, 10, 200])
async def test_a_full_disk_keeps_nothing_and_hurts_nothing(ground: TinyGround, room: int) -> None:
    store = await ground.open()
    await say(store, "a", "ก่อน", event="1")
    size = _shards(ground)[0].stat().st_size
    with _files_no_longer_than(size + room), pytest.raises(TryLater):
        await say(store, "a", "เต็ม " * 99, event="2")
    assert _shards(ground)[0].stat().st_size == size
    await say(store, "a", "หลัง", event="2")
    assert await waiting(store) == ["ก่อน", "หลัง"]
    (await store.history("a")).verify()


async def test_a_full_disk_turns_a_new_officer_away_whole(ground: TinyGround) -> None:
    store = await ground.open()
    with _files_no_longer_than(0), pytest.raises(TryLater):
        await say(store, "a", "เต็ม", event="1")
    assert _shards(ground) == []
    await say(store, "a", "หลัง", event="1")
    store = await ground.open()
    assert await waiting(store) == ["หลัง"]


async def test_a_compaction_without_room_waits(ground: TinyGround) -> None:
    cramped = TinyGround(ground.folder.with_name("cramped"), compact_at=1)
    store = await cramped.open()
    await say(store, "a", "ก" * 2000)
    size = _shards(cramped)[0].stat().st_size
    with _files_no_longer_than(2 * size):
        for _ in range(3):
            await say(store, "a", "")
    assert len((await store.history("a")).entries) == 4
    await cramped.close()


async def test_a_turn_cancelled_while_it_is_written_is_written(ground: TinyGround) -> None:
    store = await ground.open()
    for number in range(20):
        task = asyncio.create_task(say(store, "a", "ก", event=str(number)))
        for _ in range(number):
            await asyncio.sleep(0.0002)
        task.cancel()
        await asyncio.wait([task])
    store = await ground.open()
    history = await store.history("a")
    history.verify()
    async with store.turn("a", at=AT) as turn:
        said = 0 if turn.state is None else turn.state["said"]
    assert len(history.entries) == said


async def test_a_file_stays_about_as_small_as_what_it_says(tmp_path: Path) -> None:
    ground = TinyGround(tmp_path, compact_at=10_000)
    store = await ground.open()
    for number in range(300):
        async with store.turn("a", at=AT) as turn:
            turn.keep({"n": number, "text": "ก" * 300})
    (shard,) = _shards(ground)
    assert shard.stat().st_size < 25_000
    await ground.close()


async def test_locks_and_pages_do_not_pile_up(tmp_path: Path) -> None:
    ground = TinyGround(tmp_path, open_shards=3)
    store = await ground.open()
    await asyncio.gather(*(say(store, f"officer {number}", "ก") for number in range(40)))
    await say(store, "officer 0", "ข")
    assert len(store._cabinet._open) <= 3
    assert len(store._locks._locks) == 0
    assert len(await waiting(store)) == 41
    await ground.close()
