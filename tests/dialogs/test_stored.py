"""What earlier versions wrote stays readable; the examples are only ever added to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogs import stored
from dialogs.pack import Pack
from dialogs.questions import AnswerPrompt, AnswerRequest, AskMain, Paused, WithCoach, layers
from dialogs.state import State, Team
from dialogs.values import Joined
from tests.dialogs.conversation import Conversation

EXAMPLES = {path.stem: path for path in sorted((Path(__file__).parent / "stored").glob("*.json"))}


def read(name: str) -> State:
    kept: dict[str, Any] = json.loads(EXAMPLES[name].read_text("utf-8"))
    return stored.decode(kept["core"], kept["claims"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_ever_written_is_read_and_loses_nothing(name: str) -> None:
    state = read(name)
    core, claims = stored.encode(state)
    assert stored.decode(core, claims.values()) == state
    assert state.claims
    assert state.promises
    assert state.attachments
    assert state.profile.name


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_can_be_talked_with(plain: Pack, name: str) -> None:
    talk = Conversation(plain, read(name))
    for said in ("help", "handoffs!", "พอแล้ว", "resume"):
        assert talk.type(said).replies


def test_an_officer_of_before_teams_is_in_none() -> None:
    state = read("01_interview")
    assert state.team is None
    assert not state.waiting
    assert not state.submitted
    assert [type(q) for q in layers(state.question)] == [Paused, AskMain]


def test_what_waits_under_a_coachs_question_is_read_back() -> None:
    state = read("02_team")
    assert state.team == Team("t1", "ทีมบ้านดอน", "สมศรี")
    assert [type(q) for q in layers(state.question)] == [
        AnswerPrompt,
        WithCoach,
        AnswerRequest,
        AskMain,
    ]
    assert [w.said.coach for w in state.waiting] == ["สมศรี"]


def test_a_start_link_of_before_teams_carries_nothing() -> None:
    assert Joined() == Joined("")
