from __future__ import annotations

import json
from uuid import uuid4

import pytest

from bot.channel import Channel, MediaRef, Outgoing, Place, Refused, Unreachable
from bot.practice.events import Event, parse
from bot.practice.live import MOST_UNREAD, Live
from bot.service.places import place_of
from dialogs.values import Bubble, Button, Joined, Media, Reply, Sticker, Tap, Text, Unsent
from tests.bot.practice.room import Room
from tests.fakes import NOON

PLACE = Place("web", "own-1")


def event(**more: object) -> bytes:
    base = {"id": "event-0001", "chat": "own-1", "at": NOON.isoformat(), "type": "text"}
    return json.dumps({"events": [{**base, **more}]}).encode()


def out(*texts: str, key: str = "") -> Outgoing:
    return Outgoing(PLACE, tuple(Reply(text) for text in texts), key or str(uuid4()))


def test_it_is_a_channel(room: Room) -> None:
    channel: Channel = room.channel
    assert channel.name == "web"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"text": "สวัสดี"}, Text((Bubble("web:event-0001", "สวัสดี"),))),
        ({"type": "tap", "button": "agree"}, Tap("agree")),
        ({"type": "sticker", "sticker": "ok"}, Sticker()),
        ({"type": "follow"}, Joined()),
        ({"type": "unsend", "of": "web:event-0000"}, Unsent("web:event-0000")),
        ({"type": "media", "kind": "image", "name": "a.jpg"}, Media("image", "a.jpg")),
        ({"text": "  "}, None),
        ({"type": "dance"}, None),
        ({"text": "ก" * 5_001}, None),
    ],
)
def test_what_a_page_sends_is_what_happened(told: dict[str, object], said: object) -> None:
    [happened] = parse(event(**told))
    assert happened.what == said
    assert happened.event == "own-1:event-0001"
    assert happened.officer in ("web:own-1", None)


def test_a_broken_event_does_not_take_others_down() -> None:
    body = {"events": [{"nothing": 1}, 7, json.loads(event(text="ก"))["events"][0]]}
    assert [h.officer for h in parse(json.dumps(body).encode())] == ["web:own-1"]


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        parse(b"{")
    assert parse(b"[]") == []


def test_only_what_the_room_signed_is_from_it(room: Room) -> None:
    body = event(text="ก")
    assert room.channel.verify(body, room.channel.sign(body))
    assert not room.channel.verify(body + b" ", room.channel.sign(body))
    assert not room.channel.verify(body, {})
    assert not room.channel.verify(body, {"X-Practice-Signature": "ก\udfff"})


async def test_a_retry_with_the_same_key_shows_nothing_twice(room: Room) -> None:
    twice = out("หนึ่ง", "สอง")
    await room.channel.send(twice, NOON)
    await room.channel.send(twice, NOON)
    shown = await room.channel.log.all("web:own-1")
    assert [entry.line.text for entry in shown] == ["หนึ่ง", "สอง"]


async def test_lines_keep_their_order_at_the_same_time(room: Room) -> None:
    for text in "กขค":
        await room.channel.send(out(text), NOON)
    shown = await room.channel.log.all("web:own-1")
    assert [entry.line.text for entry in shown] == ["ก", "ข", "ค"]
    assert [entry.n for entry in shown] == sorted({entry.n for entry in shown})


async def test_an_open_page_is_told_at_once(room: Room) -> None:
    reply = Reply("ดีไหม", (Button("yes", "ใช่"),))
    with room.channel.live.listen("web:own-1") as news:
        await room.channel.show_typing(PLACE)
        await room.channel.send(Outgoing(PLACE, (reply,), str(uuid4())), NOON)
        assert news.get_nowait() == {"type": "typing"}
        told = news.get_nowait()
    assert told is not None
    assert told["entry"]["line"]["buttons"] == ({"id": "yes", "label": "ใช่"},)


def test_a_page_that_does_not_read_has_to_ask_again() -> None:
    live = Live()
    with live.listen("web:own-1") as news:
        for _ in range(MOST_UNREAD + 1):
            live.tell("web:own-1", {"type": "typing"})
        told = [news.get_nowait() for _ in range(news.qsize())]
    assert told[-1] is None


def test_streams_end_with_the_channel() -> None:
    live = Live()
    with live.listen("a") as before:
        live.close()
        assert before.get_nowait() is None
    with live.listen("a") as after:
        assert after.get_nowait() is None


async def test_a_file_is_hosted_until_it_was_fetched_and_answered(room: Room) -> None:
    uploads = room.channel.uploads
    uploads.put("web:own-1", "web:photo", "image/jpeg", b"bytes\nand more")
    media = MediaRef("image", "own-1 photo", message="web:photo")
    assert (await room.channel.fetch(media, 100)).content == b"bytes\nand more"
    with pytest.raises(Refused):
        await room.channel.fetch(media, 5)
    await room.channel.send(out("ได้รับแล้ว"), NOON)
    with pytest.raises(Unreachable):
        await room.channel.fetch(media, 100)


async def test_taking_back_blanks_what_the_coach_quoted(room: Room) -> None:
    said = Event("event-0001", "own-1", NOON, "text", "รอผลเลือดสองชั่วโมง")
    await room.channel.note(said)
    await room.channel.send(out("“รอผลเลือด…” จดไว้แล้ว และ “เรื่องอื่น”"), NOON)
    await room.channel.note(Event("event-0002", "own-1", NOON, "unsend", of="web:event-0001"))
    mine, coach = [entry.line for entry in await room.channel.log.all("web:own-1")]
    assert (mine.kind, mine.text) == ("gone", "")
    assert coach.text == "“…” จดไว้แล้ว และ “เรื่องอื่น”"


async def test_nobody_can_take_back_the_coachs_words(room: Room) -> None:
    await room.channel.send(out("คำของโค้ช", key="k"), NOON)
    await room.channel.note(Event("event-0002", "own-1", NOON, "unsend", of="k:0"))
    assert [e.line.text for e in await room.channel.log.all("web:own-1")] == ["คำของโค้ช"]


def test_reminders_find_their_way_to_the_room() -> None:
    assert place_of("web:own-1") == PLACE
