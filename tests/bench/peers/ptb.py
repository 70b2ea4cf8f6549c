"""The interview with python-telegram-bot: ``ptb.py <api> <port> [typing]``."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

KEYS = InlineKeyboardMarkup(
    [[InlineKeyboardButton(text, callback_data=text) for text in ("ไม่รู้", "ขอตัวอย่าง", "ข้าม")]]
)
QUESTIONS = ("คนที่มาใช้บริการนี้ส่วนใหญ่เป็นใครครับ", "ขั้นไหนที่งานค้างหรือคนบ่นมากที่สุดครับ", "ขอบคุณครับ")
TYPING = sys.argv[3:] == ["typing"]


def asks(number: int) -> Any:
    """Answer with a question and wait for what is said to it."""

    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        assert context.user_data is not None
        if TYPING:
            await update.message.reply_chat_action("typing")
        context.user_data[number] = update.message.text
        await update.message.reply_text(QUESTIONS[number], reply_markup=KEYS)
        return number + 1 if number < 2 else ConversationHandler.END

    return handle


def application(api: str) -> Any:
    """The bot."""
    words = filters.TEXT & ~filters.COMMAND
    states: Any = {n: [MessageHandler(words, asks(n))] for n in (1, 2)}
    entry: Any = [CommandHandler("start", asks(0))]
    builder = Application.builder().token("1:emulated").base_url(f"{api}/bot").updater(None)
    bot = builder.build()
    bot.add_handler(ConversationHandler(entry, states, []))
    return bot


async def main(api: str, port: int) -> None:
    """Serve its webhook."""
    bot = application(api)

    async def hook(request: Request) -> Response:
        await bot.update_queue.put(Update.de_json(await request.json(), bot.bot))
        return Response()

    app = Starlette(routes=[Route("/telegram/webhook", hook, methods=["POST"])])
    async with bot:
        await bot.start()
        config = uvicorn.Config(app, port=port, lifespan="off", log_config=None, access_log=False)
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
