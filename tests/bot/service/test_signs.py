"""When a sign of typing is shown, and when it would only be one more call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.channel import Place
from bot.service.signs import SOON, Signs
from dialogs.pack import Pack
from dialogs.values import Due, Joined, Tap
from tests.bot.service.stage import FakeChannel, HandClock, Stage, rest

HOME = Place("line", "U1")
SECONDS = SOON.total_seconds()


@dataclass
class Scene:
    """Signs in one app."""

    clock: HandClock = field(default_factory=HandClock)
    channel: FakeChannel = field(default_factory=FakeChannel)

    def __post_init__(self) -> None:
        self.signs = Signs({"line": self.channel}, self.clock)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    yield scene
    await scene.signs.close()


@pytest.fixture
async def stage(plain: Pack) -> AsyncIterator[Stage]:
    async with Stage(plain) as stage:
        await stage.do(Joined())
        stage.channel.typing.clear()
        yield stage


async def test_an_answer_in_no_time_needs_no_sign(scene: Scene) -> None:
    scene.signs.show_by(HOME, scene.clock.now() + SOON)
    await scene.clock.move(SECONDS * 0.9)
    scene.signs.answered(HOME)
    await scene.clock.move(1)
    assert scene.channel.typing == []


async def test_an_answer_that_takes_longer_is_announced_once(scene: Scene) -> None:
    for _ in range(2):
        scene.signs.show_by(HOME, scene.clock.now() + SOON)
    await scene.clock.move(SECONDS)
    assert scene.channel.typing == [HOME]


async def test_a_sign_that_is_due_is_shown_at_once(scene: Scene) -> None:
    scene.signs.show_by(HOME, scene.clock.now())
    await rest()
    assert scene.channel.typing == [HOME]


async def test_groups_get_no_sign(scene: Scene) -> None:
    scene.signs.show_by(Place("line", "G1", group=True), scene.clock.now() + SOON)
    await scene.clock.move(1)
    assert scene.channel.typing == []


async def test_nothing_is_shown_after_the_end(scene: Scene) -> None:
    scene.signs.show_by(HOME, scene.clock.now() + SOON)
    await scene.signs.close()
    await scene.clock.move(1)
    assert scene.channel.typing == []


async def test_a_sign_is_shown_at_once_while_more_may_come(stage: Stage) -> None:
    await stage.take(stage.text("ก็"))
    assert stage.channel.typing == [HOME]


async def test_a_sign_is_shown_again_while_the_burst_stays_open(stage: Stage) -> None:
    for _ in range(10):
        await stage.take(stage.text("ก็"))
        await stage.clock.move(4)
    assert stage.channel.typing == [HOME] * 3  # LINE's lasts eighteen seconds


async def test_a_tap_that_is_answered_as_it_comes_shows_no_sign(stage: Stage) -> None:
    await stage.do(Tap("agree"))
    assert len(stage.channel.sent) == 2
    assert stage.channel.typing == []


async def test_a_reminder_is_not_announced(stage: Stage) -> None:
    await stage.do(Due("gone"), wait=1)
    assert stage.channel.typing == []
