"""Payload in, happening out: every file in ``payloads`` says what one update means."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import TelegramChannel
from bot.telegram.commands import sayings
from bot.telegram.happening import Ear
from bot.telegram.message import Me
from content.phrases import Phrases
from dialogs.pack import Pack
from dialogs.values import Edited, Text
from tests.bot.telegram.conftest import SECRET
from tests.emulators.telegram_chats import BOT
from tests.fakes import NOON

PAYLOADS = sorted((Path(__file__).parent / "payloads").glob("*.json"))
ME = Me(110201543, "mvs_coach_bot")
MESSAGE = {"message_id": 1, "date": 1_772_427_600, "chat": {"id": 1, "type": "private"}}
USER = {"id": 1, "is_bot": False, "first_name": "ฝน"}


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_an_update_means_what_its_payload_says(path: Path, phrases: Phrases) -> None:
    case = json.loads(path.read_text("utf-8"))
    updates = case["update"] if isinstance(case["update"], list) else [case["update"]]
    ear = Ear(ME, sayings(phrases))
    heard = [found for each in updates if (found := ear.hear(each, NOON.astimezone(UTC)))]
    assert json.loads(msgspec.json.encode(heard)) == case["happened"]


READ_AS = {
    "pause": "pause",
    "stop": "pause",
    "resume": "resume",
    "export": "export",
    "human": "human",
    "delete": "erase",
}


def test_what_a_command_says_is_understood_by_the_reader(phrases: Phrases, pack: Pack) -> None:
    read = {name: pack.reader.read(words).intent for name, words in sayings(phrases).items()}
    assert read == READ_AS


MESSAGES: list[object] = [
        None, 5, "x", [], {}, {**MESSAGE, "date": 10**20}, {**MESSAGE, "date": -(10**15)},
        {**MESSAGE, "date": "now"}, {**MESSAGE, "chat": None}, {**MESSAGE, "chat": {"id": "1"}},
        {**MESSAGE, "text": 5}, {**MESSAGE, "text": ["a"]}, {**MESSAGE, "from": 7},
        {**MESSAGE, "photo": []}, {**MESSAGE, "photo": [{}]}, {**MESSAGE, "photo": {"a": 1}},
        {**MESSAGE, "voice": "v"}, {**MESSAGE, "document": {"file_id": None}},
        {**MESSAGE, "new_chat_members": [1]}, {**MESSAGE, "entities": [None], "text": "@x"},
        {**MESSAGE, "reply_to_message": {"message_id": "1"}}, {**MESSAGE, "message_id": 2**80},
        {**MESSAGE, "text": "\ud800 half a pair", "from": USER}, {**MESSAGE, "text": "\0"},
        {**MESSAGE, "text": "/" + "a" * 100_000}, {**MESSAGE, "text": "@" * 100_000},
]  # fmt: skip
HOSTILE: list[object] = [{"update_id": 1, "message": value} for value in MESSAGES]
HOSTILE += [
    {"update_id": 2, "callback_query": value}
    for value in ({}, {"id": 1}, {"id": "1", "from": USER, "data": 5}, {"id": "1", "from": USER})
]
HOSTILE += [
    {"update_id": 3, "my_chat_member": {"chat": MESSAGE["chat"], "from": USER, "date": 1}},
    {"update_id": 4, "edited_message": {**MESSAGE, "text": {"deep": [[[[]]]]}}},
    {"update_id": 5, "message": MESSAGE, "callback_query": {}},
]


@pytest.mark.parametrize("update", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_update_is_known_as_seen(update: object) -> None:
    heard = Ear(ME).hear(update, NOON)
    assert heard is not None
    assert msgspec.json.decode(msgspec.json.encode(heard))["event"]


@pytest.mark.parametrize("update", [None, 5, [], {}, {"update_id": "1"}, {"update_id": True}])
def test_what_has_no_number_is_left_out(update: object) -> None:
    assert Ear(ME).hear(update, NOON) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    "text caption photo voice document from chat date entities reply_to_message sticker".split()
)


@given(st.dictionaries(FIELDS, JSON), st.sampled_from(["message", "edited_message"]))
def test_any_message_at_all_is_heard(odd: dict[str, object], kind: str) -> None:
    heard = Ear(ME).hear({"update_id": 7, kind: {**MESSAGE, **odd}}, NOON)
    assert heard is not None
    assert heard.event == "7"
    assert msgspec.json.encode(heard)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 200_000, b"9" * 5000])
async def test_a_body_that_is_no_json_is_a_value_error(
    body: bytes, channel: TelegramChannel
) -> None:
    with pytest.raises(ValueError, match=r"."):
        channel.parse(body)


async def test_a_list_of_updates_is_parsed_each_by_itself(channel: TelegramChannel) -> None:
    good = {"update_id": 1, "message": {**MESSAGE, "text": "ค่ะ", "from": USER}}
    heard = channel.parse(json.dumps([5, {"update_id": 0, "message": 1}, good]).encode())
    assert [type(each.what) for each in heard] == [type(None), Text]


def test_messages_of_one_second_keep_their_order() -> None:
    sent = [{"update_id": n, "message": {**MESSAGE, "text": "x"}} for n in (41, 42, 43)]
    heard = [Ear(ME).hear(update, NOON) for update in reversed(sent)]
    assert [h.event for h in sorted(filter(None, heard), key=lambda h: h.at)] == ["41", "42", "43"]


def test_an_edit_in_a_group_names_the_message_as_it_was_sent() -> None:
    group = {**MESSAGE, "chat": {"id": -200, "type": "group"}, "from": USER}
    update = {"update_id": 1, "edited_message": {**group, "text": "@mvs_coach_bot รอนาน"}}
    heard = Ear(ME).hear(update, NOON)
    assert heard is not None
    assert (heard.what, heard.addressed) == (Edited("telegram:0d381f:1", "รอนาน"), True)


@pytest.mark.parametrize(
    ("headers", "right"),
    [
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, True),
        ({"x-telegram-bot-api-secret-token": SECRET}, True),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}, False),
        ({"X-Telegram-Bot-Api-Secret-Token": "ความลับ\ud800"}, False),
        ({"X-Telegram-Bot-Api-Secret-Token": ""}, False),
        ({}, False),
    ],
)
async def test_only_the_secret_opens_the_door(
    headers: dict[str, str], right: bool, channel: TelegramChannel
) -> None:
    assert channel.verify(b"{}", headers) is right


async def test_without_a_secret_nobody_is_believed(
    channel: TelegramChannel, phrases: Phrases
) -> None:
    naked = TelegramChannel(channel.client, phrases)
    assert not naked.verify(b"{}", {"X-Telegram-Bot-Api-Secret-Token": ""})


async def test_the_account_learns_its_own_name(channel: TelegramChannel) -> None:
    assert channel.deep_link("t7") is None
    await channel.introduce()
    assert channel.me == Me(BOT["id"], BOT["username"])
    assert channel.deep_link("t7") == "https://t.me/mvs_coach_bot?start=t7"
