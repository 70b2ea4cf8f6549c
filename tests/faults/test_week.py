"""A week of everything that has its time: each thing once, on time, and none of it at night."""

from __future__ import annotations

from datetime import timedelta

from dialogs.pack import Pack
from tests.faults.week import DAILY, DAYS, THURSDAY, TUESDAY, Town, lived

TICK = 120


async def test_everything_comes_once_and_on_time_through_a_week_with_restarts(plain: Pack) -> None:
    week = await lived(plain, officers=12, tick=TICK)
    assert (week.missing, week.doubled, week.at_night, week.early) == (0, 0, 0, 0)
    assert week.latest <= 3 * TICK
    assert week.restarts > 10
    kinds = {DAILY: 12 * DAYS, THURSDAY: 12, TUESDAY: 12, "reminder": 6, "summary": 12}
    assert week.came.items() >= kinds.items()


async def test_what_came_due_in_an_outage_that_ends_at_night_waits_for_the_morning(
    plain: Pack,
) -> None:
    town = Town(plain)
    await town.service.start()
    await town.settle(4)
    town.clock.tick = TICK
    monday = town.clock.now().replace(hour=0, minute=0, second=0)
    for day, hour in ((4, 8), (7, 8)):  # a notice and the coach's summary, the officers' summary
        await town.until(monday + timedelta(days=day, hours=hour))
        await town.crash(back=monday + timedelta(days=day, hours=22))
        town.phone.came.clear()
        await town.until(monday + timedelta(days=day + 1, hours=7, minutes=50))
        assert town.phone.came == []
        await town.until(monday + timedelta(days=day + 1, hours=9, minutes=30))
        assert {out.place.chat for _, out in town.phone.came} >= {"U000", "U001", "U002", "U003"}
        assert all(at.hour < 10 for at, _ in town.phone.came)
