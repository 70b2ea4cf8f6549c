"""One turn in the making: a frozen value that handlers pass on, each adding what it decided.

``lead`` collects the short things said before the question; ``put`` puts the question on the table
and speaks both in one bubble where they fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dialogs.outcome import Entry, Outcome, Reminder
from dialogs.pack import Pack
from dialogs.questions import Question
from dialogs.reading.port import Reading
from dialogs.state import State
from dialogs.tasks import Task
from dialogs.values import Bubble, Button, Card, Level, Message, Reply

LONGEST_BUBBLE = 300  # characters; longer questions are not read on a phone


class Turn(Struct, frozen=True):
    """The message being answered, the state so far, and what will be said and kept."""

    pack: Pack
    state: State
    message: Message
    bubbles: tuple[Bubble, ...] = ()
    reading: Reading | None = None
    leads: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    entries: tuple[Entry, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    erase: tuple[str, ...] = ()
    forget: bool = False
    heard: tuple[tuple[str, str, Level], ...] = ()
    tasks: tuple[Task, ...] = ()
    closed: tuple[Question, ...] = ()
    masked: bool = False

    @property
    def at(self) -> datetime:
        """The time of the message: the only clock there is."""
        return self.message.at

    @property
    def text(self) -> str:
        """What was typed, masked; the bubbles of a burst are lines."""
        return "\n".join(b.text for b in self.bubbles)

    def phrase(self, key: str, **fields: str) -> str:
        """A phrase of the coach in the officer's chosen voice; variants take turns."""
        said = self.pack.content.phrases
        return said.say(key, self.state.voice, turn=self.state.turns, **fields)

    def now(self, **changes: Any) -> Turn:
        """The turn with fields of its state replaced."""
        return replace(self, state=replace(self.state, **changes))

    def lead(self, key: str, **fields: str) -> Turn:
        """Say a phrase before whatever is asked next."""
        return self.add(self.phrase(key, **fields))

    def add(self, text: str) -> Turn:
        """Say ``text`` before whatever is asked next."""
        return replace(self, leads=(*self.leads, text))

    def bubble(self, text: str, buttons: Iterable[Button] = (), card: Card | None = None) -> Turn:
        """Say ``text`` as a bubble of its own, after anything led with."""
        flushed = self._flush()
        return replace(flushed, replies=(*flushed.replies, Reply(text, tuple(buttons), card)))

    def bubbled(self) -> Turn:
        """What was led with as a bubble of its own."""
        return self._flush()

    def say(self, key: str, buttons: Iterable[Button] = (), **fields: str) -> Turn:
        """Say a phrase as a bubble of its own."""
        return self.bubble(self.phrase(key, **fields), buttons)

    def put(
        self,
        question: Question,
        text: str,
        buttons: Iterable[Button] = (),
        card: Card | None = None,
    ) -> Turn:
        """Put ``question`` on the table as ``text``; what led to it shares the bubble if short."""
        joined = "\n".join((*self.leads, text))
        if len(joined) > LONGEST_BUBBLE:
            return self.bubble(text, buttons, card).now(question=question)
        return replace(self, leads=()).bubble(joined, buttons, card).now(question=question)

    def keep(self, kind: str, ref: str | None = None, /, **content: Any) -> Turn:
        """Write a line into the audit chain."""
        return replace(self, entries=(*self.entries, Entry(kind, content, ref)))

    def remind(self, id: str, at: datetime | None) -> Turn:
        """Set, or with None cancel, a reminder."""
        return replace(self, reminders=(*self.reminders, Reminder(id, at)))

    def remembering_choices(self) -> Turn:
        """The turn with the choices now on offer kept, so that they can be typed as well."""
        done = self._flush()
        return done.now(offered=done.replies[-1].buttons) if done.replies else done

    def ask_shell(self, task: Task) -> Turn:
        """Have ``task`` carried out beside the conversation, in the same commit."""
        return replace(self, tasks=(*self.tasks, task))

    def close(self, question: Question) -> Turn:
        """``question`` of a human coach is settled, and does not come back."""
        return replace(self, closed=(*self.closed, question))

    def outcome(self) -> Outcome:
        """The finished turn."""
        done = self._flush()
        heard: dict[str, dict[str, Level]] = {}
        for criterion, facet, level in done.heard:
            heard.setdefault(criterion, {})[facet] = level
        return Outcome(
            done.state,
            done.replies,
            done.entries,
            done.reminders,
            done.erase,
            done.forget,
            done.reading,
            heard,
            done.tasks,
            done.masked,
        )

    def _flush(self) -> Turn:
        if not self.leads:
            return self
        said = Reply("\n".join(self.leads))
        return replace(self, leads=(), replies=(*self.replies, said))
