from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.coach import load
from bot.media import MediaStore
from bot.people.people import People
from bot.people.values import Person
from bot.practice.log import ChatLog
from bot.practice.parts import Progress
from bot.practice.sample import COACH, SampleParts, sample
from bot.reviews import read_all
from dialogs.pack import Pack
from dialogs.questions import AnswerRequest, AskMain, AskProbe
from dialogs.reviewing.values import Review
from dialogs.state import State
from storage.port import Store
from storage.tiny import TinyStore
from tests.bot.service.stage import HandClock

PEOPLE = ("nurse", "permit", "volunteer", "developer", "newcomer")


async def exists(store: Store, officer: str) -> bool:
    return officer in [who async for who in store.officers()]


class Made:
    """A sample team in a store."""

    def __init__(self, store: Store, clock: HandClock, progress: Progress) -> None:
        self.store, self.clock, self.progress = store, clock, progress

    async def officer(self, id: str) -> tuple[State, dict[str, Review]]:
        async with self.store.turn(f"web:sample-{id}", at=self.clock.now()) as turn:
            state = load(turn)
            assert state is not None
            return state, {review.criterion: review for review in read_all(turn).values()}


async def make(store: Store, pack: Pack, folder: Path, clock: HandClock) -> Made:
    numbers, progress = count(1), Progress()
    parts = SampleParts(store, pack, clock, MediaStore(folder / "media"), progress)
    await sample(parts, new_run=lambda: f"run{next(numbers)}")
    return Made(store, clock, progress)


@pytest.fixture
async def made(pack: Pack, tmp_path: Path) -> AsyncIterator[Made]:
    store = await TinyStore.open(tmp_path / "store")
    yield await make(store, pack, tmp_path, HandClock())
    await store.close()


async def test_the_team_is_at_different_stages(made: Made) -> None:
    assert made.progress.ready
    assert not made.progress.failed
    nurse, nurses = await made.officer("nurse")
    assert nurses["DS501.01"].status == "submitted"
    assert nurse.attachments
    assert isinstance(nurse.question, AskProbe)
    permit, permits = await made.officer("permit")
    assert permits["DS501.01"].status == "changes_requested"
    assert isinstance(permit.question, AnswerRequest)
    volunteer, none = await made.officer("volunteer")
    assert not none
    assert isinstance(volunteer.question, AskProbe)
    developer, accepted = await made.officer("developer")
    assert accepted["DS501.01"].status == "accepted"
    assert set(developer.drafts) == {"DS501.01", "DS502.01"}
    newcomer, _ = await made.officer("newcomer")
    assert isinstance(newcomer.question, AskMain)


async def test_the_team_has_its_members_and_coach(made: Made) -> None:
    people = People(made.store, made.clock)
    coach = await people.person(COACH)
    assert coach is not None
    [team] = await people.teams(Person(COACH, coach.name, coach.roles))
    members = {member.officer for member in await people.members(team.id)}
    assert members == {f"web:sample-{id}" for id in PEOPLE}


async def test_phones_show_what_was_said(made: Made) -> None:
    entries = await ChatLog(made.store, made.clock.now).all("web:sample-nurse")
    assert [e.n for e in entries] == sorted(e.n for e in entries)
    assert {e.line.by for e in entries} == {"officer", "coach"}
    assert any(e.line.kind == "image" for e in entries)
    assert any(e.line.card for e in entries)
    assert all(e.line.since <= made.clock.now() for e in entries)


async def test_making_it_again_changes_nothing(made: Made, pack: Pack, tmp_path: Path) -> None:
    before = [await made.officer(id) for id in PEOPLE]
    again = await make(made.store, pack, tmp_path, made.clock)
    assert again.progress.ready
    assert [await again.officer(id) for id in PEOPLE] == before


async def test_the_same_script_says_the_same(made: Made, pack: Pack, tmp_path: Path) -> None:
    store = await TinyStore.open(tmp_path / "other")
    other = await make(store, pack, tmp_path / "o", HandClock())
    one, two = (await made.officer("nurse"))[0], (await other.officer("nurse"))[0]
    assert replace(one, team=None) == replace(two, team=None)  # a team's id is random
    await store.close()


async def test_who_was_played_half_is_played_anew(pack: Pack, tmp_path: Path) -> None:
    store, clock = await TinyStore.open(tmp_path / "store"), HandClock()
    playing = asyncio.create_task(make(store, pack, tmp_path, clock))
    while not await exists(store, "web:sample-nurse"):  # noqa: ASYNC110 -- the store tells nobody
        await asyncio.sleep(0.005)
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    made = await make(store, pack, tmp_path, clock)
    assert (await made.officer("nurse"))[1]["DS501.01"].status == "submitted"
    await store.close()
