"""The spool's places: one for each process, and nothing in them is ever left behind."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest

from storage.errors import TryLater
from storage.inbox import Arrival
from storage.spool import Spool


def _mail(*keys: str) -> list[Arrival]:
    return [Arrival(key, {"text": f"กดคิว {key}"}) for key in keys]


def _keys(spool: Spool) -> list[str]:
    return [arrival.key for arrival in spool.first(99)]


async def test_what_was_spooled_waits_in_order_for_the_next_process(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path)
    for key in ("3", "1", "2", "1"):
        await spool.put(_mail(key))
    await spool.let_go(["1"])
    assert spool.waiting == 2
    await spool.close()
    again = await Spool.open(tmp_path)
    assert _keys(again) == ["3", "2"]
    await again.close()


async def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    spool = await Spool.open(folder)
    await spool.put(_mail("1"))
    await spool.let_go(["1"])
    await spool.put(_mail("2"))
    await spool.clean()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "0")} == {0o700}
    await spool.close()


async def test_every_process_has_a_place_of_its_own(tmp_path: Path) -> None:
    spools = [await Spool.open(tmp_path) for _ in range(3)]
    for number, spool in enumerate(spools):
        await spool.put(_mail(str(number)))
    assert [_keys(spool) for spool in spools] == [["0"], ["1"], ["2"]]
    assert sorted(os.listdir(tmp_path)) == ["0", "1", "2"]
    for spool in spools:
        await spool.close()


async def test_what_processes_left_that_did_not_come_back_is_taken_over(tmp_path: Path) -> None:
    stays, *others = [await Spool.open(tmp_path) for _ in range(3)]
    for key, spool in zip(("a", "b", "c"), (stays, *others), strict=True):
        await spool.put(_mail(key))
    for spool in others:
        await spool.close()
    again = await Spool.open(tmp_path)
    assert _keys(again) == ["b", "c"]
    assert "กดคิว" not in (tmp_path / "2" / "inbox.jsonl").read_text()
    assert _keys(stays) == ["a"]
    await again.close()
    await stays.close()


async def test_a_damaged_place_is_reported_and_left_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = await Spool.open(tmp_path)
    for key in ("1", "2", "3"):
        await spool.put(_mail(key))
    await spool.close()
    path = tmp_path / "0" / "inbox.jsonl"
    lines = path.read_bytes().split(b"\n")
    damaged = b"\n".join([lines[0], lines[1].replace(b"1", b"?"), *lines[2:]])
    path.write_bytes(damaged)
    with caplog.at_level(logging.ERROR):
        again = await Spool.open(tmp_path)
    assert f"{path} is damaged" in caplog.text
    assert path.read_bytes() == damaged
    await again.put(_mail("4"))
    assert _keys(again) == ["4"]
    await again.close()


async def test_a_torn_end_is_cut_and_all_before_is_there(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path)
    for key in ("1", "2", "3"):
        await spool.put(_mail(key))
    await spool.close()
    path = tmp_path / "0" / "inbox.jsonl"
    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    for size in range(last, len(whole)):
        path.write_bytes(whole[:size])
        again = await Spool.open(tmp_path)
        assert _keys(again) == ["1", "2"]
        await again.close()


async def test_what_could_not_be_written_does_not_wait(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path)
    path = tmp_path / "0" / "inbox.jsonl"
    path.rename(tmp_path / "away")
    with pytest.raises(TryLater):
        await spool.put(_mail("1"))
    assert spool.waiting == 0
    (tmp_path / "away").rename(path)
    await spool.put(_mail("1"))
    assert _keys(spool) == ["1"]
    await spool.close()


async def test_words_of_somebody_can_be_taken_off_the_disk(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path)
    await spool.put([Arrival("1", {"officer": "a", "text": "secret"})])
    await spool.put([Arrival("2", {"officer": "b", "text": "still needed"})])
    assert await spool.forget(lambda arrival: arrival.body["officer"] == "a") == 1
    assert _keys(spool) == ["2"]
    text = (tmp_path / "0" / "inbox.jsonl").read_text()
    assert "secret" not in text
    assert "still needed" in text
    await spool.close()


async def test_what_was_brought_over_leaves_the_disk(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path)
    await spool.put(_mail("1"))
    await spool.let_go(["1"])
    await spool.clean()
    assert spool.is_blank
    assert "กดคิว" not in (tmp_path / "0" / "inbox.jsonl").read_text()
    await spool.close()
