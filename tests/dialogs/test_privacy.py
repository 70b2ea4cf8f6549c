"""What officers can do about their own data, in their own words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dialogs import stored
from dialogs.pack import Pack
from dialogs.privacy_masking import masked
from dialogs.privacy_words import command_in
from dialogs.questions import (
    AskConsent,
    AskProbe,
    AtRest,
    ConfirmErase,
    ConfirmEraseOne,
    ConfirmWithdraw,
    MyData,
    RenewConsent,
)
from dialogs.state import Consent, Team
from dialogs.taking_out import blanked
from dialogs.tasks import Erased, HandOut, Leave
from dialogs.values import Bubble, Due, Joined, Media, Unsent
from tests.dialogs.conversation import Conversation, agreed
from tests.fakes import NOON, NOTICE


def telling(plain: Pack) -> Conversation:
    talk = agreed(plain)
    talk.begin()
    talk.type("handoffs! สามโต๊ะหลังบ้าน")
    return talk


def test_my_data_says_what_is_kept_and_leads_back(plain: Pack) -> None:
    talk = telling(plain)
    open_ = talk.question
    talk.type("ข้อมูลของฉัน")
    assert talk.question == MyData(open_)
    assert "คำตอบ 1 เรื่อง จาก 1 ข้อความ" in talk.said
    assert "ยังไม่มีใครอื่นเปิดดู" in talk.said
    talk.tap("go_on")
    assert talk.question == open_


def test_an_answer_typed_under_the_summary_is_still_an_answer(plain: Pack) -> None:
    talk = telling(plain)
    talk.type("ข้อมูลของฉัน")
    talk.type("pain_baseline! รอสามวัน")
    assert {c.facet for c in talk.state.claims} == {"handoffs", "pain_baseline"}


def test_a_copy_is_asked_of_the_shell(plain: Pack) -> None:
    talk = telling(plain)
    talk.type("ข้อมูลของฉัน")
    assert talk.tap("my_copy").tasks == (HandOut(),)
    assert isinstance(talk.question, AskProbe)


def test_one_answer_is_erased_after_a_confirmation_with_the_messages_behind_it(
    plain: Pack,
) -> None:
    talk = telling(plain)
    talk.type("ลบคำตอบ handoffs!")
    assert isinstance(talk.question, ConfirmEraseOne)
    assert talk.type("yes").erase == ()
    outcome = talk.tap("erase_it")
    assert outcome.erase == ("m2",)
    assert outcome.tasks == (Erased(("m2",), ("handoffs!",)),)
    assert talk.state.claims == ()
    assert [e.kind for e in outcome.entries if e.kind == "erased_on_request"]


@pytest.mark.parametrize("said", ["ลบคำตอบที่ซ้ำกันออกจากแบบฟอร์ม handoffs!", "ลบรูปซ้ำออกไปครึ่งนึง"])
def test_an_answer_about_deleting_is_no_command(plain: Pack, said: str) -> None:
    talk = telling(plain)
    assert talk.type(said).erase == ()
    assert not isinstance(talk.question, ConfirmEraseOne)


def test_a_file_is_erased_by_choosing_it(plain: Pack) -> None:
    talk = telling(plain)
    talk.hear(Media("image", "กระดาน.jpg"))
    talk.type("ลบไฟล์")
    talk.tap("f:0")
    assert "กระดาน.jpg" in talk.said
    assert talk.tap("erase_it").erase == ("m3",)
    assert talk.state.attachments == ()


def test_withdrawing_stops_everything_and_offers_to_erase(plain: Pack) -> None:
    talk = telling(plain)
    talk.state = replace(talk.state, team=Team("t1", "ทีม", "สมศรี"))
    open_ = talk.question
    talk.type("ขอถอนความยินยอม")
    asked = talk.outcomes[-1].state.question
    assert asked == ConfirmWithdraw(open_)
    outcome = talk.tap("my_withdraw")
    assert Leave() in outcome.tasks
    assert talk.state.consent is None
    assert any(e.kind == "consent_withdrawn" for e in outcome.entries)
    assert [b.id for b in outcome.replies[-1].buttons] == ["my_all", "agree"]
    silent = talk.hear(Due("promise-1"))
    assert silent.replies == ()
    kept = talk.type("pain_baseline! ลับ")
    assert kept.entries == ()
    assert len(talk.state.claims) == 1
    talk.tap("my_all")
    assert talk.question == ConfirmErase(AskConsent())
    assert talk.tap("erase_all").forget


def test_a_message_can_be_taken_back_after_withdrawing(plain: Pack) -> None:
    talk = telling(plain)
    talk.type("ถอนความยินยอม")
    talk.tap("my_withdraw")
    assert talk.hear(Unsent("m2")).erase == ("m2",)
    assert talk.state.claims == ()


def test_consent_can_be_given_again(plain: Pack) -> None:
    talk = telling(plain)
    talk.type("ถอนความยินยอม")
    talk.tap("my_withdraw")
    talk.tap("agree")
    assert talk.state.consent is not None
    assert talk.state.withdrawn is None
    assert len(talk.state.claims) == 1


def test_a_new_notice_asks_again_and_keeps_nothing_until_then(plain: Pack) -> None:
    talk = telling(plain)
    open_ = talk.question
    talk.state = replace(talk.state, consent=Consent(NOON, "0"))
    outcome = talk.type("pain_baseline! รอสามวัน")
    assert [e.kind for e in outcome.entries] == ["consent_asked"]
    assert talk.question == RenewConsent(NOTICE, open_)
    assert len(talk.state.claims) == 1
    agreed_now = talk.type("ยินยอม")
    assert [e.kind for e in agreed_now.entries] == ["consent_given"]
    assert talk.question == open_
    assert talk.state.consent is not None
    assert talk.state.consent.notice == NOTICE


def test_the_notice_says_how_to_see_it_and_how_long_it_is_kept(plain: Pack) -> None:
    talk = Conversation(plain)
    talk.hear(Joined())
    assert all(said in talk.said for said in ("ข้อมูลของฉัน", "ขอไฟล์", "จนกว่าคุณจะลบ"))
    assert plain.content.persona.notice_version == NOTICE


def test_who_agreed_to_the_first_notice_is_asked_about_the_one_in_force(plain: Pack) -> None:
    talk = telling(plain)
    talk.state = replace(talk.state, consent=Consent(NOON, "1"))
    talk.type("pain_baseline! รอสามวัน")
    assert isinstance(talk.question, RenewConsent)
    assert "ข้อมูลของฉัน" in talk.said


def test_whoever_declines_a_new_notice_has_withdrawn(plain: Pack) -> None:
    talk = telling(plain)
    talk.state = replace(talk.state, consent=Consent(NOON, "0"))
    talk.type("help")
    talk.tap("decline")
    assert talk.state.consent is None
    assert talk.state.withdrawn is not None


def test_old_states_know_nothing_of_looks_and_withdrawals(plain: Pack) -> None:
    core, _ = stored.encode(agreed(plain).state)
    del core["looked"], core["withdrawn"]
    assert stored.decode(core, ()).looked == ()
    assert isinstance(stored.decode(core, ()).question, AtRest)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("ขอดูข้อมูลของผมหน่อยครับ", "mine"),
        ("ใครเห็นข้อมูลของฉันบ้าง", "mine"),
        ("ขอสำเนาข้อมูล", "copy"),
        ("ยกเลิกความยินยอม", "withdraw"),
        ("ลบคำตอบ", "answer"),
        ("ลบข้อมูลของฉันทั้งหมด", None),
        ("ข้อมูลของผู้ป่วยอยู่ในแฟ้ม", None),
    ],
)
def test_commands_are_whole_messages(said: str, asked: str | None) -> None:
    found = command_in(said)
    assert (found[0] if found else None) == asked


def test_numbers_split_over_bubbles_are_masked_and_others_are_not(plain: Pack) -> None:
    def seen(*texts: str) -> list[str]:
        bubbles = tuple(Bubble(str(n), text) for n, text in enumerate(texts))
        return [bubble.text for bubble in masked(plain, bubbles)]

    assert seen("บัตร 110170", "0230708 ครับ") == ["บัตร [เลขบัตร]", "[เลขบัตร] ครับ"]
    assert seen("ปี 2567", "120 ราย", "3 วัน") == ["ปี 2567", "120 ราย", "3 วัน"]
    assert seen("โทร 0812345678", "ครับ") == ["โทร [เบอร์โทร]", "ครับ"]


def test_what_repeats_somebodys_words_is_blanked() -> None:
    said = "คนรอเก้าอี้เต็มถึงบันไดชั้นสอง"
    assert blanked(f"ที่บอกว่า “{said}” มีกี่คน", (said,)) == "ที่บอกว่า “…” มีกี่คน"
    assert blanked("มีกี่คน", (said,)) == "มีกี่คน"
