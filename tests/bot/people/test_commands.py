"""What operators type."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.groups.links import Links
from bot.people.commands import Unable, invite, revoke, show
from bot.people.people import People
from bot.service.settings import Settings
from content.models import Content
from storage.tiny import TinyStore
from tests.bot.service.stage import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


KEY = b"k" * 32


def _settings(folder: Path) -> Settings:
    return Settings(store=f"tinydb://{folder}")


async def test_an_invite_can_be_given_out_while_the_service_runs(
    folder: Path, clock: HandClock, content: Content
) -> None:
    store = await TinyStore.open(folder)
    people = People(store, clock, key=KEY)
    lines = list(
        invite(
            KEY,
            "coach",
            content.phrases,
            now=clock.now(),
            name="ครูนิด",
            links=Links("@a", "b"),
        )
    )
    code = lines[1]
    assert lines[2].startswith("line: https://line.me/R/oaMessage/%40a/?")
    assert lines[3] == f"telegram: https://t.me/b?start={code}"
    assert lines[4].endswith(f": เข้าทีม {code}")
    assert (await people.redeem(code, "line:u1", "", event="e1")).became == "role"
    await store.close()


async def test_an_invite_made_before_the_first_start_works(
    folder: Path, clock: HandClock, content: Content
) -> None:
    code = list(invite(KEY, "operator", content.phrases, now=clock.now()))[1]
    store = await TinyStore.open(folder)
    people = People(store, clock, key=KEY)
    assert (await people.redeem(code, "line:u1", "", event="e1")).role == "operator"
    await store.close()


async def test_an_invite_ends_when_it_says(
    folder: Path, clock: HandClock, content: Content
) -> None:
    lines = list(invite(KEY, "coach", content.phrases, now=clock.now(), lives=timedelta(hours=1)))
    assert lines[0] == "coach, works once, until 2026-03-02 13:00:"


@pytest.mark.parametrize(
    ("role", "team", "name"),
    [("boss", "", ""), ("officer", "", ""), ("coach", "ทีมคิว", ""), ("coach", "", "ก" * 40)],
)
def test_an_invite_that_cannot_be_says_what_to_do(
    folder: Path, clock: HandClock, content: Content, role: str, team: str, name: str
) -> None:
    with pytest.raises(Unable, match=r"\.$"):
        list(invite(KEY, role, content.phrases, now=clock.now(), team=team, name=name))


async def test_people_lists_staff_and_teams(
    folder: Path, clock: HandClock, content: Content
) -> None:
    store = await TinyStore.open(folder)
    people = People(store, clock, key=KEY)
    code = list(invite(KEY, "coach", content.phrases, now=clock.now(), name="ครูนิด"))[1]
    await people.redeem(code, "line:u1", "", event="e1")
    coach = await people.person("line:u1")
    assert coach is not None
    team = await people.create_team(coach, "ทีมคิว")
    await store.close()
    assert [line async for line in show(_settings(folder), clock)] == [
        "1 with a role:",
        "  line:u1  ครูนิด  coach",
        "1 teams:",
        f"  {team.id}  ทีมคิว  0 members",
    ]


async def test_people_can_be_revoked(folder: Path, clock: HandClock, content: Content) -> None:
    store = await TinyStore.open(folder)
    people = People(store, clock, key=KEY)
    code = list(invite(KEY, "operator", content.phrases, now=clock.now()))[1]
    await people.redeem(code, "line:u1", "", event="e1")
    await store.close()
    assert await revoke(_settings(folder), clock, "line:u1") == "line:u1 is no longer operator."
    with pytest.raises(Unable, match="no such role"):
        await revoke(_settings(folder), clock, "line:u1")


async def test_what_needs_the_store_says_so_while_the_service_runs(
    folder: Path, clock: HandClock
) -> None:
    store = await TinyStore.open(folder)
    with pytest.raises(Unable, match="stop the service first"):
        await revoke(_settings(folder), clock, "line:u1")
    with pytest.raises(Unable, match="stop the service first"):
        async for _ in show(_settings(folder), clock):
            pass
    await store.close()


async def test_without_a_store_there_is_nobody_to_list(folder: Path, clock: HandClock) -> None:
    with pytest.raises(Unable, match="no store"):
        await revoke(_settings(folder), clock, "line:u1")
    assert not await asyncio.to_thread(folder.exists)
