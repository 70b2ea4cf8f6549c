"""The shell around ``step``: lock, load, decide, keep in one commit; only then is anything said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from bot.quotes import located, own_words
from dialogs import stored
from dialogs.outcome import Outcome
from dialogs.pack import Pack
from dialogs.state import State, newcomer
from dialogs.step import step
from dialogs.values import Bubble, Message, Reply
from storage.audit import JsonObject
from storage.page import NOTHING
from storage.port import Store, Turn

BLANK = "“…”"
"""What stands in the trail for words in quotation marks."""

# an officer's words may hold quotation marks, so that only the last one in a line surely closes
_QUOTED = re.compile(r"“.*”")
_ACROSS_LINES = re.compile(r"“.*”|“.*$|^.*”", re.DOTALL)
_MARK = re.compile(r"[“”]")

ASIDE = "aside:"
"""How the ids of documents begin that are no claims."""

Start = Callable[[datetime], State]
"""The state an unknown officer begins with."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message led to. ``outcome`` is None for a message that was handled before."""

    replies: tuple[Reply, ...]
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Coach:
    """A coach that remembers: one conversation an officer, one durable turn a message.

    ``own`` is what the program says by itself, whoever it speaks with.
    """

    pack: Pack
    store: Store
    own: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own", own_words(self.pack.content))

    async def hear(self, message: Message, start: Start = lambda at: newcomer()) -> Heard:
        """Handle ``message`` once; when this returns, the turn is durable.

        A message that was handled before gets the replies it got then.
        """
        where = self.store.turn(message.officer, event=message.id, at=message.at)
        async with where as turn:
            if not turn.duplicate:
                before = load(turn) or start(message.at)
                outcome = step(self.pack, before, message)
                keep(turn, before, message, outcome, self.own)
                for reply in outcome.replies:
                    turn.answer(reply)
                return Heard(outcome.replies, outcome)
        bodies = await self.store.last_reply(message.officer, message.id)
        return Heard(tuple(msgspec.convert(b, Reply) for b in bodies), None)

    async def recall(self, officer: str, at: datetime) -> State:
        """What is known of an officer, a newcomer's state for somebody unknown."""
        async with self.store.turn(officer, at=at) as turn:
            return load(turn) or newcomer()


def load(turn: Turn) -> State | None:
    """The officer's state as the store has it; None at first contact."""
    core, docs = turn.page.state, turn.page.docs
    claims = (text for id, text in docs.items() if not id.startswith(ASIDE))
    return None if core == NOTHING else stored.read(core, claims)


def keep(turn: Turn, before: State, message: Message, outcome: Outcome, own: str = "") -> None:
    """Write an outcome into the turn: erasures first, so that nothing new is caught by them.

    The replies are written into the trail; to answer or push them is the caller's. ``own`` are the
    program's own words, which it may quote, too.
    """
    if outcome.forget:
        turn.wipe()
    if outcome.erase:
        turn.erase(outcome.erase)
    for entry in outcome.entries:
        if outcome.forget and entry.ref is not None:
            continue
        turn.log(entry.kind, entry.content, ref=nameless(turn, entry.ref))
    answered = nameless(turn, message.id)
    for reply in outcome.replies:
        turn.log("coach", _spoken(turn, reply.text, before, outcome, own), ref=answered)
    if not outcome.forget:
        _keep_state(turn, before, outcome)


def _spoken(turn: Turn, text: str, before: State, outcome: Outcome, own: str) -> JsonObject:
    """The coach's words for the trail; see ``bot.quotes`` for what stands beside them."""
    blanked = unquoted(text, before, outcome.state)
    if BLANK not in blanked or outcome.forget:
        return {"text": blanked}
    states = (outcome.state,) if outcome.erase else (outcome.state, before)
    claims = (claim for state in states for claim in state.claims)
    private = (words for state in states for words in _told(state))
    quotes = located(text, [*_said(turn, outcome)], claims, own, private)
    return {"text": blanked, "quotes": list(quotes)} if any(quotes) else {"text": blanked}


def _said(turn: Turn, outcome: Outcome) -> Iterator[Bubble]:
    """What the officer said in this turn, as the trail has it."""
    for entry in outcome.entries:
        if entry.kind == "officer" and entry.ref:
            yield Bubble(nameless(turn, entry.ref) or "", str(entry.content["text"]))


def nameless(turn: Turn, ref: str | None) -> str | None:
    """A reference for the trail, where it stays for good: one that names the officer is hidden."""
    return turn.page.fingerprint(ref) if ref and turn.officer in ref else ref


def unquoted(text: str, *states: State) -> str:
    """The coach's words without the officer's: what was quoted stands in the officer's own entry.

    So that taking a message back leaves no copy of it in the trail. Whatever stands in quotation
    marks is left out, the coach's own quotations too, and so is what the profiles say.
    """
    for told in sorted((t for s in states for t in _told(s)), key=len, reverse=True):
        text = text.replace(told, "…")
    text = _QUOTED.sub(BLANK, text)
    return _ACROSS_LINES.sub(BLANK, text) if _MARK.search(text.replace(BLANK, "")) else text


def _told(state: State) -> Iterator[str]:
    profile = state.profile
    for word in (profile.name, profile.agency, profile.service, profile.team):
        if word.strip():
            yield word


def _keep_state(turn: Turn, before: State, outcome: Outcome) -> None:
    turn.keep(msgspec.structs.replace(outcome.state, claims=()))
    old = {c.id: c for c in before.claims}
    for claim in outcome.state.claims:
        if old.get(claim.id) != claim:
            turn.put(claim.id, claim)
    for gone in old.keys() - {c.id for c in outcome.state.claims}:
        turn.remove(gone)
    for reminder in outcome.reminders:
        if reminder.at is None:
            turn.forget(reminder.id)
        else:
            turn.remind(reminder.id, reminder.at)
