from typing import Any

import pytest

from content.phrases import Phrase, Phrases, phrase_problems, template_problems

PHRASES = Phrases.model_validate(
    {
        "entries": {
            "hello": {"th": ["สวัสดี{p} คุณ{name}", "ดีใจที่ได้เจอ คุณ{name}"], "en": "Hello {name}"},
            "bye": {"th": "แล้วเจอกันนะ{q}", "en": "Bye"},
        }
    }
)


def test_wordings_take_turns() -> None:
    said = [PHRASES.say("hello", "kha", turn=turn, name="ฝน") for turn in range(3)]
    assert said == ["สวัสดีค่ะ คุณฝน", "ดีใจที่ได้เจอ คุณฝน", "สวัสดีค่ะ คุณฝน"]


def test_english_stands_beside_every_wording() -> None:
    assert PHRASES.english("hello", turn=1, name="Fon") == "Hello Fon"


@pytest.mark.parametrize("key", ["nothing", "hello"])
def test_an_unknown_key_or_a_missing_field_is_an_error(key: str) -> None:
    with pytest.raises(KeyError):
        PHRASES.say(key, "krub")


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ({"th": "คุณ{name}", "en": "you"}, "must name the fields name"),
        ({"th": ["คุณ{name}", "คุณ"], "en": "{name}"}, "must name the fields name"),
        ({"th": "คุณ", "en": "{name}"}, "must name the fields (none)"),
        ({"th": "คุณ{", "en": "you"}, "brace that belongs to no field"),
        ({"th": "คุณ{ชื่อ}", "en": "you"}, "brace that belongs to no field"),
        ({"th": "Hello", "en": "Hello"}, "must be in Thai"),
        ({"th": "ได้ครับ", "en": "Yes"}, "must write its particles as {p} and {q}"),
        ({"th": "ได้ไหมคะ", "en": "May I"}, "must write its particles as {p} and {q}"),
        ({"th": "ใครทำ{q} เมื่อไร{q}", "en": "Who? When?"}, "asks two questions"),
        ({"th": "ใคร? เมื่อไร?", "en": "Who? When?"}, "asks two questions"),
        ({"th": "ทำไมถึงช้า{q}", "en": "Why late?"}, "must not ask with ทำไม first"),
        ({"th": "ได้{p}", "en": "Yes {p}"}, "English takes no {p} or {q}"),
        (
            {"th": ["ได้", "ดี", "เยี่ยม"], "en": ["Yes", "Good"]},
            "has 3 Thai wordings and 2 English ones",
        ),
    ],
)
def test_a_phrase_that_would_read_badly_is_reported(phrase: Any, problem: str) -> None:
    assert any(problem in text for text in phrase_problems(Phrase.model_validate(phrase)))


@pytest.mark.parametrize(
    "text",
    [
        "ได้ 4 คะแนน{p}",
        "พิมพ์ “ได้ครับ” ก็ได้",
        "บอกได้เลยนะ{q} ใครทำ{q}",
        "• {label}: “{quote}”",
        "ทำไมโค้ชถามข้อนี้",
    ],
)
def test_a_text_that_reads_well_is_left_alone(text: str) -> None:
    assert list(template_problems(text)) == []
