"""The interview with aiogram's FSM in memory: ``aiogram_fsm.py <api> <port>``."""

# mypy: disable-error-code="import-not-found, misc, untyped-decorator, unused-ignore"

from __future__ import annotations

import sys
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

LABELS = ("ไม่รู้", "ขอตัวอย่าง", "ข้าม")
KEYS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=text) for text in LABELS]]
)
QUESTIONS = ("คนที่มาใช้บริการนี้ส่วนใหญ่เป็นใครครับ", "ขั้นไหนที่งานค้างหรือคนบ่นมากที่สุดครับ", "ขอบคุณครับ")


class Interview(StatesGroup):
    """Two questions."""

    who = State()
    where = State()


def dispatcher() -> Any:
    """The conversation."""
    found = Dispatcher(storage=MemoryStorage())
    after = {0: Interview.who, 1: Interview.where, 2: None}

    def asks(number: int) -> Any:
        async def handle(message: Any, state: Any) -> None:
            await state.update_data({str(number): message.text})
            await state.set_state(after[number])
            await message.answer(QUESTIONS[number], reply_markup=KEYS)

        return handle

    found.message.register(asks(0), CommandStart())
    found.message.register(asks(1), Interview.who)
    found.message.register(asks(2), Interview.where)
    return found


def main(api: str, port: int) -> None:
    """Serve its webhook."""
    bot = Bot("1:emulated", AiohttpSession(api=TelegramAPIServer.from_base(api)))
    app = web.Application()
    SimpleRequestHandler(dispatcher(), bot).register(app, path="/telegram/webhook")
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
