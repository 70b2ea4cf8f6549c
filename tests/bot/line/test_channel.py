"""Around the send: typing, files, webhooks as LINE delivers them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channel import Channel, Happened, MediaRef, Place, Refused, TryLater, Unreachable
from bot.line.channel import LineChannel
from dialogs.values import Text
from tests.bot.line.talking import SOMCHAI, Line, line
from tests.emulators.line_sending import group
from tests.emulators.line_state import Content

PHOTO = MediaRef("image", "")
SOMEBODY = Place("line", SOMCHAI)
TEAM = Place("line", group("team"), group=True)
MEGABYTE = 1_000_000


def photo(at: Line, content: Content) -> MediaRef:
    """A photo as the channel reads it from its webhook."""
    event = at.emulator.sending.file(SOMCHAI, "image", content)
    (happened,) = at.channel.parse(at.emulator.sending.body([event]))
    assert happened.media is not None
    return happened.media


async def test_the_loading_sign_is_shown_in_private_only() -> None:
    async with line() as at:
        await at.channel.show_typing(SOMEBODY)
        await at.channel.show_typing(TEAM)
        assert at.emulator.state.loading == [(SOMCHAI, 20)]
        assert at.paths() == ["start 202"]


@pytest.mark.parametrize("does", ["fail", "hang", "slow_down"])
async def test_a_loading_sign_that_fails_hurts_nobody(does: str) -> None:
    async with line(patience=0.05) as at:
        at.emulator.fail(does, "loading")  # type: ignore[arg-type]  # one of them
        await at.channel.show_typing(SOMEBODY)
        assert at.emulator.state.loading == []


async def test_a_file_is_fetched_with_its_type() -> None:
    async with line() as at:
        fetched = await at.channel.fetch(photo(at, Content(b"jpeg", "image/jpeg")), MEGABYTE)
        assert (fetched.content, fetched.mime) == (b"jpeg", "image/jpeg")


async def test_a_file_line_is_still_preparing_comes_later() -> None:
    async with line() as at:
        media = photo(at, Content(b"mp4", "video/mp4", preparing=1))
        with pytest.raises(TryLater):
            await at.channel.fetch(media, MEGABYTE)
        assert (await at.channel.fetch(media, MEGABYTE)).content == b"mp4"


async def test_a_file_taken_back_or_unknown_is_unreachable() -> None:
    async with line() as at:
        media = photo(at, Content(b"jpeg", "image/jpeg", gone=True))
        for gone in (media, MediaRef("image", "1")):
            with pytest.raises(Unreachable):
                await at.channel.fetch(gone, MEGABYTE)


async def test_a_file_too_large_is_refused_without_reading_all_of_it() -> None:
    async with line() as at:
        media = photo(at, Content(b"x" * 300_000, "video/mp4"))
        assert len((await at.channel.fetch(media, 300_000)).content) == 300_000
        with pytest.raises(Refused, match="larger"):
            await at.channel.fetch(media, 299_999)


@pytest.mark.parametrize("does", ["fail", "hang"])
async def test_a_download_that_fails_is_tried_later(does: str) -> None:
    async with line(patience=0.02) as at:
        media = photo(at, Content(b"jpeg", "image/jpeg"))
        at.emulator.fail(does, "content")  # type: ignore[arg-type]  # one of them
        with pytest.raises(TryLater):
            await at.channel.fetch(media, MEGABYTE)


async def test_a_file_kept_elsewhere_is_never_fetched() -> None:
    async with line() as at:
        with pytest.raises(Refused):
            await at.channel.fetch(MediaRef("image", "1", external=True), MEGABYTE)
        assert at.paths() == []


async def test_line_signs_and_delivers_again_what_was_not_taken() -> None:
    bodies: list[bytes] = []

    async def take(request: Request) -> Response:
        bodies.append(await request.body())
        signed = at.channel.verify(bodies[-1], request.headers)
        return Response(status_code=500 if len(bodies) == 1 else 200 if signed else 401)

    app = Starlette(routes=[Route("/line/webhook", take, methods=["POST"])])
    async with line() as at:
        at.emulator.sending.post_to("http://coach/line/webhook", httpx.ASGITransport(app))
        event = at.emulator.sending.text(SOMCHAI, "สวัสดี")
        at.clock.go(120)
        assert await at.emulator.sending.deliver(event, again=3) == 200
        first, again = (at.channel.parse(body) for body in bodies)
        assert first == again
        await at.send(at.out(event))
        assert at.seen() == ["สวัสดีครับ"]


async def test_a_webhook_that_is_not_answered_in_time_counts_as_lost() -> None:
    async def sleep(request: Request) -> Response:
        await asyncio.sleep(0.2)
        return Response()

    app = Starlette(routes=[Route("/", sleep, methods=["POST"])])
    async with line() as at:
        at.emulator.sending.post_to("http://coach/", httpx.ASGITransport(app), patience=0.01)
        assert await at.emulator.sending.deliver() == 0


async def test_a_tap_sends_the_id_of_the_button_that_is_shown() -> None:
    async with line() as at:
        at.emulator.sending.follow(SOMCHAI)
        await at.send(at.out(replies=at.choices("ข้าม", "skip")))
        event = at.emulator.sending.tap(SOMCHAI, "ข้าม")
        (happened,) = at.channel.parse(at.emulator.sending.body([event]))
        assert happened.what == at.tapped("skip")


async def test_people_who_block_the_coach_see_nothing_more() -> None:
    async with line() as at:
        sending = at.emulator.sending
        sending.follow(SOMCHAI)
        sending.block(SOMCHAI)
        await at.send(at.out())
        assert (at.seen(), at.emulator.state.used) == ([], 0)
        sending.follow(SOMCHAI)
        await at.send(at.out(key="123e4567-e89b-12d3-a456-426614174001"))
        assert at.seen() == ["สวัสดีครับ"]


async def test_times_are_thailands() -> None:
    async with line() as at:
        (happened,) = parsed(at, "สวัสดี")
        assert happened.at == at.clock.now
        assert happened.at.utcoffset() == timedelta(hours=7)
        assert isinstance(happened.what, Text)


def parsed(at: Line, text: str) -> list[Happened]:
    sending = at.emulator.sending
    return at.channel.parse(sending.body([sending.text(SOMCHAI, text)]))


def test_line_is_a_channel() -> None:
    kind: type[Channel] = LineChannel
    assert kind is LineChannel
