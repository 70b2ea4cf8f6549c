from __future__ import annotations

import pytest

from dialogs.pack import Pack
from dialogs.questions import AskMain, AtRest, ConfirmErase, Paused, WithCoach
from dialogs.tasks import EndThread, ToCoach
from dialogs.values import Bubble, Edited, Enrolled, FromCoach, Media, Sticker
from tests.dialogs.conversation import C1, Conversation, agreed
from tests.dialogs.teams import member, prompt, tasks


def thread(plain: Pack) -> Conversation:
    talk = member(plain)
    talk.begin()
    talk.type("human")
    return talk


def test_without_a_team_the_wish_is_only_kept(plain: Pack) -> None:
    talk = agreed(plain)
    talk.type("human")
    assert talk.question == AtRest()
    assert not tasks(talk)


def test_asking_for_the_coach_opens_a_thread(plain: Pack) -> None:
    talk = thread(plain)
    assert isinstance(talk.question, WithCoach)
    assert tasks(talk) == (ToCoach(()),)
    assert "โค้ชสมศรี" in talk.said


@pytest.mark.parametrize("typed", ["handoffs!", "example", "skip", "ข้อ 2.1", "thanks"])
def test_what_is_typed_goes_to_the_coach_and_not_to_the_interview(plain: Pack, typed: str) -> None:
    talk = thread(plain)
    talk.type(typed)
    assert tasks(talk) == (ToCoach((Bubble("m4", typed),)),)
    assert isinstance(talk.question, WithCoach)
    assert not talk.state.claims
    assert [e.kind for e in talk.outcomes[-1].entries] == ["to_coach"]


def test_personal_data_is_masked_before_it_reaches_the_coach(plain: Pack) -> None:
    talk = thread(plain)
    talk.type("เบอร์ 081-234-5678")
    (task,) = tasks(talk)
    assert isinstance(task, ToCoach)
    assert "081-234-5678" not in task.bubbles[0].text


@pytest.mark.parametrize("typed", ["พอแล้ว", "จบแล้วค่ะ", "กลับไปทำต่อ", "ทำต่อ"])
def test_saying_so_ends_the_talk_and_the_interview_goes_on(plain: Pack, typed: str) -> None:
    talk = thread(plain)
    talk.type(typed)
    assert tasks(talk) == (EndThread(),)
    assert talk.question == AskMain(C1)


def test_the_button_ends_the_talk(plain: Pack) -> None:
    talk = thread(plain)
    talk.tap("end_thread")
    assert tasks(talk) == (EndThread(),)
    assert talk.question == AskMain(C1)


def test_the_coachs_words_stand_under_their_name_and_the_talk_goes_on(plain: Pack) -> None:
    talk = thread(plain)
    talk.hear(FromCoach("ได้เลย", "สมศรี"))
    assert talk.said.startswith("โค้ชสมศรี")
    assert isinstance(talk.question, WithCoach)


def test_the_coach_may_end_the_talk(plain: Pack) -> None:
    talk = thread(plain)
    talk.hear(FromCoach("ไปต่อได้", "สมศรี", ends=True))
    assert talk.question == AskMain(C1)
    assert not tasks(talk)


def test_a_coach_who_writes_first_interrupts_nothing(plain: Pack) -> None:
    talk = member(plain)
    talk.begin()
    talk.hear(FromCoach("สู้ ๆ", "สมศรี"))
    assert talk.question == AskMain(C1)
    assert "ขอคุยกับโค้ช" in talk.said


def test_help_pause_and_deleting_work_in_the_talk(plain: Pack) -> None:
    talk = thread(plain)
    talk.type("help")
    assert isinstance(talk.question, WithCoach)
    talk.type("pause")
    assert isinstance(talk.question, Paused)
    talk.type("resume")
    assert isinstance(talk.question, WithCoach)
    talk.type("ลบข้อมูล")  # read as words here, not as a command: they go to the coach
    assert isinstance(talk.question, WithCoach)
    talk.hear(prompt())
    talk.type("erase")
    assert isinstance(talk.question, ConfirmErase)


def test_a_question_of_the_coach_in_the_talk_returns_to_it(plain: Pack) -> None:
    talk = thread(plain)
    talk.hear(prompt())
    talk.type("ตอบ")
    assert isinstance(talk.question, WithCoach)


def test_opening_a_criterion_ends_the_talk_and_the_coach_is_told(plain: Pack) -> None:
    talk = thread(plain)
    talk.begin("DS501.02")
    assert tasks(talk) == (EndThread(),)


def test_a_picture_is_named_to_the_coach_and_a_sticker_is_not(plain: Pack) -> None:
    talk = thread(plain)
    talk.hear(Media("image", "a.jpg", "ดูรูปนี้"))
    (task,) = tasks(talk)
    assert isinstance(task, ToCoach)
    assert "a.jpg" in task.bubbles[0].text
    assert "ดูรูปนี้" in task.bubbles[0].text
    talk.hear(Sticker())
    assert not tasks(talk)


def test_a_message_to_the_coach_that_is_edited_goes_there_again(plain: Pack) -> None:
    talk = thread(plain)
    talk.type("ถามหน่อย")
    talk.hear(Edited("m4", "handoffs! ถามใหม่"))
    assert tasks(talk) == (ToCoach((Bubble("m4", "handoffs! ถามใหม่"),)),)
    assert not talk.state.claims


def test_leaving_the_team_ends_the_talk(plain: Pack) -> None:
    talk = thread(plain)
    talk.hear(Enrolled())
    assert talk.question == AskMain(C1)
    assert talk.state.team is None
