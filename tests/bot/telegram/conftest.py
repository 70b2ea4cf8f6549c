"""The coach's Telegram account at an emulated Telegram, both on the same clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.telegram import TelegramChannel
from bot.telegram.client import connect
from bot.telegram.pace import Pace
from content.loader import load
from content.phrases import Phrases
from tests.emulators.telegram import TOKEN, TelegramEmulator
from tests.emulators.telegram_people import Person
from tests.fakes import NOON

SECRET = "a-secret_Of-ours"


@dataclass
class Clock:
    """Seconds that pass only by sleeping."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


def noon() -> datetime:
    return NOON


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return load().phrases


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(clock) as emulator:
        yield emulator


@pytest.fixture
async def channel(
    telegram: TelegramEmulator, clock: Clock, phrases: Phrases
) -> AsyncIterator[TelegramChannel]:
    client = connect(TOKEN, telegram.base, patience=0.2)
    found = TelegramChannel(client, phrases, secret=SECRET, pace=Pace(clock, clock.sleep), now=noon)
    yield found
    await found.close()


@pytest.fixture
def fon(telegram: TelegramEmulator) -> Person:
    return Person(telegram, 4711)
