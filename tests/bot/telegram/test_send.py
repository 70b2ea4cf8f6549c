"""Sending through the real SDK to the emulated Telegram: exact requests, and every way to fail."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bot.channel import Outgoing, Place, Refused, TryLater, Unreachable
from bot.telegram import TelegramChannel
from bot.telegram.client import connect
from bot.telegram.pace import Pace
from bot.telegram.trouble import PartlySent, Uncertain
from bot.telegram.words import message_name
from content.phrases import Phrases
from dialogs.values import ProgressCard, Reply
from tests.bot.telegram.conftest import Clock
from tests.emulators.telegram import TOKEN, Fault, TelegramEmulator
from tests.emulators.telegram_chats import Chat
from tests.emulators.telegram_people import Person
from tests.fakes import NOON

HOME = Place("telegram", "4711")
TEAM = Place("telegram", "-200", group=True)
REQUESTS = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "requests").glob("*.json"))
}
LOST = Fault(accepted=True, silent=True)


def decoded(field: tuple[str, str]) -> tuple[str, object]:
    """A field of a form; objects are sent as JSON."""
    name, value = field
    return name, json.loads(value) if value.startswith("{") else value


def out(*texts: str, key: str = "k1", **more: object) -> Outgoing:
    return Outgoing(HOME, tuple(map(Reply, texts)), key, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", REQUESTS)
async def test_replies_become_exactly_these_requests(
    name: str, channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    case = REQUESTS[name]
    telegram.open_taps.add("8800")
    await channel.send(msgspec.convert(case["outgoing"], Outgoing), NOON)
    made = [{call.method: dict(map(decoded, call.parameters.items()))} for call in telegram.calls]
    assert made == case["requests"]


async def test_a_card_is_shown_with_bold_words(channel: TelegramChannel, fon: Person) -> None:
    card = ProgressCard((("DS501.01", "งาน <เดิม>", 40, False),))
    await channel.send(Outgoing(HOME, (Reply("คืบหน้า", card=card),), "k"), NOON)
    (shown,) = fon.chat.shown
    assert shown.text == "คืบหน้า\n\n▰▰▱▱▱ 40% DS501.01 งาน <เดิม>"
    assert shown.bold == ("DS501.01",)


async def test_messages_arrive_in_order_at_the_pace_of_the_chat(
    channel: TelegramChannel, fon: Person, clock: Clock
) -> None:
    await channel.send(out("หนึ่ง", "สอง", "สาม"), NOON)
    assert fon.seen == ["หนึ่ง", "สอง", "สาม"]
    assert clock.slept == [1.0, 1.0]


async def test_a_tap_stops_spinning_before_the_answer(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    telegram.open_taps.add("8800")
    await channel.send(out("ได้ครับ", reply_token="cb:8800"), NOON)
    assert telegram.settled == ["8800"]
    assert [call.method for call in telegram.calls] == ["answerCallbackQuery", "sendMessage"]


async def test_a_tap_that_is_too_old_is_answered_all_the_same(
    channel: TelegramChannel, fon: Person
) -> None:
    await channel.send(out("ได้ครับ", reply_token="cb:1"), NOON)
    assert fon.seen == ["ได้ครับ"]


async def test_what_arrived_is_not_sent_again(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    whole = out("หนึ่ง", "สอง", "สาม")
    telegram.fail("sendMessage", None, Fault(409), None, Fault(409))
    for sent in (1, 2):
        with pytest.raises(PartlySent) as partly:
            await channel.send(whole, NOON)
        assert partly.value.sent == sent
    await channel.send(whole, NOON)
    await channel.send(whole, NOON)
    assert fon.seen == ["หนึ่ง", "สอง", "สาม"]


async def test_a_limit_holds_back_one_chat_only(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    nok = Person(telegram, 4712)
    telegram.fail("sendMessage", Fault(429, "Too Many Requests", {"retry_after": 30}))
    with pytest.raises(TryLater) as later:
        await channel.send(out("ฝน"), NOON)
    assert later.value.wait == timedelta(seconds=30)
    await channel.send(Outgoing(Place("telegram", "4712"), (Reply("นก"),), "k2"), NOON)
    with pytest.raises(TryLater):
        await channel.send(out("ฝน"), NOON)
    await channel.show_typing(HOME)
    assert (fon.seen, nok.seen, fon.chat.typing) == ([], ["นก"], 0)
    assert len(telegram.called("sendMessage")) == 2


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (Fault(403, "Forbidden: user is deactivated"), Unreachable),
        (Fault(403, "Forbidden: bot was kicked from the supergroup chat"), Unreachable),
        (Fault(400, "Bad Request: chat not found"), Unreachable),
        (Fault(400, "Bad Request: not enough rights to send text messages"), Unreachable),
        (Fault(400, "Bad Request: message is too long"), Refused),
        (Fault(400, "Bad Request: can't parse entities"), Refused),
        (Fault(401, "Unauthorized"), TryLater),
        (Fault(404, "Not Found"), TryLater),
        (Fault(409, "Conflict"), TryLater),
        (Fault(429, "Too Many Requests", {"retry_after": 2}), TryLater),
        (Fault(500, "Internal Server Error"), Uncertain),
        (Fault(502, "Bad Gateway"), Uncertain),
        (Fault(silent=True), Uncertain),
    ],
    ids=str,
)
async def test_every_failure_says_what_to_do(
    fault: Fault,
    meaning: type[Exception],
    channel: TelegramChannel,
    telegram: TelegramEmulator,
    fon: Person,
) -> None:
    telegram.fail("sendMessage", fault)
    with pytest.raises(meaning) as raised:
        await channel.send(out("ค่ะ"), NOON)
    assert type(raised.value) is meaning
    assert TOKEN not in str(raised.value)
    assert fon.seen == []


async def test_nobody_there_is_certain_not_to_have_arrived(phrases: Phrases, clock: Clock) -> None:
    nowhere = connect(TOKEN, "http://127.0.0.1:9", patience=0.2)
    channel = TelegramChannel(nowhere, phrases, pace=Pace(clock, clock.sleep))
    with pytest.raises(TryLater) as raised:
        await channel.send(out("ค่ะ", patient=True), NOON)
    assert type(raised.value) is TryLater
    await channel.show_typing(HOME)
    await channel.close()


async def test_an_answer_that_got_lost_is_asked_for_again(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    telegram.fail("sendMessage", LOST)
    with pytest.raises(Uncertain):
        await channel.send(out("คำถาม"), NOON)
    await channel.send(out("คำถาม"), NOON)
    assert fon.seen == ["คำถาม", "คำถาม"]


async def test_a_nudge_is_never_doubled(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    telegram.fail("sendMessage", LOST)
    await channel.send(out("อย่าลืมนะ", patient=True), NOON)
    await channel.send(out("อย่าลืมนะ", patient=True), NOON)
    assert fon.seen == ["อย่าลืมนะ"]


async def test_a_blocked_officer_is_a_fact(channel: TelegramChannel, fon: Person) -> None:
    await fon.blocks()
    with pytest.raises(Unreachable, match="blocked"):
        await channel.send(out("ค่ะ"), NOON)
    await fon.unblocks()
    await channel.send(out("ค่ะ", key="k2"), NOON)
    assert fon.seen == ["ค่ะ"]


async def test_a_group_is_followed_to_its_new_id(
    channel: TelegramChannel, telegram: TelegramEmulator, phrases: Phrases, clock: Clock
) -> None:
    told: list[tuple[str, str]] = []
    followed = TelegramChannel(
        channel.client,
        phrases,
        pace=Pace(clock, clock.sleep),
        moved_to=lambda place, to: told.append((place.chat, to)),
    )
    fon = Person(telegram, 4711, Chat(-200, "group"))
    await fon.migrates(-1001)
    for key in ("k1", "k2"):
        await followed.send(Outgoing(TEAM, (Reply(key),), key), NOON)
    assert [shown.text for shown in telegram.chats[-1001].shown] == ["k1", "k2"]
    assert told == [("-200", "-1001")]


async def test_typing_is_shown_where_it_can_be(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    await channel.show_typing(HOME)
    await channel.show_typing(Place("telegram", "1"))
    assert fon.chat.typing == 1
    assert telegram.called("sendChatAction")[0] == {"chat_id": "4711", "action": "typing"}


async def test_a_message_can_be_revised_and_said_again_if_it_is_gone(
    channel: TelegramChannel, fon: Person
) -> None:
    await channel.send(out("ครบ 1 ข้อ"), NOON)
    name = message_name(4711, fon.chat.shown[0].id)
    await channel.revise(HOME, name, Reply("ครบ 2 ข้อ"))
    await channel.revise(HOME, name, Reply("ครบ 2 ข้อ"))
    assert fon.seen == ["ครบ 2 ข้อ"]
    fon.chat.shown.clear()
    await channel.revise(HOME, name, Reply("ครบ 3 ข้อ"))
    assert fon.seen == ["ครบ 3 ข้อ"]


async def test_a_document_is_sent_with_its_name_and_a_caption(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    await channel.send_document(HOME, "summary.docx", b"PK\x03\x04\r\n--x", "สรุป" * 400)
    (shown,) = fon.chat.shown
    assert shown.document == b"PK\x03\x04\r\n--x"
    assert len(shown.text) <= 1024


async def test_a_document_that_is_too_large_is_refused_unsent(
    channel: TelegramChannel, telegram: TelegramEmulator
) -> None:
    with pytest.raises(Refused, match="bytes"):
        await channel.send_document(HOME, "x", bytes(50 * 1024 * 1024 + 1))
    assert telegram.calls == []


async def test_no_log_holds_the_token_or_a_word(
    channel: TelegramChannel,
    telegram: TelegramEmulator,
    fon: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    telegram.fail("sendMessage", None, Fault(403, "Forbidden: bot was blocked by the user"))
    await channel.send(out("ความลับ"), NOON)
    with pytest.raises(Unreachable):
        await channel.send(out("ความลับ", key="k2"), NOON)
    assert TOKEN not in caplog.text
    assert "ความลับ" not in caplog.text


async def test_a_connection_that_ends_without_an_answer_is_uncertain(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    telegram.fail("sendMessage", Fault(accepted=True, dropped=True))
    with pytest.raises(Uncertain):
        await channel.send(out("ค่ะ"), NOON)
    assert fon.seen == ["ค่ะ"]
