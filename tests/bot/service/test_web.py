"""What webhooks are answered, byte by byte."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import msgspec
import pytest

from bot.channel import Happened
from bot.service.web import LARGEST, web
from dialogs.pack import Pack
from dialogs.values import Joined
from storage.errors import TryLater
from storage.inbox import Arrival, MemoryInbox
from tests.bot.service.stage import Stage

GOOD = {"x-signature": "good"}


class FullInbox(MemoryInbox):
    """An inbox on a disk without room."""

    async def put(self, arrivals: object) -> tuple[Arrival, ...]:
        raise TryLater("no room")


@pytest.fixture
async def stage(plain: Pack) -> AsyncIterator[Stage]:
    async with Stage(plain) as stage:
        yield stage


def _client(stage: Stage) -> httpx.AsyncClient:
    app = web({"line": stage.channel}, stage.service.reception)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://coach")


def _body(*events: Happened) -> bytes:
    return msgspec.json.encode(list(events))


async def test_a_webhook_is_answered_when_its_events_are_durable(stage: Stage) -> None:
    async with _client(stage) as client:
        body = _body(stage.happened(Joined()), stage.happened(None))
        answer = await client.post("/line/webhook", content=body, headers=GOOD)
    assert answer.status_code == 200
    assert len(await stage.inbox.pending()) == 1
    await stage.clock.move(1)
    assert len(stage.channel.sent) == 1
    assert await stage.inbox.pending() == ()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"[]", {}, 401),
        (b"[]", {"x-signature": "bad"}, 401),
        (b"{", GOOD, 400),
        (b"", GOOD, 400),
        (b"[]", GOOD, 200),
        (b" " * (LARGEST + 1), GOOD, 413),
    ],
)
async def test_what_is_not_a_webhook_is_refused_without_a_word(
    stage: Stage, body: bytes, headers: dict[str, str], status: int
) -> None:
    async with _client(stage) as client:
        answer = await client.post("/line/webhook", content=body, headers=headers)
    assert (answer.status_code, answer.content) == (status, b"")


async def test_what_cannot_be_kept_is_asked_for_again(plain: Pack, tmp_path: Path) -> None:
    stage = Stage(plain)
    stage.inbox = FullInbox()
    stage.service = stage.make()
    async with stage, _client(stage) as client:
        body = _body(stage.happened(Joined()))
        answer = await client.post("/line/webhook", content=body, headers=GOOD)
    assert answer.status_code == 503


async def test_only_the_channels_that_are_on_have_webhooks(stage: Stage) -> None:
    async with _client(stage) as client:
        assert (await client.post("/telegram/webhook")).status_code == 404
        assert (await client.get("/line/webhook")).status_code == 405
