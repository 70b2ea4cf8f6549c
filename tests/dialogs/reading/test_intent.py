"""Commands are heard however they are worded, and answers stay answers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoder import Encoder
from content.problems import ContentProblems
from content.reading_tables import (
    IntentTables,
    choices,
    load_intents,
    load_messages,
    load_words,
)
from dialogs.reading import normal
from dialogs.reading.intent import IntentReader
from dialogs.reading.intent_model import Floats
from dialogs.reading.intent_rules import BadRule, Rule
from dialogs.reading.port import INTENTS, Context

TABLES = load_intents()
READER = IntentReader(TABLES, Encoder())
MESSAGES: list[dict[str, Any]] = [
    msgspec.json.decode(line)
    for line in (Path(__file__).parent / "intents.jsonl").read_text("utf-8").splitlines()
]
"""Labelled messages, none of them learned from.

Words and rules were written looking at those not ``held``; the ``held`` ones were looked at later,
when rules were mended, so they too say little about messages of other authors: for those see
``python -m bot.training_intents --check``. ``also_ok`` names intents that are no mistake.
"""


def _misread(rows: Iterable[dict[str, Any]]) -> list[tuple[str, str, str]]:
    heard = ((row, READER.read(row["text"], row["context"])) for row in rows)
    return [
        (r["text"], r["intent"], got)
        for r, got in heard
        if got not in (r["intent"], *r.get("also_ok", ()))
    ]


@pytest.mark.parametrize("held", [False, True])
def test_intents_are_right_at_least_97_times_in_100(held: bool) -> None:
    rows = [row for row in MESSAGES if bool(row.get("held")) is held]
    misread = _misread(rows)
    assert len(misread) <= 0.03 * len(rows), misread


def test_at_most_one_true_answer_in_100_is_taken_for_a_command() -> None:
    rows = [row for row in MESSAGES if row["intent"] == "answer"]
    assert len(rows) >= 100
    assert len(_misread(rows)) <= 1


READ: list[tuple[str, Context, str]] = [
    ("ขอแก้คำตอบเมื่อกี้ครับ ไม่ใช่ 2 วัน เป็น 4 วัน", "open", "edit"),
    ("พิมพ์ผิดค่ะ กองการศึกษานะคะ ไม่ใช่กองคลัง", "open", "edit"),
    ("ขออนุญาตแก้ไขข้อมูลค่ะ ที่เรียนไว้ว่ามีผู้มาใช้บริการวันละแปดสิบคนนั้นคลาดเคลื่อน " * 2, "open", "edit"),
    ("แก้ไขข้อมูลทะเบียนบ้านใช้เวลา 3 วัน ถ้าเอกสารไม่ครบต้องกลับมาใหม่ " * 3, "open", "answer"),
    ("ไม่แน่ใจค่ะ แต่น่าจะเดือนละ 30 ราย", "open", "answer"),
    ("ขออภัยค่ะ ดิฉันไม่มีข้อมูลส่วนนั้น", "open", "dont_know"),
    ("อันนี้ไม่รู้ค่ะ อำเภอเป็นคนทำ", "open", "dont_know"),
    ("ยังไม่ได้ตั้งคณะทำงานอย่างเป็นทางการค่ะ", "open", "not_done"),
    ("ตอนนี้ยังไม่มีเอกสารค่ะ เดี๋ยวส่งให้", "open", "not_done"),
    ("ไม่รู้ครับ ข้ามข้อนี้ไปก่อนได้ไหม", "open", "skip"),
    ("มีครับ", "yes_no", "yes"),
    ("มีครับ", "open", "answer"),
    ("ได้ค่ะ", "open", "answer"),
    ("ใช่ครับ", "open", "yes"),
    ("ค่ะ", "yes_no", "yes"),
    ("👍", "yes_no", "yes"),
    ("❌", "yes_no", "no"),
    ("บ่แม่น", "yes_no", "no"),
    ("ใช่ครับ แต่เฉพาะผู้สูงอายุในเขตเทศบาล", "yes_no", "answer"),
    ("ขั้นตอนที่คนข้ามบ่อยคือแนบรูป", "open", "answer"),
    ("รายได้ของกองทุน", "open", "answer"),
    ("5555", "open", "smalltalk"),
    ("55 คน", "open", "answer"),
    ("ขอข้ามมมมมม น้าาาาา 🥺", "open", "skip"),
    ("ขอข้\u200bามข้อนี้", "open", "skip"),
    ("l;ylfu8iy[", "open", "greet"),
    ("้ำสย", "open", "help"),
    ("ฟหกด" * 60, "open", "gibberish"),
    ("", "open", "gibberish"),
    (" \n ", "open", "gibberish"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "context", "intent"), READ)
def test_a_message_is_read_for_what_it_is(text: str, context: Context, intent: str) -> None:
    assert READER.read(text, context) == intent


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Frontstage คือไรคะ", "Frontstage"),
        ("จุดส่งต่อหมายถึงอะไรครับ", "จุดส่งต่อ"),
        ("คำว่า service blueprint แปลว่าอะไร", "service blueprint"),
        ("ไม่เข้าใจคำถามค่ะ", None),
    ],
)
def test_the_term_asked_about_is_named_as_typed(text: str, about: str | None) -> None:
    heard = READER.hear(text)
    assert (heard.intent, heard.about) == ("explain", about)


def test_slipped_keys_are_told_back() -> None:
    assert READER.hear("l;ylfu8iy[").text == "สวัสดีครับ"


_AROUND = st.sampled_from(
    ["", "ครับ", "ค่ะ", "จ้า", "นะคะ", " เลย", "น้าา", "อ่ะ", " 👍", "!", "ๆ", "แล้ว"]
)


@given(
    st.sampled_from(["ไม่ใช่", "ไม่", "บ่แม่น", "ยังไม่ใช่", "ไม่ถูก", "ไม่เอา", "ไม่ได้", "no"]),
    _AROUND,
    _AROUND,
)
def test_a_no_is_never_a_yes(no: str, one: str, other: str) -> None:
    assert READER.read(f"{no}{one}{other}", "yes_no") != "yes"


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from([p for w in TABLES.words.words.values() for p in w[:3]]), max_size=30
    ).map("".join)
)
def test_any_text_has_an_intent_always_the_same(text: str) -> None:
    heard = READER.hear(text)
    assert heard.intent in INTENTS
    assert READER.hear(text) == heard


@pytest.mark.parametrize(
    "piece",
    [
        "5",
        "๕",
        "กรรมการ",
        "ข้าม",
        "ข้อนี้",
        "ไม่",
        "ก็",
        "ใช่ ",
        "a",
        "ๆ",
        " ",
        "แก้คำตอบ",
        "ื",
        "ขอ",
        "ได้ไหม",
    ],
)
@pytest.mark.parametrize("length", [120, 5_000])
def test_hostile_texts_are_read_in_time(piece: str, length: int) -> None:
    text = (piece * length)[:length]
    READER.read(text)
    began = time.perf_counter()
    READER.read(text)
    assert time.perf_counter() - began < 0.1


def test_a_command_takes_about_a_millisecond() -> None:
    commands = [row for row in MESSAGES if row["intent"] != "answer"]
    _misread(commands)
    began = time.perf_counter()
    _misread(commands)
    assert (time.perf_counter() - began) / len(commands) < 0.005


class Counting:
    """An encoder that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._encoder = Encoder()

    def embed(self, clauses: Sequence[str], windows: Sequence[tuple[int, int]]) -> Floats:
        self.asked += 1
        return self._encoder.embed(clauses, windows)


def test_meaning_is_asked_only_where_rules_and_wording_do_not_agree() -> None:
    encoder = Counting()
    reader = IntentReader(TABLES, encoder)
    assert [reader.read(text) for text in ("ขอข้ามข้อนี้ครับ", "เหลืออีกกี่ข้อ", "asdfgh")] == [
        "skip",
        "status",
        "gibberish",
    ]
    assert encoder.asked == 0
    assert reader.read("รู้สึกเหมือนพูดกับกำแพงอยู่เลย") == "complaint"
    assert encoder.asked == 1


@pytest.mark.parametrize("tables", [TABLES, replace(TABLES, learned=None)])
def test_answers_are_kept_without_an_encoder_and_by_rules_alone(tables: IntentTables) -> None:
    reader = IntentReader(tables)
    answers = [row["text"] for row in MESSAGES if row["intent"] == "answer"]
    assert sum(reader.read(text) != "answer" for text in answers) <= 2


@pytest.mark.parametrize(
    "answer",
    [
        "ยังไม่เคยเกินสามวัน",
        "ไม่เข้าใจแบบฟอร์ม",
        "เดิมใช้ 7 วัน เปลี่ยนเป็น 3 วัน",
        "มีตัวอย่างวางไว้หน้าเคาน์เตอร์",
        "คนไม่ชอบคุยกับบอท",
    ],
)
def test_a_rule_is_overruled_where_it_is_said_of_the_service(answer: str) -> None:
    assert READER.read(answer) == "answer"


def test_the_tables_name_intents_and_cleanly_spelled_words() -> None:
    words = TABLES.words
    assert {m.intent for m in load_messages()} == set(INTENTS)
    assert TABLES.learned is not None
    assert set(TABLES.learned.intents) == set(INTENTS)
    assert [p for w in words.words.values() for p in w if normal.clean(p) != p] == []


def test_messages_learned_from_are_not_the_held_ones() -> None:
    learned = {message.text for message in load_messages()}
    assert not learned & {row["text"] for row in MESSAGES if row.get("held")}


def test_choices_are_expanded() -> None:
    assert choices("ขอ(ข้าม|ผ่าน)(ไป)?") == ("ขอข้ามไป", "ขอข้าม", "ขอผ่านไป", "ขอผ่าน")


def test_a_bad_table_names_its_file(tmp_path: Path) -> None:
    bad = tmp_path / "intents.yaml"
    bad.write_text("soft: 3", "utf-8")
    with pytest.raises(ContentProblems, match=r"reading/intents\.yaml"):
        load_words(bad)


TAGS = {"A": 1, "B": 2, "S": 4, "X": 8}


@pytest.mark.parametrize(
    ("written", "tokens", "fits"),
    [
        ("A", [1], True),
        ("A", [4, 1, 4], True),
        ("A", [1, 8], False),
        ("A B?", [1], True),
        ("A+ B", [1, 1, 2], True),
        ("A+ B", [2], False),
        ("(A|B)* X{1,2}", [1, 2, 8, 8], True),
        ("X{1,2}", [8, 8, 8], False),
        ("A & S", [1], False),
        ("A & S", [4, 1], True),
    ],
)
def test_a_rule_fits_when_it_accounts_for_every_token(
    written: str, tokens: list[int], fits: bool
) -> None:
    assert Rule(written, TAGS, soft=4).fits(tokens) is fits


@pytest.mark.parametrize("written", ["Z", "A (B", "A {1}", "a"])
def test_a_rule_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(BadRule):
        Rule(written, TAGS, soft=0)
