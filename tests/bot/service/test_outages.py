"""LINE in trouble for minutes: everything arrives once and in order, and the quota is spared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.line.flex import Json
from bot.service.serve import Chance, Running
from dialogs.pack import Pack
from tests.bot.service.line_stage import line_settings, served
from tests.bot.service.stage import HandClock
from tests.emulators.line import LineEmulator
from tests.emulators.line_sending import person
from tests.emulators.line_state import Does

OFFICERS = tuple(person(f"officer {n}") for n in range(4))
WORDS = ("ฝน", "เทศบาล", "งานทะเบียน", "skip", "status", "example", "help", "status")


@dataclass
class Trouble:
    """LINE, a service and a clock for both that is moved by hand."""

    line: LineEmulator
    clock: HandClock
    at_work: Running
    said: dict[str, list[str]] = field(default_factory=dict)

    async def everybody(self, what: str) -> None:
        """Let every officer do something at once; ``what`` is a button's id or words."""
        for who in OFFICERS:
            assert await self.line.sending.deliver(self._event(who, what)) == 200

    def _event(self, who: str, what: str) -> Json:
        if what == "follow":
            return self.line.sending.follow(who)
        if what == "agree":
            return self.line.sending.event("postback", who, postback={"data": what})
        return self.line.sending.text(who, what)

    async def wait(self, seconds: int) -> None:
        """Let time pass, in seconds that leave everybody time to work."""
        for _ in range(seconds):
            await self.clock.move(1)
            await asyncio.sleep(0.003)
            while self.at_work.service.working:  # noqa: ASYNC110 -- in another thread
                await asyncio.sleep(0.002)

    def trouble(self, does: Does | None) -> None:
        """Let every send go wrong like this, until told otherwise."""
        self.line.state.faults.clear()
        if does is not None:
            self.line.fail(does, times=10**6)

    def heard(self) -> dict[str, str]:
        """What everybody can read, however it was put into bubbles."""
        return {who: "\n\n".join(self.line.state.seen(who)) for who in OFFICERS}


@asynccontextmanager
async def _trouble(folder: Path, plain: Pack, limit: int | None = None) -> AsyncIterator[Trouble]:
    clock = HandClock()
    async with LineEmulator(clock.now, limit=limit) as line:
        settings = line_settings(folder, line, MVS_API_SECONDS="0.1")
        chance = Chance(clock, lambda: 0.5)
        async with served(settings, plain, line, chance) as at_work:
            yield Trouble(line, clock, at_work)
            assert line.state.breaches == []


async def _as_it_should_be(folder: Path, plain: Pack) -> dict[str, str]:
    async with _trouble(folder, plain) as calm:
        for what in ("follow", "agree", *WORDS):
            await calm.everybody(what)
            await calm.wait(3)
        assert calm.line.state.used == 0
        return calm.heard()


MINUTES: tuple[Does, ...] = (
    "fail", "accept_then_fail", "slow_down", "hang", "garble"
)  # fmt: skip


@pytest.mark.parametrize("does", MINUTES)
async def test_minutes_of_trouble_lose_double_and_reorder_nothing(
    plain: Pack, tmp_path: Path, does: Does
) -> None:
    expected = await _as_it_should_be(tmp_path / "calm", plain)
    async with _trouble(tmp_path / "trouble", plain) as here:
        for number, what in enumerate(("follow", "agree", *WORDS)):
            here.trouble(does if 1 < number < 7 else None)
            await here.everybody(what)
            await here.wait(30 if 1 < number < 7 else 3)
        here.trouble(None)
        await here.wait(60)
        assert here.heard() == expected
        assert here.line.state.used <= 3 * len(OFFICERS)


async def test_when_the_quota_is_gone_replies_wait_for_the_next_message(
    plain: Pack, tmp_path: Path
) -> None:
    expected = await _as_it_should_be(tmp_path / "calm", plain)
    async with _trouble(tmp_path / "trouble", plain, limit=0) as here:
        for number, what in enumerate(("follow", "agree", *WORDS)):
            here.trouble("fail" if 1 < number < 7 else None)
            await here.everybody(what)
            await here.wait(60 if 1 < number < 7 else 35)
        assert here.heard() == expected
        assert here.line.state.used == 0


async def test_answers_that_were_taken_without_a_word_are_not_said_again(
    plain: Pack, tmp_path: Path
) -> None:
    expected = await _as_it_should_be(tmp_path / "calm", plain)
    async with _trouble(tmp_path / "trouble", plain) as here:
        for what in ("follow", "agree", *WORDS):
            here.trouble("accept_then_hang" if what == "เทศบาล" else None)
            await here.everybody(what)
            await here.wait(15)
            here.trouble(None)
            await here.wait(20)
        assert here.heard() == expected
        assert here.line.state.used == 0
