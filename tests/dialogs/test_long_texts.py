"""Whatever is pasted, however long and odd, is answered at once and kept whole."""

from __future__ import annotations

from time import thread_time

import pytest

from dialogs.pack import Pack
from dialogs.questions import AskNewWords, AskWhatToEdit
from dialogs.quoting import tidy
from dialogs.reading import normal
from dialogs.understanding import MARKS_OF_A_LETTER
from dialogs.wrong_words import Pair, pairs
from tests.dialogs.conversation import agreed

LENGTH = 40_000  # characters: a burst of several messages as long as apps let through
SOON = 0.35  # s of a processor; 0.01–0.1 is usual, what grows with the square took 4–15

TEXTS = {
    "an answer again and again": "ผ่านสามโต๊ะ ใช้เวลา 12 วัน แล้วส่งต่อ handoffs! ",
    "blanks": " ",
    "line breaks": "\n",
    "dashes": "-",
    "blanks and dashes": " -",
    "commas": ",",
    "digits": "1234567890",
    "short figures": "12-34-5 ",
    "telephone numbers": "081-234-5678 ",
    "addresses": "a@b.co ",
    "denials": "ไม่ใช่ ",
    "denials on lines": "ไม่ใช่\n\nก",
    "letters": "a",
    "marks": "่",
}


@pytest.fixture(scope="module", autouse=True)
def warmed() -> None:
    normal.warm()


@pytest.mark.parametrize("begins", ["ก", "ไป", "ที่ 1", "ไม่ใช่", "ขอแก้ "])
@pytest.mark.parametrize("piece", TEXTS.values(), ids=TEXTS)
def test_a_long_text_is_answered_soon_and_kept_whole(plain: Pack, begins: str, piece: str) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs! ผ่านสามโต๊ะ ใช้เวลา 12 วัน")
    typed = begins + (piece * LENGTH)[: LENGTH - len(begins) - 1] + "ข"
    began = thread_time()
    outcome = talk.type(typed)
    assert thread_time() - began < SOON
    assert outcome.replies
    said = next(e.content["text"] for e in outcome.entries if e.kind == "officer")
    assert said == plain.mask(typed).text


@pytest.mark.parametrize("piece", TEXTS.values(), ids=TEXTS)
def test_a_long_text_is_answered_soon_while_something_is_changed(plain: Pack, piece: str) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs! ผ่านสามโต๊ะ ใช้เวลา 12 วัน")
    talk.type("edit")
    assert isinstance(talk.question, AskWhatToEdit)
    began = thread_time()
    talk.type("ก" + piece * (LENGTH // len(piece)) + "ข")
    assert thread_time() - began < SOON
    talk.type("edit")
    talk.tap(next(b.id for b in talk.state.offered if b.id.startswith("claim")))
    assert isinstance(talk.question, AskNewWords)
    began = thread_time()
    talk.type("ก" + piece * (LENGTH // len(piece)) + "ข")
    assert thread_time() - began < SOON


def test_personal_data_is_masked_to_the_end_of_a_long_text(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    outcome = talk.type("ก " * 50_000 + "โทร 081-234-5678")
    assert "081-234" not in str(outcome.entries)
    assert any("[เบอร์โทร]" in str(entry.content) for entry in outcome.entries)


def test_a_correction_is_found_anywhere_in_a_long_burst() -> None:
    told = "เอกสารผ่านสามโต๊ะก่อนถึงมือผู้ขอ " * 1_000
    right_first, wrong_first = f"{told}ใช้ 15 วัน ไม่ใช่ 12 วัน", f"{told}ไม่ใช่ 12 วัน เป็น 15 วัน"
    assert Pair("12 วัน", "15 วัน", certain=True) in list(pairs(right_first))
    assert Pair("12 วัน", "15 วัน", certain=True) in list(pairs(wrong_first))


def test_a_wide_gap_parts_a_correction_no_more_than_a_blank_does() -> None:
    assert next(pairs("ไม่ใช่" + " " * 100 + "3 วัน \n\n\n เป็น 5 วัน")) == next(
        pairs("ไม่ใช่ 3 วัน\nเป็น 5 วัน")
    )


def test_politeness_goes_after_a_long_answer_too() -> None:
    told = "ผ่านสามโต๊ะ " * 500
    assert tidy(f"{told}รอ 3 วัน - นะคะ...") == f"{told}รอ 3 วัน"
    assert tidy("รอ" + "-" * 500 + "ค่ะ").strip("-") == "รอ"


@pytest.mark.parametrize("blank", ["", "\n\n\n", "  \t", "\n \n"])
def test_an_official_letter_is_known_by_its_marks(plain: Pack, blank: str) -> None:
    marks = ("ที่ มท0808.2/ว 1234", "เรื่อง ขอความอนุเคราะห์", "เรียน นายอำเภอ")
    assert len(marks) == MARKS_OF_A_LETTER
    talk = agreed(plain)
    talk.begin()
    talk.type(blank + f"\n{blank}".join(marks))
    assert plain.content.phrases.say("letter", talk.state.voice, turn=0) in talk.said
