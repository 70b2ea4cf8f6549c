from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.tiny.agenda import Agenda

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


changes = st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.integers(0, 20)))


@given(changes, st.integers(0, 20), st.integers(0, 6))
def test_who_is_ready_is_named_by_time(
    changes: list[tuple[str, int | None]], now: int, limit: int
) -> None:
    agenda, times = Agenda(), dict[str, int | None]()
    for officer, minute in changes:
        agenda.set(officer, None if minute is None else _at(minute))
        times[officer] = minute
    due = sorted(minute for minute in times.values() if minute is not None and minute <= now)
    for _ in range(2):
        ready = agenda.ready(_at(now), limit)
        assert [times[officer] for officer in ready] == due[:limit]
        assert len(set(ready)) == len(ready)


def test_equal_times_keep_their_order() -> None:
    agenda = Agenda()
    for officer in "cab":
        agenda.set(officer, START)
    assert agenda.ready(START, 9) == ["c", "a", "b"]


def test_moving_a_time_often_takes_no_room() -> None:
    agenda = Agenda()
    for minute in range(10_000):
        agenda.set("a", _at(minute))
    assert len(agenda._heap) < 100
    assert agenda.ready(_at(10_000), 9) == ["a"]
