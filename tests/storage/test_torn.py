"""A sample of all damage; ``python -m tests.storage.torn`` does every prefix and every bit."""

from __future__ import annotations

from pathlib import Path

from tests.storage.torn import Tally, all_damage, flipped, judge, write

EVERY = 199


def test_a_torn_end_is_cut_and_all_other_damage_reported(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    size = len(write(path))
    found = dict(all_damage(path, EVERY))
    for what, tally in found.items():
        assert tally.silent == 0, what
        assert tally.files == -(-size * (8 if "bit" in what else 1) // EVERY)
        assert tally.files == tally.reported + tally.cut + tally.whole
    *prefixes, crashed, in_order = found.values()
    assert all(tally.cut > 9 * tally.reported for tally in prefixes)
    assert crashed.reported > 9 * crashed.cut > 0
    assert in_order.reported == in_order.files


def test_reading_what_was_not_written_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    data = write(path, 3)
    other = write(tmp_path / "other.jsonl", 4)
    found = judge(path, iter([(len(data), other), (5, data)]), was_open=True)
    assert found == Tally(files=2, silent=2)
    assert next(flipped(data, 1))[1] != data
