"""Somebody in the emulated Telegram who does what happens in a talk."""

from __future__ import annotations

import asyncio
import time

from bot.telegram.pace import Pace
from content.rubric import Criterion
from dialogs.values import (
    Begin,
    Edited,
    Joined,
    Left,
    Location,
    Media,
    Reply,
    Sticker,
    Tap,
    Text,
    Unsent,
)
from tests.bot.media.crafted import mp4, picture
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram_chats import BOT, Shown
from tests.emulators.telegram_people import Person
from tests.talks.driving import Moment

BARS = ("▰", "▱")
HASTE = 100
KINDS = {"image": "photo", "voice": "voice", "video": "video", "file": "document"}
FILES = {"image": picture(), "voice": mp4(b"M4A ")}


def hasty_seconds() -> float:
    """Seconds that pass in a moment: Telegram's pace is not what talks are about."""
    return time.monotonic() * HASTE


async def _hasty_sleep(seconds: float) -> None:
    await asyncio.sleep(seconds / HASTE)


def hasty_pace() -> Pace:
    """Telegram's pace in such seconds."""
    return Pace(hasty_seconds, _hasty_sleep)


class OnTelegram:
    """See ``App``. ``criteria`` are opened by their numbers."""

    def __init__(self, telegram: TelegramEmulator, criteria: tuple[Criterion, ...]) -> None:
        self.person = Person(telegram, 4711)
        self._numbers = {criterion.id: criterion.number for criterion in criteria}
        self._sent: dict[str, list[int]] = {}
        self._read = 0

    @property
    def officer(self) -> str:
        """See ``App.officer``."""
        return self.person.officer

    async def do(self, moment: Moment, bubble: int = 0) -> None:
        """See ``App.do``."""
        self.person.seconds = int(moment.at.timestamp()) + bubble - 1
        match moment.said:
            case Text(bubbles):
                await self._types(moment.id, bubbles[bubble].text)
            case Begin(criterion):
                await self._types(moment.id, self._numbers[criterion])
            case Tap(button):
                await self.person.taps(self._label(button))
            case Unsent(message):
                for number in self._sent[message]:
                    await self.person.replies(self._shown(number), "/delete")
            case Edited(message, text):
                await self.person.edits(self._shown(self._sent[message][0]), text)
            case Media(kind):
                await self.person.sends(KINDS[kind], FILES[kind])
            case said:
                await self._wordless(said)

    async def _wordless(self, said: object) -> None:
        match said:
            case Sticker():
                await self.person.sends_sticker()
            case Joined():
                await self.person.starts()
            case Left():
                await self.person.blocks()
            case Location():
                await self.person.sends_location()
            case _:
                raise NotImplementedError(f"Telegram has no {said}")

    async def _types(self, moment: str, text: str) -> None:
        update = await self.person.types(text)
        self._sent.setdefault(moment, []).append(update["message"]["message_id"])

    def _shown(self, number: int) -> Shown:
        return next(shown for shown in self.person.chat.shown if shown.id == number)

    def _label(self, button: str) -> str:
        keys = [key for shown in self._of_coach for row in shown.buttons for key in row]
        return next(label for label, data in reversed(keys) if data == button)

    @property
    def _of_coach(self) -> list[Shown]:
        return [shown for shown in self.person.chat.shown if shown.author == BOT["id"]]

    def seen(self) -> list[str]:
        """See ``App.seen``: without the bars that Telegram adds to progress."""
        return [_without_bars(text) for text in self.person.seen]

    def words(self, reply: Reply) -> str:
        """See ``App.words``."""
        return reply.text

    def problems(self, moment: Moment) -> list[str]:
        """See ``App.problems``: choices."""
        new = self._of_coach[self._read :]
        self._read = len(self._of_coach)
        offered = tuple(data for shown in new for row in shown.buttons for _, data in row)
        if offered == moment.choices:
            return []
        return [f"{moment.id} offers {offered}, not {moment.choices}"]


def _without_bars(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith(BARS))
