"""From a burst to a durable turn: decided once, kept with its replies in one commit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from msgspec.structs import replace

from bot.channel import Happened, Outgoing, Place
from bot.coach import Coach, keep, load
from bot.media import Trouble
from bot.prompts import receipts
from bot.service import absence, bursts, items, later, posting
from bot.service.blame import blame
from bot.service.bursts import Burst, Item, Lost
from bot.service.duties import Duties
from bot.service.places import note_place, place_for
from dialogs.outcome import Outcome
from dialogs.state import State, newcomer
from dialogs.step import step
from dialogs.values import (
    Due,
    Left,
    Media,
    Message,
    News,
    Prompted,
    Reply,
    Said,
    Tap,
    Text,
)
from storage.page import is_errand
from storage.port import Turn
from storage.turn import random_id

logger = logging.getLogger(__name__)

TOKEN_LIVES = timedelta(seconds=50)
"""LINE promises a minute from the event; the rest is for the way there."""

_SILENT = (Left, Due)
"""What is no word of the officer's."""

Forget = Callable[[str, tuple[str, ...] | None], None]
"""Removes the files an officer sent with these messages, or (None) all of them."""


def forget_nothing(officer: str, messages: tuple[str, ...] | None) -> None:
    """Where no files are kept there are none to remove."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Files bursts with ``coach``; ``forget_files`` removes what is erased beside the store.

    ``duties`` does what the officer's words ask of the team; without it they are only words.
    ``errands`` is called when a turn left some.
    """

    coach: Coach
    send_word: str
    forget_files: Forget = forget_nothing
    new_key: Callable[[], str] = random_id
    duties: Duties | None = None
    errands: Callable[[], None] = lambda: None

    async def file(self, officer: str, burst: Burst) -> bool:
        """Handle what is new in ``burst``; when this returns, the turn is durable.

        Returns whether the officer's words must not stay anywhere else.
        """
        back = [f"unsent:{id}" for id in items.unsent(burst)]
        store, events = self.coach.store, [*back, *burst.keys]
        async with store.turn(officer, events=events, at=burst.at) as turn:
            erase = self._filed(turn, burst)
        if any(is_errand(id) for id in turn.reminders):
            self.errands()
        return erase

    def _filed(self, turn: Turn, burst: Burst) -> bool:
        fresh = [item for item in burst.items if item.key in turn.fresh]
        if turn.duplicate or not fresh:
            return False
        what = bursts.said(
            fresh, self.send_word, lambda id: id in burst.gone or turn.knows(f"unsent:{id}")
        )
        place = fresh[-1].happened.place
        if isinstance(what, Left) and place != place_for(turn):
            return False  # they go on in their other app
        if not isinstance(what, _SILENT):
            note_place(turn, place)
        return self._lose(turn, fresh) if what is None else self._hear(turn, fresh, what)

    def message(self, officer: str, burst: Burst) -> Message | None:
        """What a burst says, as one message; None if it was taken back or says nothing."""
        what = bursts.said(burst.items, self.send_word, lambda id: id in burst.gone)
        if not isinstance(what, Text | Tap):
            return None
        return Message(items.name(burst.items[0], what), officer, burst.at, what)

    async def answer(self, officer: str, burst: Burst, replies: tuple[Reply, ...]) -> None:
        """Answer a burst that was no part of the conversation, once."""
        async with self.coach.store.turn(officer, events=burst.keys, at=burst.at) as turn:
            fresh = [item for item in burst.items if item.key in turn.fresh]
            if fresh:
                absence.note_back(turn)
                note_place(turn, fresh[-1].happened.place)
                _post(turn, self._outgoing(fresh, replies, patient=False))

    def _lose(self, turn: Turn, fresh: list[Item]) -> bool:
        """All of it was taken back before it was read."""
        self.forget_files(turn.officer, tuple(item.message for item in fresh if item.message))
        return True

    async def pass_on(self, message: Message, place: Place) -> bool:
        """Hear what an officer said elsewhere; the reply, in ``place``, can wait.

        Returns like ``file``.
        """
        happened = Happened(message.id, place, message.at, message.said, message.officer)
        item = Item(message.id, happened, message.at)
        store = self.coach.store
        async with store.turn(message.officer, event=item.key, at=message.at) as turn:
            return not turn.duplicate and self._hear(turn, [item], message.said, patient=True)

    def tell(
        self, turn: Turn, message: Message, *, receipt: str, free: bool, plainly: bool
    ) -> None:
        """Tell the officer something from outside their conversation, inside a turn of theirs.

        ``plainly``: as it is, leaving no trace in the conversation. See ``Teller`` for the others.
        """
        place = place_for(turn)
        if place is None or absence.is_gone(turn):
            receipts.mark(turn, receipt, "failed", "blocked")
            return
        if free and place.channel == "line" and isinstance(message.said, Prompted):
            later.put(turn, message, receipt)
            return
        replies, posed = self._told(turn, message, plainly)
        wanted = (*((receipt,) if receipt and replies else ()), *posed)
        out = Outgoing(place, replies, self.new_key(), patient=free, receipts=wanted)
        _post(turn, out)

    def _told(
        self, turn: Turn, message: Message, plainly: bool
    ) -> tuple[tuple[Reply, ...], tuple[str, ...]]:
        if plainly and isinstance(message.said, News):
            return (Reply(message.said.words),), ()
        before = load(turn) or newcomer()
        outcome = self._outcome(before, message)
        if outcome is None:
            return (), ()
        return self._keep(turn, before, message, outcome)

    def _hear(self, turn: Turn, fresh: list[Item], what: Said, *, patient: bool = False) -> bool:
        if isinstance(what, Due) and not _is_due(turn, what):
            return False
        if not isinstance(what, _SILENT):
            absence.note_back(turn)
        before = load(turn) or newcomer()
        if isinstance(what, Media) and before.consent is not None:
            if self._refused(turn, before, fresh):
                return False
            what = items.described(turn, fresh[0], what)
        message = Message(items.name(fresh[0], what), turn.officer, turn.at, what)
        outcome = self._outcome(before, message)
        if outcome is None:
            self._stumbled(turn, before, fresh)
            return False
        replies, posed = self._keep(turn, before, message, outcome)
        if not isinstance(what, _SILENT):
            replies, posed = self._and_later(turn, replies, posed)
        out = self._outgoing(fresh, replies, patient or items.is_patient(fresh[-1], what))
        if isinstance(what, Due):
            out = replace(out, place=place_for(turn) or out.place)
        _post(turn, replace(out, receipts=posed), blank=bool(outcome.erase))
        _settle(turn, what)
        if isinstance(what, Media) and outcome.state.consent is None:
            self.forget_files(turn.officer, (fresh[0].message,))
        return bool(
            outcome.erase or outcome.masked or outcome.forget or outcome.state.consent is None
        )

    def _and_later(
        self, turn: Turn, replies: tuple[Reply, ...], receipts: tuple[str, ...]
    ) -> tuple[tuple[Reply, ...], tuple[str, ...]]:
        """With what waited for the officer's words, said after the answer to them."""
        for each in later.take(turn):
            more, posed = self._told(turn, replace(each.message, at=turn.at), plainly=False)
            wanted = (each.receipt,) if more and each.receipt else ()
            replies, receipts = replies + more, (*receipts, *wanted, *posed)
        return replies, receipts

    def _outcome(self, before: State, message: Message) -> Outcome | None:
        """What the message leads to; None if the coach failed, which must not stop the officer."""
        try:
            return step(self.coach.pack, before, message)
        except Exception as error:
            logger.error("%s could not be answered: %s", message.id, blame(error))
            return None

    def _refused(self, turn: Turn, before: State, fresh: list[Item]) -> bool:
        """Tell the officer why a file is not kept, if it is not."""
        file, phrases = fresh[0].file, self.coach.pack.content.phrases
        match file:
            case Lost(taken_back=True):
                return True
            case Lost():
                why, words = "lost", phrases.say("service.lost_file", before.voice)
            case Trouble():
                why, words = file.why, file.words(phrases, before.voice)
            case _:
                return False
        turn.log("file_refused", {"why": why}, ref=fresh[0].message)
        _post(turn, self._outgoing(fresh, (Reply(words),), patient=False))
        return True

    def _stumbled(self, turn: Turn, before: State, fresh: list[Item]) -> None:
        turn.log("stumbled", {}, ref=fresh[0].key)
        sorry = self.coach.pack.content.phrases.say("service.stumbled", before.voice)
        _post(turn, self._outgoing(fresh, (Reply(sorry),), patient=True))

    def _keep(
        self, turn: Turn, before: State, message: Message, outcome: Outcome
    ) -> tuple[tuple[Reply, ...], tuple[str, ...]]:
        """Keep an outcome and do what it asks for; returns what to say, and receipts for it.

        Files first: if they go and the turn fails, the turn comes again; never the reverse.
        """
        if outcome.forget:
            self.forget_files(turn.officer, None)
        elif outcome.erase:
            self.forget_files(turn.officer, outcome.erase)
        keep(turn, before, message, outcome, self.coach.own)
        if self.duties is None:
            return outcome.replies, ()
        replies, posed = outcome.replies, self.duties.posed(outcome)
        for number, said in enumerate(self.duties.carry_out(turn, message, outcome)):
            result = Message(f"{message.id}:{number}", turn.officer, turn.at, said)
            now = load(turn) or newcomer()
            more, later = self._keep(turn, now, result, step(self.coach.pack, now, result))
            replies, posed = replies + more, posed + later
        return replies, posed

    def _outgoing(self, fresh: list[Item], replies: tuple[Reply, ...], patient: bool) -> Outgoing:
        newest = max((item.happened for item in fresh), key=lambda each: each.at)
        tokens = [item.happened for item in fresh if item.happened.reply_token]
        best: Happened | None = max(tokens, key=lambda each: each.at, default=None)
        return Outgoing(
            newest.place,
            replies,
            self.new_key(),
            reply_token=best.reply_token if best else None,
            token_until=best.at + TOKEN_LIVES if best else None,
            patient=patient,
        )


def _post(turn: Turn, out: Outgoing, *, blank: bool = False) -> None:
    if out.replies and not absence.is_gone(turn):
        posting.post(turn, out, blank=blank)


def _is_due(turn: Turn, due: Due) -> bool:
    at = turn.reminders.get(due.reminder)
    return at is not None and at <= turn.at


def _settle(turn: Turn, what: Said) -> None:
    """What the dialogue need not know: a reminder comes once, and who left is not written to."""
    if isinstance(what, Left):
        absence.note_left(turn)
    if isinstance(what, Due) and _is_due(turn, what):
        turn.forget(what.reminder)
