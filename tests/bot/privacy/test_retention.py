"""What nobody comes back for is erased after its time, and never without a word beforehand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coach import Coach
from bot.errands import Errands
from bot.privacy import Privacy, Terms
from bot.privacy.retention import WITHDRAWN_DAYS, next_morning
from dialogs import stored
from dialogs.pack import Pack
from dialogs.state import Consent, Profile, State
from dialogs.values import Due, Message, News
from tests.bot.people.office import Office
from tests.bot.reviews.bureau import FakeTeller
from tests.fakes import NOON, NOTICE

MA, NID = "line:ma", "line:nid"


class Keeper:
    """An office that looks after how long things are kept."""

    def __init__(self, pack: Pack, terms: Terms) -> None:
        self.office, self.teller = Office(), FakeTeller()
        self.store, self.clock = self.office.store, self.office.clock
        world = (self.store, self.clock, self.office.people, self.teller, pack)
        self.privacy = Privacy(*world, terms=terms)
        handlers = {**self.office.people.handlers(), **self.privacy.handlers()}
        self.errands = Errands(self.store, self.clock, handlers)

    async def know(self, officer: str, state: State) -> None:
        async with self.store.turn(officer, at=self.clock.now()) as turn:
            turn.keep(stored.encode(state)[0])

    async def days(self, days: int) -> None:
        for _ in range(days):
            await self.office.pass_time(timedelta(days=1))
            await self.errands.carry_out()

    async def is_kept(self, officer: str) -> bool:
        async with self.store.turn(officer, at=self.clock.now()) as turn:
            return turn.state is not None

    def told(self, officer: str) -> list[str]:
        return [said.words for said in self.teller.to(officer) if isinstance(said, News)]


def active(agency: str = "") -> State:
    consent = Consent(NOON, NOTICE)
    return State(consent=consent, seen=NOON, profile=Profile(name="มะลิ", agency=agency))


@pytest.fixture
async def keeper(plain: Pack) -> Keeper:
    keeper = Keeper(plain, Terms(365, {"เทศบาล": 90}))
    await keeper.privacy.start()
    return keeper


async def test_an_officer_is_told_a_month_and_a_week_before_and_then_erased(
    keeper: Keeper,
) -> None:
    await keeper.know(MA, active())
    await keeper.days(334)
    assert keeper.told(MA) == []
    await keeper.days(3)
    assert len(keeper.told(MA)) == 1
    await keeper.days(23)
    assert len(keeper.told(MA)) == 2
    assert await keeper.is_kept(MA)
    await keeper.days(10)
    assert not await keeper.is_kept(MA)
    assert keeper.told(MA)[0] == keeper.told(MA)[1]
    assert "ขอสำเนาข้อมูล" in keeper.told(MA)[0]


async def test_whoever_writes_again_is_kept(keeper: Keeper) -> None:
    await keeper.know(MA, active())
    await keeper.days(340)
    await keeper.know(MA, State(consent=Consent(NOON, NOTICE), seen=keeper.clock.now()))
    await keeper.days(60)
    assert await keeper.is_kept(MA)
    assert len(keeper.told(MA)) == 1


async def test_a_reminder_does_not_keep_what_nobody_comes_back_for(
    keeper: Keeper, plain: Pack
) -> None:
    await keeper.know(MA, active())
    await keeper.days(300)
    due = Message("due", MA, keeper.clock.now(), Due("promise-1"))
    await Coach(plain, keeper.store).hear(due)
    await keeper.days(70)
    assert len(keeper.told(MA)) == 2
    assert not await keeper.is_kept(MA)


async def test_an_agency_has_its_own_term(keeper: Keeper) -> None:
    await keeper.know(MA, active("เทศบาลตำบลบ้านดอน"))
    await keeper.know(NID, active("สำนักงานที่ดิน"))
    await keeper.days(100)
    assert not await keeper.is_kept(MA)
    assert await keeper.is_kept(NID)


async def test_a_term_that_was_shortened_still_gives_a_week(plain: Pack) -> None:
    keeper = Keeper(plain, Terms(30))
    await keeper.know(MA, active())
    await keeper.office.pass_time(timedelta(days=200))
    await keeper.privacy.start()
    await keeper.days(2)
    assert len(keeper.told(MA)) == 1
    assert await keeper.is_kept(MA)
    await keeper.days(8)
    assert not await keeper.is_kept(MA)


async def test_what_consent_was_withdrawn_for_goes_after_thirty_days(plain: Pack) -> None:
    keeper = Keeper(plain, Terms())
    await keeper.privacy.start()
    await keeper.know(MA, State(withdrawn=NOON, seen=NOON))
    await keeper.know(NID, active())
    await keeper.days(WITHDRAWN_DAYS - 1)
    assert await keeper.is_kept(MA)
    await keeper.days(3)
    assert not await keeper.is_kept(MA)
    assert await keeper.is_kept(NID)
    assert keeper.told(MA) == []


async def test_staff_keep_their_role(keeper: Keeper) -> None:
    await keeper.office.team("line:coach")
    await keeper.know("line:coach", active())
    await keeper.days(400)
    assert await keeper.office.people.person("line:coach") is not None


async def test_it_is_looked_after_every_morning_and_only_once(keeper: Keeper) -> None:
    await keeper.privacy.start()
    await keeper.office.pass_time(timedelta(days=1))
    assert await keeper.errands.carry_out() == 1
    assert next_morning(NOON).hour == 9
    assert next_morning(NOON) > NOON
