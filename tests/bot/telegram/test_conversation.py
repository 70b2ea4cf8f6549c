"""A short conversation by polling: a telephone, the real SDK, the coach, and back to the screen."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channel import Outgoing
from bot.coach import Coach
from bot.telegram import TelegramChannel
from dialogs.pack import Pack
from dialogs.values import Message, Said
from storage.memory import MemoryStore
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram_people import Person
from tests.fakes import NOON


@dataclass
class Desk:
    """Polls, asks the coach, answers: what the service does, without its care."""

    channel: TelegramChannel
    coach: Coach
    offset: int | None = None

    async def tend(self) -> None:
        polled = await self.channel.poll(self.offset)
        self.offset = polled.offset
        for body in polled.bodies:
            for happened in self.channel.parse(body):
                assert isinstance(happened.what, Said)
                assert happened.officer
                message = Message(happened.event, happened.officer, happened.at, happened.what)
                heard = await self.coach.hear(message)
                out = Outgoing(happened.place, heard.replies, happened.event, happened.reply_token)
                await self.channel.send(out, NOON)


async def test_from_the_first_hello_to_the_first_question(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person, plain: Pack
) -> None:
    desk = Desk(channel, Coach(plain, MemoryStore()))
    await fon.starts()
    await desk.tend()
    await fon.taps("ยินยอม")
    await desk.tend()
    for words in ("ฝน", "สำนักงานเขต", "ทะเบียนบ้าน"):
        await fon.types(words)
        await desk.tend()
    for label in ("ข้าม", "1.1 กระบวนงานเดิม"):
        await fon.taps(label)
        await desk.tend()
    assert "โค้ช MVS" in fon.seen[0]
    assert any("คุณฝน" in words for words in fon.seen)
    assert "ขอตัวอย่าง" in fon.chat.shown[-1].labels()
    assert telegram.open_taps == set()
