"""Officers in a team, and what they have told, for tests."""

from __future__ import annotations

from dialogs.pack import Pack
from dialogs.questions import Question
from dialogs.tasks import Task
from dialogs.values import Enrolled, Prompted, Request, Returned
from tests.dialogs.conversation import C1, Conversation, agreed

ALL = "service_and_user! current_steps! handoffs! pain_baseline! systems_channels! review_method!"
ENROLLED = Enrolled("t1", "คลินิก", "สมศรี")


def member(pack: Pack) -> Conversation:
    """A consented officer in a team, with nothing open."""
    talk = agreed(pack)
    talk.hear(ENROLLED)
    return talk


def drafted(pack: Pack) -> Conversation:
    """A member who is shown a draft and asked whether it is right."""
    talk = member(pack)
    talk.begin()
    talk.type(ALL)
    talk.tap("no_file")
    return talk


def handed_over(pack: Pack) -> Conversation:
    """A member whose draft is with the coach."""
    talk = drafted(pack)
    talk.tap("use")
    talk.tap(f"submit:{C1}")
    return talk


def prompt(id: str = "p1", words: str = "เล่าหน่อย", criterion: str | None = None) -> Prompted:
    """A question of the human coach."""
    return Prompted(id, words, "สมศรี", criterion)


def came_back(*facets: str) -> Returned:
    """The draft returned with a request for each facet."""
    return Returned(C1, "สมศรี", tuple(Request(facet, f"ขอ {facet}") for facet in facets))


def tasks(talk: Conversation) -> tuple[Task, ...]:
    """What the last message asked of the shell."""
    return talk.outcomes[-1].tasks


def opens(talk: Conversation, kind: type[Question]) -> bool:
    """Whether a question of that kind is on the table."""
    return isinstance(talk.question, kind)
