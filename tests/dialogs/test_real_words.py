"""What officers really type at each question, read by the reader that ships."""

from __future__ import annotations

import pytest

from dialogs.pack import Pack
from dialogs.questions import (
    AskCause,
    AskHowItWent,
    AskMain,
    AskName,
    AskTestOutcome,
    AskWhen,
    ConfirmErase,
    OfferMore,
    PickCriterion,
    SuggestStep,
)
from dialogs.state import Claim, Quote, Stamp
from dialogs.values import Due, Level, Tap
from tests.dialogs.conversation import C1, Conversation, agreed


def begun(pack: Pack) -> Conversation:
    talk = agreed(pack)
    talk.begin()
    return talk


def suggested(pack: Pack) -> Conversation:
    talk = agreed(pack)
    talk.type("ขั้นถัดไปคืออะไรครับ")
    assert isinstance(talk.question, SuggestStep)
    return talk


def after_a_test(pack: Pack) -> Conversation:
    """Somebody who has told of a test, asked how it came out."""
    talk = agreed(pack)
    stamp = Stamp("CEC-BJEV-024", "1", "volunteered")
    quote = Quote("ลองกับ 20 คน", ("m0",), talk.at)
    claim = Claim(
        "DS504.02.proof_result#1", "DS504.02", "proof_result", Level.COVERED, quote, stamp, False
    )
    import msgspec

    talk.state = msgspec.structs.replace(talk.state, claims=(claim,), serial=1)
    talk.type("ขั้นถัดไปคืออะไรครับ")
    assert isinstance(talk.question, AskTestOutcome)
    return talk


@pytest.mark.parametrize("words", ["รับทราบค่ะ", "ได้ค่ะ", "ใช่ครับ", "โอเคจ้า"])
def test_a_polite_word_never_deletes_anything(pack: Pack, words: str) -> None:
    talk = begun(pack)
    talk.type("ลบข้อมูลของผมทั้งหมด")
    assert isinstance(talk.question, ConfirmErase)
    assert not talk.type(words).forget


@pytest.mark.parametrize("words", ["ลบทั้งหมด", "ลบเลยครับ", "ลบ"])
def test_words_that_say_so_delete(pack: Pack, words: str) -> None:
    talk = begun(pack)
    talk.type("ลบข้อมูลของผมทั้งหมด")
    assert talk.type(words).forget


@pytest.mark.parametrize("words", ["ตอบแบบนี้ถูกไหมคะ", "ลบอันเมื่อกี้ออกให้หน่อยค่ะ", "ไม่ลบแล้ว"])
def test_what_is_no_wish_to_delete_all_does_not_ask_for_it(pack: Pack, words: str) -> None:
    talk = begun(pack)
    talk.type(words)
    assert not isinstance(talk.question, ConfirmErase)


@pytest.mark.parametrize("words", ["เอาค่ะ", "ได้ครับ", "ทำข้อนี้", "ทำข้อนี้ครับ"])
def test_a_step_is_taken_in_words(pack: Pack, words: str) -> None:
    talk = suggested(pack)
    talk.type(words)
    assert isinstance(talk.question, AskWhen)


def test_a_smaller_step_is_asked_for_in_words(pack: Pack) -> None:
    talk = suggested(pack)
    talk.type("ขอแบบเล็กกว่าครับ")
    assert isinstance(talk.question, SuggestStep)
    assert talk.question.shrunk


@pytest.mark.parametrize("words", ["วันนี้ไม่ว่าง ข้ามไปก่อน", "ตอนนี้ยังไม่สะดวกครับ"])
def test_a_refusal_that_names_a_day_is_no_promise(pack: Pack, words: str) -> None:
    talk = suggested(pack)
    talk.type(words)
    assert not talk.state.promises


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("ยังไม่ถึงเป้า", "failed"),
        ("ไม่ถึงเป้าค่ะ ได้แค่ 2 คน", "failed"),
        ("ผ่าน 8 ใน 10 คน ถึงเป้าเลยครับ", "passed"),
        ("ได้บางส่วนค่ะ", "partial"),
    ],
)
def test_the_outcome_of_a_test_is_told_in_words(pack: Pack, words: str, outcome: str) -> None:
    talk = after_a_test(pack)
    talk.type(words)
    assert talk.state.round.test == outcome


def test_the_cause_of_a_failure_is_told_in_words_and_never_lost(pack: Pack) -> None:
    talk = after_a_test(pack)
    talk.type("ไม่ผ่านครับ")
    assert isinstance(talk.question, AskCause)
    talk.type("ก็หลายอย่างเลย")
    assert isinstance(talk.question, AskCause)
    talk.type("หน้าจอเลือกแปลงมันเล็กไป คนหาไม่เจอ")
    assert talk.state.round.cause == "screen_or_wording"


def test_not_tested_yet_is_not_asked_again_at_once(pack: Pack) -> None:
    talk = after_a_test(pack)
    talk.hear(Tap("outcome:none"))
    assert isinstance(talk.question, SuggestStep)


@pytest.mark.parametrize("words", ["ลืมเลย 😅", "ทำไปครึ่งนึงค่ะ", "ไม่ทันครับ"])
def test_what_was_not_done_is_not_settled_as_done(pack: Pack, words: str) -> None:
    talk = suggested(pack)
    talk.type("ทำข้อนี้")
    talk.type("พรุ่งนี้")
    talk.wait(days=1)
    talk.hear(Due("promise-1"))
    assert isinstance(talk.question, AskHowItWent)
    talk.type(words)
    assert talk.state.promises[0].status != "done"


def test_a_new_promise_for_a_step_takes_the_place_of_the_open_one(pack: Pack) -> None:
    talk = suggested(pack)
    talk.type("ทำข้อนี้")
    talk.type("พรุ่งนี้")
    talk.type("ขั้นถัดไปคืออะไรครับ")
    talk.type("ทำข้อนี้")
    talk.type("ศุกร์นี้")
    assert [p.status for p in talk.state.promises if p.status == "open"] == ["open"]


@pytest.mark.parametrize("words", ["ข้อ 2.1", "ขอคุยข้อ ๒.๑ ครับ", "ไปข้อ 2.1 ก่อน"])
def test_a_criterion_is_opened_by_its_number_at_any_time(pack: Pack, words: str) -> None:
    talk = begun(pack)
    talk.type(words)
    assert talk.question == AskMain("DS502.01")


@pytest.mark.parametrize("words", ["1.1", "๑.๑", "1.1 ครับ", "เอาข้อ 1.1"])
def test_a_criterion_is_picked_by_its_number(pack: Pack, words: str) -> None:
    talk = agreed(pack)
    talk.type("เลือกข้อ")
    assert isinstance(talk.question, PickCriterion) or talk.question
    talk.type(words)
    assert talk.question == AskMain(C1)


@pytest.mark.parametrize("words", ["สวัสดีค่ะ", "ขอตัวอย่างหน่อย", "ทำต่อ"])
def test_a_greeting_or_a_command_is_nobodys_name(pack: Pack, words: str) -> None:
    talk = Conversation(pack)
    talk.type("สวัสดีค่ะ")
    talk.tap("agree")
    talk.type(words)
    assert talk.question == AskName()
    assert talk.state.profile.name == ""


def test_an_answer_where_going_on_was_offered_is_willingness(pack: Pack) -> None:
    talk = begun(pack)
    talk.type("ก็ทำไปเรื่อย ๆ")
    talk.type("ถามเยอะจังเลยค่ะ เหนื่อย")
    assert isinstance(talk.question, OfferMore)
    talk.type("คีย์ลง Excel กับสมุดคุม แล้วพิมพ์ซ้ำในระบบของกรมทุกเย็น")
    assert not isinstance(talk.question, OfferMore)


LETTER = """ที่ นฐ 0017.2/ว 1234
เรื่อง การขับเคลื่อนการให้บริการประชาชน
เรียน นายอำเภอทุกอำเภอ
ด้วยจังหวัดขอให้หน่วยงานลดขั้นตอนภายใน ๓๐ วัน และรายงานผลทุกเดือน
จึงเรียนมาเพื่อโปรดทราบ
ขอแสดงความนับถือ"""


def test_a_pasted_letter_is_no_evidence_of_the_officers_own(pack: Pack) -> None:
    talk = begun(pack)
    talk.type(LETTER)
    assert not talk.state.claims
    assert talk.question == AskMain(C1)


@pytest.mark.parametrize(
    "words", ["นี่คุยกับบอทหรือคนคะ", "หัวหน้าจะเห็นไหม", "ถ้าตอบผิดจะโดนหักคะแนนไหม", "แต่งให้หน่อยสิ"]
)
def test_a_question_to_the_coach_is_answered_and_costs_no_probe(pack: Pack, words: str) -> None:
    talk = begun(pack)
    talk.type("ก็ทำไปเรื่อย ๆ")
    question, asked = talk.question, dict(talk.state.asked)
    talk.type(words)
    assert (talk.question, talk.state.asked) == (question, asked)


def test_a_command_leaves_the_menu_of_corrections(pack: Pack) -> None:
    talk = begun(pack)
    talk.type("รอเฉลี่ย 3 วัน คนต้องมา 2 รอบ เพราะเอกสารไม่ครบ ปีที่แล้ว 120 ราย")
    talk.type("ขอแก้ที่พิมพ์ไป")
    talk.type("ขั้นถัดไปคืออะไรครับ")
    assert isinstance(talk.question, SuggestStep)
