"""Reply in, exact request out; and every card within LINE's limits."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.line.messages import calls
from content.models import Content
from dialogs.values import Button, DraftCard, ProgressCard, Reply, StepCard
from tests.bot.line.talking import SOMCHAI, line, words
from tests.emulators.line_rules import message_problems
from tests.emulators.line_schema import line_schema

REQUESTS = {
    path.stem: path.read_text("utf-8")
    for path in sorted((Path(__file__).parent / "requests").glob("*.json"))
}
BUTTONS = tuple(Button(f"c:{number}", f"ข้อ {number}") for number in range(1, 21))
TEXTS = st.text(alphabet="กขที่น้ำ a\n😀", max_size=150)
LABELS = TEXTS | st.just("ข้อ" * 400) | st.just(" ")
CHOICES = st.lists(
    st.builds(Button, st.from_regex(r"[a-z_]{1,20}", fullmatch=True), LABELS), max_size=20
).map(tuple)
CARDS = st.one_of(
    st.none(),
    st.builds(DraftCard, TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=30).map(tuple)),
    st.builds(StepCard, TEXTS, TEXTS, TEXTS),
    st.builds(
        ProgressCard,
        st.lists(st.tuples(TEXTS, TEXTS, st.integers(-5, 200), st.booleans()), max_size=20).map(
            tuple
        ),
    ),
)
REPLIES = st.lists(st.builds(Reply, TEXTS, CHOICES, CARDS), max_size=8).map(tuple)


@pytest.mark.parametrize("name", REQUESTS)
async def test_replies_become_exactly_the_messages_of_their_file(name: str) -> None:
    case = json.loads(REQUESTS[name])
    async with line() as at:
        at.emulator.sending.follow(SOMCHAI)
        await at.send(at.out(replies=msgspec.convert(case["replies"], tuple[Reply, ...])))
        (call,) = at.emulator.state.calls
        assert call.body == {"to": SOMCHAI, "messages": case["messages"]}


@settings(max_examples=30, deadline=None)
@given(REPLIES)
def test_whatever_is_said_is_within_lines_limits(replies: tuple[Reply, ...]) -> None:
    for messages in calls(replies, words):
        assert message_problems(messages) == []


def test_seven_texts_are_joined_into_five_messages() -> None:
    (messages,) = calls([Reply(f"บรรทัด {n}") for n in range(7)], words)
    said = "\n\n".join(message["text"] for message in messages)
    assert len(messages) == 5
    assert said == "\n\n".join(f"บรรทัด {n}" for n in range(7))


def test_quick_replies_stand_on_the_last_message_only_and_are_at_most_thirteen() -> None:
    (messages,) = calls([Reply("เลือก", BUTTONS), Reply("แล้วพิมพ์ก็ได้")], words)
    assert "quickReply" not in messages[0]
    assert len(messages[1]["quickReply"]["items"]) == 13


def test_a_long_label_is_shortened_but_said_whole() -> None:
    (messages,) = calls([Reply("?", (Button("x", "ขั้นตอนที่ประชาชนรอนานที่สุดในบริการนี้"),))], words)
    action = messages[0]["quickReply"]["items"][0]["action"]
    assert action["label"] == "ขั้นตอนที่ประชาชนรอนานที่…"
    assert action["displayText"] == "ขั้นตอนที่ประชาชนรอนานที่สุดในบริการนี้"


def test_a_card_too_large_for_a_bubble_is_said_as_text_with_its_choices() -> None:
    lines = tuple(("หลักฐาน", "คำตอบ" * 200) for _ in range(9))
    reply = Reply("ร่างยาวมาก", (Button("use", "ใช้ร่างนี้"),), DraftCard("ร่าง", lines))
    ((message,),) = calls([reply], words)
    assert (message["type"], len(message["quickReply"]["items"])) == ("text", 1)


def test_the_notification_of_a_card_says_what_the_card_says() -> None:
    ((message,),) = calls([Reply("หนึ่ง\nสอง " * 200, (), StepCard("ก", "ข", "ค"))], words)
    assert message["altText"].startswith("หนึ่ง สอง หนึ่ง")
    assert len(message["altText"]) <= 400


def test_every_wording_on_a_card_is_in_the_content(content: Content) -> None:
    cards = (
        DraftCard("ร่าง", (("ใคร", "ประชาชน"),)),
        StepCard("ก้าว", "เหตุผล", "ลงมือ"),
        ProgressCard((("1", "ขั้นตอน", 100, True),)),
    )
    replies = [Reply("การ์ด", (), card) for card in cards]
    (messages,) = calls(replies, lambda key: content.phrases.say(key, "krub"))
    assert "ร่างหลักฐานจากคำของคุณ" in json.dumps(messages, ensure_ascii=False)


@pytest.mark.skipif(line_schema() is None, reason="LINE's OpenAPI description is not at hand")
def test_a_wrong_message_object_is_really_refused() -> None:
    schema = line_schema()
    assert schema is not None
    text = {"type": "text", "text": "สวัสดี"}
    wrong = [{**text, "quickReplies": {}}, {**text, "type": "txt"}, {"type": "flex"}, {"text": "?"}]
    right, *problems = [
        schema.problem("POST", "/v2/bot/message/push", {"to": SOMCHAI, "messages": [message]})
        for message in (text, *wrong)
    ]
    unknown = {"replyToken": "t", "messages": [text], "to": SOMCHAI}
    assert right is None
    assert all([*problems, schema.problem("POST", "/v2/bot/message/reply", unknown)])
