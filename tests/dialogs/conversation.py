"""A conversation in memory, for tests; the state goes through JSON between turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from dialogs import stored
from dialogs.outcome import Outcome
from dialogs.pack import Pack
from dialogs.questions import AtRest, Question
from dialogs.state import State, consented, newcomer
from dialogs.step import step
from dialogs.values import Begin, Bubble, Level, Message, Said, Tap, Text
from tests.fakes import NOON, NOTICE

C1 = "DS501.01"


@dataclass
class Conversation:
    """One officer talking with ``pack``; every state passes through its stored form."""

    pack: Pack
    state: State = field(default_factory=newcomer)
    at: datetime = NOON
    count: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    def hear(self, said: Said) -> Outcome:
        """Let something happen one minute later."""
        self.count += 1
        self.at += timedelta(minutes=1)
        before = _through_json(self.state)
        outcome = step(self.pack, before, Message(f"m{self.count}", "o", self.at, said))
        self.state = _through_json(outcome.state)
        assert self.state == outcome.state
        self.outcomes.append(outcome)
        return outcome

    def type(self, *bubbles: str) -> Outcome:
        """Type a burst."""
        id = f"m{self.count + 1}"
        return self.hear(Text(tuple(Bubble(id, text) for text in bubbles)))

    def tap(self, button: str) -> Outcome:
        """Tap a button by its id."""
        return self.hear(Tap(button))

    def begin(self, criterion: str = C1) -> Outcome:
        """Open a criterion."""
        return self.hear(Begin(criterion))

    def wait(self, **span: int) -> None:
        """Let time pass."""
        self.at += timedelta(**span)

    @property
    def question(self) -> Question:
        """The question on the table."""
        return self.state.question

    def rests(self) -> bool:
        """Whether nothing is open."""
        return isinstance(self.state.question, AtRest)

    @property
    def said(self) -> str:
        """Everything the coach said last."""
        return "\n".join(reply.text for reply in self.outcomes[-1].replies)

    def levels(self, criterion: str = C1) -> dict[str, Level]:
        """What is covered of a criterion."""
        from dialogs.state import coverage

        return coverage(self.state).get(criterion, {})


def agreed(pack: Pack) -> Conversation:
    """A conversation with somebody who has consented."""
    return Conversation(pack, consented(NOON, NOTICE))


def _through_json(state: State) -> State:
    core, claims = stored.encode(state)
    text = msgspec.json.encode((core, list(claims.values())))
    again, kept = msgspec.json.decode(text)
    return stored.decode(again, kept)
