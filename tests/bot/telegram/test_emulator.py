"""The emulated Telegram is as strict as the real one says it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, error

from bot.telegram import TelegramChannel
from tests.bot.telegram.conftest import Clock
from tests.emulators.telegram import TOKEN, TelegramEmulator
from tests.emulators.telegram_people import Person
from tests.emulators.telegram_spec import DESCRIPTION, TelegramSpec, telegram_spec


@pytest.fixture
def spec() -> TelegramSpec:
    found = telegram_spec()
    if found is None:
        pytest.skip(f"requests are NOT checked against the Bot API: no {DESCRIPTION}")
    return found


@pytest.mark.parametrize(
    ("method", "parameters", "problem"),
    [
        ("sendMessage", {"chat_id": "1", "text": "ก"}, None),
        ("sendMessage", {"chat_id": "@team", "text": "ก"}, None),
        ("sendMessage", {"text": "ก"}, "chat_id is missing"),
        ("sendMessage", {"chat_id": "1", "text": "ก", "txt": "x"}, "txt is not known"),
        ("sendMessage", {"chat_id": "1", "text": "ก", "protect_content": "5"}, "Boolean"),
        ("sendMessage", {"chat_id": "1", "text": "ก", "reply_markup": "{"}, "reply_markup"),
        (
            "sendMessage",
            {
                "chat_id": "1",
                "text": "ก",
                "reply_markup": json.dumps({"inline_keyboard": [[{"label": "x"}]]}),
            },
            "reply_markup",
        ),
        ("setMyCommands", {"commands": json.dumps([{"command": "a"}])}, "commands"),
        ("sendMesage", {}, "no method"),
    ],
)
def test_requests_are_checked_against_the_published_description(
    method: str, parameters: dict[str, str], problem: str | None, spec: TelegramSpec
) -> None:
    found = spec.problem(method, parameters)
    assert found is None if problem is None else problem in (found or "")


@pytest.mark.parametrize(
    ("text", "mode", "why"),
    [
        ("ก" * 4097, None, "too long"),
        ("😀" * 2049, None, "too long"),
        (" \n", None, "empty"),
        ("<b>ก", "HTML", "parse entities"),
        ("1 < 2", "HTML", "parse entities"),
        ("ก & ข", "HTML", "parse entities"),
    ],
)
async def test_texts_telegram_would_refuse(
    text: str, mode: str | None, why: str, channel: TelegramChannel, fon: Person
) -> None:
    with pytest.raises(error.BadRequest, match=why):
        await channel.client.bot.send_message(fon.id, text, parse_mode=mode)
    await channel.client.bot.send_message(fon.id, "<b>" + "ก" * 4096 + "</b>", parse_mode="HTML")


@pytest.mark.parametrize("data", ["ก" * 22, "x" * 65])
async def test_taps_carry_sixty_four_bytes(
    data: str, channel: TelegramChannel, fon: Person
) -> None:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("ก", callback_data=data)]])
    with pytest.raises(error.BadRequest, match="Button_data_invalid"):
        await channel.client.bot.send_message(fon.id, "ก", reply_markup=keys)


async def test_a_hundred_buttons_are_the_most(channel: TelegramChannel, fon: Person) -> None:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("ก", callback_data="x")]] * 101)
    with pytest.raises(error.BadRequest, match="too long"):
        await channel.client.bot.send_message(fon.id, "ก", reply_markup=keys)


async def test_a_second_must_pass_between_messages_of_a_chat(
    channel: TelegramChannel, fon: Person, clock: Clock
) -> None:
    await channel.client.bot.send_message(fon.id, "ก")
    with pytest.raises(error.RetryAfter):
        await channel.client.bot.send_message(fon.id, "ข")
    await clock.sleep(1)
    await channel.client.bot.send_message(fon.id, "ค")
    assert fon.seen == ["ก", "ค"]


async def test_strangers_cannot_be_written_to(channel: TelegramChannel) -> None:
    with pytest.raises(error.BadRequest, match="Chat not found"):
        await channel.client.bot.send_message(1, "ก")


class Hook:
    """A webhook that answers with these statuses, then with 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses: Iterator[int] = iter((*statuses, *[200] * 99))
        self.heads: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head.lower())
        writer.write(b"HTTP/1.1 %d x\r\nContent-Length: 0\r\n" % next(self.statuses))
        writer.write(b"Connection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    hook = Hook(500, 404)
    server = await asyncio.start_server(hook, "127.0.0.1", 0)
    yield hook, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/telegram/webhook"
    server.close()
    await server.wait_closed()


async def test_an_update_is_repeated_until_the_webhook_takes_it(
    hook: tuple[Hook, str], channel: TelegramChannel, fon: Person
) -> None:
    taken, url = hook
    await channel.client.bot.set_webhook(url, secret_token="s-1")
    await fon.types("ก")
    assert len(taken.heads) == 3
    assert all(b"x-telegram-bot-api-secret-token: s-1" in head for head in taken.heads)


async def test_a_person_taps_what_is_on_the_screen(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("ข้าม", callback_data="skip")]])
    await channel.client.bot.send_message(fon.id, "ก", reply_markup=keys)
    update = await fon.taps("ข้าม")
    assert update["callback_query"]["data"] == "skip"
    assert telegram.open_taps == {update["callback_query"]["id"]}
    with pytest.raises(LookupError):
        await fon.taps("ไม่มี")


async def test_a_wrong_token_opens_nothing(telegram: TelegramEmulator) -> None:
    from bot.telegram.client import connect

    client = connect(TOKEN + "x", telegram.base)
    with pytest.raises(error.InvalidToken):
        await client.bot.get_me()
    await client.close()
