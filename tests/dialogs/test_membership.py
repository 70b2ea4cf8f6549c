from __future__ import annotations

from typing import get_args

import pytest

from dialogs.pack import Pack
from dialogs.questions import AskMain, AskTeam, AtRest, ConfirmJoin, ConfirmLeave, PickCriterion
from dialogs.state import Team
from dialogs.tasks import Join, Leave, LinkApp, ShowEarly, Task, Weekly
from dialogs.team_words import command_in
from dialogs.values import Enrolled, Joined, Matter, News, Result, Settled
from tests.dialogs.conversation import C1, Conversation, agreed
from tests.dialogs.teams import ENROLLED, member, opens, tasks

CODE = "K7QF-M2XD"


@pytest.mark.parametrize("typed", [f"เข้าทีม {CODE}", CODE, CODE.lower(), f"ขอเข้าทีมรหัส {CODE} ค่ะ"])
def test_a_code_is_tried_out_whenever_it_is_typed(plain: Pack, typed: str) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type(typed)
    assert tasks(talk) == (Join(CODE),)
    assert talk.question == AskMain(C1)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("เข้าทีม k7qf m2xd", "join"),
        ("รหัสทีม K7QF-M2XD ค่ะ", "join"),
        ("อยากออกจากทีม", "leave"),
        ("ส่งร่างนี้ให้โค้ชเลยครับ", "submit"),
        ("ขอร่างคืนค่ะ", "withdraw"),
        ("ไม่ให้โค้ชเห็นร่างแล้ว", "early_off"),
        ("ให้โค้ชเห็นร่างได้เลย", "early_on"),
        ("เชื่อมกับไลน์", "link"),
        ("ไม่เอาสรุปแล้วค่ะ", "weekly_off"),
        ("ขอปรึกษาโค้ชได้ไหมคะ", "human"),
        ("โค้ชถามอะไรมาคะ", "prompts"),
        ("ให้โค้ชพูดค่ะ", "kha"),
    ],
)
def test_wishes_are_known_in_many_words(typed: str, name: str) -> None:
    found = command_in(typed)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    "typed", ["ใช้ครับ", "ส่งให้โค้ชดูแล้วเมื่อวาน", "ทีมเข้าใจตรงกัน", "พูดกับพี่เล็กครับ", "สรุปผลทุกสัปดาห์"]
)
def test_an_answer_is_no_wish_about_the_team(typed: str) -> None:
    assert command_in(typed) is None


@pytest.mark.parametrize("typed", ["2569-0001", "ISO9001", "K7QF-M2XD หาย", "covid-19 ระบาด"])
def test_what_only_looks_like_a_code_is_an_answer(plain: Pack, typed: str) -> None:
    assert command_in(typed) is None


def test_in_a_team_a_code_is_used_only_after_asking(plain: Pack) -> None:
    talk = member(plain)
    talk.type(CODE)
    assert opens(talk, ConfirmJoin)
    assert not tasks(talk)
    talk.type("no")
    assert not tasks(talk)
    assert talk.question == AtRest()
    talk.type(CODE)
    talk.type("yes")
    assert tasks(talk) == (Join(CODE),)


def test_a_start_links_code_is_used_after_consent_and_not_asked_for_again(plain: Pack) -> None:
    talk = Conversation(plain)
    talk.hear(Joined(CODE))
    assert not tasks(talk)
    talk.tap("agree")
    assert tasks(talk) == (Join(CODE),)
    for _ in range(3):
        talk.tap("skip")
    assert isinstance(talk.question, PickCriterion)


def test_a_code_before_consent_is_all_that_is_kept_of_the_message(plain: Pack) -> None:
    talk = Conversation(plain)
    talk.type(f"เข้าทีม {CODE}")
    assert talk.state.invited == CODE
    assert [e.kind for e in talk.outcomes[-1].entries] == ["consent_asked"]


def test_a_code_that_did_not_work_is_asked_for_again(plain: Pack) -> None:
    talk = Conversation(plain)
    talk.hear(Joined(CODE))
    talk.tap("agree")
    talk.hear(Settled("join", "unknown"))
    assert "ไม่พบรหัสนี้" in talk.said
    for _ in range(3):
        talk.tap("skip")
    assert isinstance(talk.question, AskTeam)
    talk.type(CODE)
    assert tasks(talk) == (Join(CODE),)
    assert talk.state.profile.team == CODE


def test_a_start_link_opened_later_joins_too(plain: Pack) -> None:
    talk = agreed(plain)
    talk.hear(Joined(CODE))
    assert tasks(talk) == (Join(CODE),)
    talk.hear(Joined("จำไม่ได้"))
    assert not tasks(talk)


def test_being_enrolled_is_said_with_the_coachs_name(plain: Pack) -> None:
    talk = agreed(plain)
    talk.hear(ENROLLED)
    assert talk.state.team == Team("t1", "คลินิก", "สมศรี")
    assert "คลินิก" in talk.said
    assert "โค้ชสมศรี" in talk.said


def test_leaving_is_asked_once_and_then_done(plain: Pack) -> None:
    talk = member(plain)
    talk.type("ออกจากทีม")
    assert isinstance(talk.question, ConfirmLeave)
    talk.tap("leave")
    assert tasks(talk) == (Leave(),)
    talk.hear(Enrolled())
    assert talk.state.team is None


@pytest.mark.parametrize(
    ("typed", "task"),
    [
        ("ให้โค้ชเห็นร่างก่อนส่ง", ShowEarly(True)),
        ("ไม่ให้โค้ชเห็นร่างก่อนส่ง", ShowEarly(False)),
        ("ไม่ให้โค้ชเห็น", ShowEarly(False)),
        ("สรุปรายสัปดาห์", Weekly(True)),
        ("ไม่รับสรุปแล้วค่ะ".replace("แล้ว", ""), Weekly(False)),
        ("เชื่อมแอป", LinkApp()),
        ("เชื่อมแอป 7hqx-pm3k", LinkApp("7HQX-PM3K")),
    ],
)
def test_wishes_about_the_team_reach_the_shell(plain: Pack, typed: str, task: Task) -> None:
    talk = member(plain)
    talk.type(typed)
    assert tasks(talk) == (task,)


@pytest.mark.parametrize("typed", ["ออกจากทีม", "สรุปรายสัปดาห์", "ให้โค้ชเห็นร่างก่อนส่ง"])
def test_without_a_team_there_is_nothing_to_ask_of_it(plain: Pack, typed: str) -> None:
    talk = agreed(plain)
    talk.type(typed)
    assert not tasks(talk)
    assert "เข้าทีม" in talk.said


@pytest.mark.parametrize("matter", get_args(Matter))
@pytest.mark.parametrize("result", get_args(Result))
def test_whatever_becomes_of_a_wish_is_said_and_the_open_question_stays(
    plain: Pack, matter: Matter, result: Result
) -> None:
    talk = member(plain)
    talk.begin()
    talk.hear(Settled(matter, result, "X1", C1))
    assert talk.said
    assert talk.question == AskMain(C1)


def test_news_are_told_and_the_open_question_comes_back(plain: Pack) -> None:
    talk = member(plain)
    talk.begin()
    talk.hear(News("สัปดาห์นี้คืบหน้า 2 ข้อ"))
    assert "คืบหน้า 2 ข้อ" in talk.said
    assert talk.question == AskMain(C1)


def test_the_officer_chooses_how_the_coach_speaks(plain: Pack) -> None:
    talk = agreed(plain)
    talk.type("พูดค่ะ")
    assert "ค่ะ" in talk.said
    talk.type("พูดครับ")
    assert "ครับ" in talk.said


def test_newcomers_hear_the_personas_own_voice(plain: Pack) -> None:
    talk = Conversation(plain)
    talk.hear(Joined())
    assert talk.state.voice == plain.content.persona.default_voice


def test_joining_leaves_the_open_question_said_once_with_its_choices(plain: Pack) -> None:
    talk = agreed(plain)
    talk.begin()
    talk.type(CODE)
    choices = talk.outcomes[-1].replies[-1].buttons
    talk.hear(ENROLLED)
    (told,) = talk.outcomes[-1].replies
    assert told.text.startswith("เข้าทีม")
    assert told.text.count("\n") == 0
    assert told.buttons == choices != ()
    assert talk.question == AskMain(C1)


def test_a_role_taken_says_how_to_reach_the_coachs_menu(plain: Pack) -> None:
    talk = agreed(plain)
    talk.hear(Settled("join", "role"))
    assert "“เมนูโค้ช”" in talk.said
    assert all(line == line.rstrip() for line in talk.said.splitlines())
