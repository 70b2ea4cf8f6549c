"""Back-ups: whole, of one instant, and restored only where nothing is lost by it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channel import Fetched
from bot.media import MediaStore
from bot.operations.backup import Occupied, backup, restore
from bot.operations.cut import Cut
from bot.operations.manifest import NoBackup
from bot.operations.operator import SOCKET, answering, asked
from bot.operations.verifying import Unsound, verified
from storage.errors import Damaged, StoreError, TryLater
from storage.tiny import TinyStore
from tests.bot.operations.busy import DESK, OFFICERS

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROUNDS = 6


async def filled(folder: Path, officers: int = 3, turns: int = 5) -> None:
    store = await TinyStore.open(folder, compact_at=2_000)
    for number in range(officers):
        for n in range(turns):
            async with store.turn(f"line:{number}", event=f"{number}-{n}", at=AT) as turn:
                turn.keep({"n": n})
                turn.log("said", {"text": "คำตอบของเจ้าหน้าที่ " * 20})
                turn.push({"n": n})
    await store.close()


def photo(media: Path) -> None:
    kept = MediaStore(media).keep("line:0", "m1", "file", Fetched(b"%PDF-1.4\n%EOF", "x"), at=AT)
    assert getattr(kept, "size", 0) > 0


# --- at rest -------------------------------------------------------------------------------------


async def test_a_back_up_restores_to_the_same_store_and_files(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    photo(tmp_path / "media")
    (tmp_path / "data" / "signing-key").write_bytes(b"k" * 32)
    made = await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)
    assert made.trails is not None
    assert (made.trails.trails, made.trails.entries) == (3, 15)
    back = await restore(tmp_path / "copy", tmp_path / "data2", tmp_path / "media2")
    assert back == made
    assert MediaStore(tmp_path / "media2").read("line:0", "m1") is not None
    assert (tmp_path / "data2" / "signing-key").read_bytes() == b"k" * 32
    store = await TinyStore.open(tmp_path / "data2")
    async with store.turn("line:1", event="1-4", at=AT) as turn:
        assert turn.duplicate
        assert turn.state == {"n": 4}
        assert len(turn.waiting) == 5
    await store.close()


async def test_an_erased_officers_trail_is_in_the_back_up_without_contents(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    store = await TinyStore.open(tmp_path / "data")
    await store.erase("line:0", at=AT)
    await store.close()
    made = await backup(tmp_path / "data", tmp_path / "none", tmp_path / "copy", AT)
    assert made.trails is not None
    assert made.trails.trails == 3


async def test_nothing_is_restored_over_what_is_there(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)
    for target in ("data", "copy"):
        with pytest.raises(Occupied):
            await restore(tmp_path / "copy", tmp_path / target, tmp_path / "media2")
    with pytest.raises(Occupied):
        await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)
    with pytest.raises(Occupied):
        await backup(tmp_path / "data", tmp_path / "media", tmp_path / "data" / "copy", AT)


async def test_an_altered_back_up_is_refused_and_leaves_nothing_behind(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)
    victim = next((tmp_path / "copy" / "store").glob("??/*.jsonl"))
    victim.write_bytes(victim.read_bytes()[:-10])
    with pytest.raises(Damaged):
        await restore(tmp_path / "copy", tmp_path / "data2", tmp_path / "media2")
    assert not (tmp_path / "data2").exists()


async def test_a_damaged_store_makes_no_back_up(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    victim = next((tmp_path / "data").glob("??/*.jsonl"))
    content = bytearray(victim.read_bytes())
    content[40] ^= 1
    victim.write_bytes(bytes(content))
    with pytest.raises(StoreError):
        await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)
    assert list((tmp_path / "copy").rglob("*.jsonl")) == []


async def test_a_folder_without_its_description_is_no_back_up(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)
    (tmp_path / "copy" / "backup.json").unlink()
    with pytest.raises(NoBackup):
        await restore(tmp_path / "copy", tmp_path / "data2", tmp_path / "media2")
    with pytest.raises(Unsound):
        await backup(tmp_path / "nothing", tmp_path / "media", tmp_path / "copy2", AT)


async def test_a_back_up_is_for_its_owner_only(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    photo(tmp_path / "media")
    await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)
    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert [path for path in files if path.stat().st_mode & 0o077] == []


async def test_a_photo_that_changed_makes_no_back_up(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    photo(tmp_path / "media")
    next((tmp_path / "media").rglob("*.bin")).write_bytes(b"something else")
    with pytest.raises(Damaged):
        await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)


async def test_files_that_are_in_no_folder_are_said_to_be_elsewhere(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    told = {"media": "in the bucket"}
    made = await backup(tmp_path / "data", None, tmp_path / "copy", AT, elsewhere=told)
    assert made.left_out["media"] == "in the bucket"
    await restore(tmp_path / "copy", tmp_path / "data2", None)
    photo(tmp_path / "media")
    await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy2", AT)
    with pytest.raises(Unsound, match="MVS_MEDIA"):
        await restore(tmp_path / "copy2", tmp_path / "data3", None)


# --- while the coach is running ------------------------------------------------------------------


async def test_a_store_whose_coach_does_not_answer_is_not_copied(tmp_path: Path) -> None:
    store = await TinyStore.open(tmp_path / "data")
    with pytest.raises(TryLater, match="Stop it"):
        await backup(tmp_path / "data", tmp_path / "media", tmp_path / "copy", AT)
    await store.close()


async def test_a_cut_is_gone_once_nobody_holds_it(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 40) / "data"  # longer than a socket's address may be
    await filled(folder)
    (folder / "cut-0123").mkdir()
    store = await TinyStore.open(folder)
    async with answering(folder):
        assert (folder / SOCKET).stat().st_mode & 0o777 == 0o600
        async with asked(folder) as (cut, pieces):
            assert {piece.path for piece in pieces} >= {"office.jsonl"}
            assert (cut / "office.jsonl").exists()
        for _ in range(100):
            if not list(folder.glob("cut-*")):
                break
            await asyncio.sleep(0.02)
        assert list(folder.glob("cut-*")) == []
    assert not (folder / SOCKET).exists()
    await store.close()


async def test_a_coach_that_stops_hangs_up_and_one_cut_is_made_at_a_time(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    store = await TinyStore.open(tmp_path / "data")
    async with answering(tmp_path / "data"), asked(tmp_path / "data") as (cut, _):
        second = asyncio.create_task(_ask(tmp_path / "data"))
        await asyncio.sleep(0.1)
        assert not second.done()
        assert [path.name for path in (tmp_path / "data").glob("cut-*")] == [cut.name]
    with suppress(TryLater):  # hung up on, or served in time
        await second
    assert list((tmp_path / "data").glob("cut-*")) == []
    await store.close()


async def _ask(folder: Path) -> None:
    async with asked(folder):
        pass


class Busy:
    """A store at work in another process, and what it has acknowledged so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.took = dict.fromkeys(OFFICERS, 0)
        self.kept = dict.fromkeys(OFFICERS, 0)
        self.ready = threading.Event()

    def listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            match line.split():
                case ["took", officer, number]:
                    self.took[officer] = int(number)
                case ["kept", officer, number]:
                    self.kept[officer] = int(number)
                case _:
                    self.ready.set()


@contextmanager
def busy(folder: Path) -> Iterator[Busy]:
    command = [sys.executable, "-m", "tests.bot.operations.busy", str(folder)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    ) as process:
        at_work = Busy(process)
        listener = threading.Thread(target=at_work.listen)
        listener.start()
        try:
            assert at_work.ready.wait(60)
            yield at_work
        finally:
            process.kill()
            listener.join()


async def test_a_back_up_under_load_is_of_one_instant_and_misses_nothing(tmp_path: Path) -> None:
    data, media = tmp_path / "data", tmp_path / "media"
    with busy(data) as at_work:
        for number in range(ROUNDS):
            await asyncio.sleep(0.4)
            took, kept = dict(at_work.took), dict(at_work.kept)
            copy = tmp_path / f"copy{number}"
            await backup(data, media, copy, AT)
            assert at_work.process.poll() is None
            await restore(copy, tmp_path / f"data{number}", tmp_path / f"media{number}")
            await check(tmp_path / f"data{number}", took, kept)
        assert min(at_work.kept.values()) > min(kept.values())  # it went on working
    assert list((tmp_path / "copy0").rglob("cut-*")) == []


async def check(folder: Path, took: dict[str, int], kept: dict[str, int]) -> None:
    """Nothing acknowledged before is missing, and no effect is there without its cause."""
    store = await TinyStore.open(folder)
    pending = {arrival.key for arrival in await (await store.inbox()).pending()}
    async with store.turn(DESK, at=AT) as turn:
        told = set(turn.docs)
    for officer in OFFICERS:
        async with store.turn(officer, at=AT) as turn:
            found = (turn.state or {"n": 0})["n"]
            left = {doc["body"]["n"] for doc in turn.docs.values() if "body" in doc}
        assert found >= kept[officer] > 0
        waits = {n for n in range(1, took[officer] + 1) if f"{officer}-{n}" in pending}
        assert set(range(1, took[officer] + 1)) <= set(range(1, found + 1)) | waits
        mine = {int(id.split("-")[1]) for id in told if id.startswith(f"{officer}-")}
        assert mine | left == set(range(1, found + 1))
    await store.close()


async def test_a_cut_of_many_officers_hardly_holds_the_coach_up(tmp_path: Path) -> None:
    await filled(tmp_path / "data", officers=200, turns=1)
    cut = Cut(tmp_path / "data")
    cut.prepare()
    began = time.perf_counter()
    pieces = cut.freeze()
    assert time.perf_counter() - began < 1.0
    assert len(pieces) >= 201
    cut.release()


async def test_a_copy_with_a_file_nobody_knows_does_not_count(tmp_path: Path) -> None:
    await filled(tmp_path / "data")
    stray = next((tmp_path / "data").glob("??/*.jsonl"))
    (tmp_path / "data" / "zz").mkdir()
    (tmp_path / "data" / "zz" / "zz00.jsonl").write_bytes(stray.read_bytes())
    with pytest.raises(Unsound, match="Nobody knows"):
        await verified(tmp_path / "data")
