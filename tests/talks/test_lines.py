"""Lines of a talk that come from people, and what is asked of the shell, as text."""

from __future__ import annotations

import pytest

from bot.talk_people import asked_of_shell, said_by_people
from dialogs.tasks import Answered, EndThread, Join, ShowEarly, Task, ToCoach
from dialogs.values import (
    Bubble,
    Decided,
    Enrolled,
    FromCoach,
    FromPeople,
    News,
    Prompted,
    Request,
    Returned,
    Settled,
)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("< prompt p1 - พี่ นิด: ไปถึงไหนแล้ว", Prompted("p1", "ไปถึงไหนแล้ว", "พี่ นิด")),
        ("< prompt p1 DS501.01 นิด: เล่า", Prompted("p1", "เล่า", "นิด", "DS501.01")),
        (
            "< return DS501.01 นิด: handoffs: ใคร; pain_baseline: กี่วัน",
            Returned(
                "DS501.01", "นิด", (Request("handoffs", "ใคร"), Request("pain_baseline", "กี่วัน"))
            ),
        ),
        ("< decide DS501.01 accepted นิด", Decided("DS501.01", "นิด", "accepted")),
        ("< coach ends นิด: ไปต่อได้", FromCoach("ไปต่อได้", "นิด", ends=True)),
        ("< news: เวลา 9:00 น.", News("เวลา 9:00 น.")),
        ("< enrol t1 นิด: คลินิก", Enrolled("t1", "คลินิก", "นิด")),
        ("< enrol", Enrolled()),
        ("< settle withdraw begun DS501.01", Settled("withdraw", "begun", "", "DS501.01")),
    ],
)
def test_a_line_says_what_people_said(line: str, said: FromPeople) -> None:
    assert said_by_people(line) == said


@pytest.mark.parametrize("line", ["<", "< shout", "< prompt", "< decide DS501.01 perhaps"])
def test_a_line_that_says_nothing_is_told_apart(line: str) -> None:
    assert said_by_people(line) is None


@pytest.mark.parametrize(
    ("task", "line"),
    [
        (Answered("p1", ("m1", "m2")), "* answered p1 m1 m2 told"),
        (ToCoach((Bubble("m1", "ความลับ"),)), "* to_coach m1"),
        (EndThread(), "* end_thread"),
        (Join("K7QF-M2XD"), "* join K7QF-M2XD"),
        (ShowEarly(allowed=False), "* show_early no"),
    ],
)
def test_a_task_is_printed_without_anybodys_words(task: Task, line: str) -> None:
    assert asked_of_shell(task) == line
