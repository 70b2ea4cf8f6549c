"""The requests under the SDK: what leaves, what is told of an answer, and what never is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest
from telegram import error

from bot.telegram.client import Client, connect
from tests.emulators.telegram_server import Answered, Asked, Loopback

TOKEN = "123:secret"


class Body(msgspec.Struct):
    chat_id: str = "1"
    text: str = "ก"


def _json(status: int, body: str) -> Answered:
    return Answered(status, "application/json", body.encode())


def _noting(asked: list[Asked], body: str) -> Callable[[Asked], Answered]:
    def answer(each: Asked) -> Answered:
        asked.append(each)
        return _json(200, body)

    return answer


@asynccontextmanager
async def _at(answer: Callable[[Asked], Answered | None]) -> AsyncIterator[Client]:
    async def told(asked: Asked) -> Answered | None:
        return answer(asked)

    server = Loopback(told)
    client = connect(TOKEN, await server.open(), patience=0.3)
    yield client
    await client.close()
    await server.close()


async def test_a_message_leaves_as_the_json_it_was_built_as() -> None:
    asked: list[Asked] = []
    async with _at(_noting(asked, "{}")) as client:
        await client.call("sendMessage", Body())
    assert [(each.path, each.kind) for each in asked] == [
        (f"/bot{TOKEN}/sendMessage", "application/json")
    ]
    assert asked[0].body.decode() == '{"chat_id":"1","text":"ก"}'


async def test_a_file_keeps_its_name_in_any_letters() -> None:
    asked: list[Asked] = []
    sent = '{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"}}}'
    async with _at(_noting(asked, sent)) as client:
        await client.bot.send_document(1, b"PK", filename="สรุป งาน.docx")
    assert 'filename="สรุป งาน.docx"'.encode() in asked[0].body
    assert b"PK" in asked[0].body


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (400, '{"description":"Bad Request: x"}', error.BadRequest),
        (403, '{"description":"Forbidden: x"}', error.Forbidden),
        (401, "{}", error.InvalidToken),
        (404, "{}", error.InvalidToken),
        (409, "{}", error.Conflict),
        (429, '{"parameters":{"retry_after":5}}', error.RetryAfter),
        (400, '{"parameters":{"migrate_to_chat_id":-5}}', error.ChatMigrated),
        (302, "{}", error.NetworkError),
        (502, "<html>", error.NetworkError),
    ],
)
async def test_an_answer_means_what_the_sdk_makes_of_it(
    status: int, body: str, meaning: type[error.TelegramError]
) -> None:
    async with _at(lambda _: _json(status, body)) as client:
        with pytest.raises(error.TelegramError) as ours:
            await client.call("sendMessage", Body())
        with pytest.raises(error.TelegramError) as theirs:
            await client.bot.send_message(1, "ก")
    assert type(ours.value) is type(theirs.value) is meaning
    assert str(ours.value) == str(theirs.value)


async def test_no_trouble_tells_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    told = []
    async with _at(lambda _: None) as client:
        with pytest.raises(error.NetworkError) as hung_up:
            await client.call("sendMessage", Body())
        told.append(str(hung_up.value))
        with pytest.raises(error.NetworkError) as no_address:
            await client.calls.retrieve(f"no-scheme://{TOKEN}")
        told.append(str(no_address.value))
    assert "secret" not in "".join(told)
    assert "secret" not in caplog.text


async def test_what_takes_too_long_is_given_up() -> None:
    async def silence(_: Asked) -> Answered | None:
        await asyncio.sleep(5)
        return None

    server = Loopback(silence)
    client = connect(TOKEN, await server.open(), patience=0.1)
    with pytest.raises(error.TimedOut):
        await client.call("sendMessage", Body())
    await client.close()
    await server.close()
