"""Putting questions about the officer's own data into words."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs import buttons as b
from dialogs import coaches, drafts, quoting
from dialogs.dates_words import MONTHS_SHORT
from dialogs.questions import (
    ConfirmEraseOne,
    ConfirmWithdraw,
    MyData,
    PickErase,
    PrivacyQuestion,
    RenewConsent,
)
from dialogs.state import Attachment, Claim, Looked, State
from dialogs.taking_out import messages_of as messages_in
from dialogs.turn import Turn
from dialogs.values import Button

AT_ONCE = 10  # choices shown; LINE shows 13 quick replies
MOST_LOOKED = 5  # of those who looked, the latest are named
LONGEST_QUOTE, LONGEST_NAME, LONGEST_LABEL = 120, 60, 20


def ask(turn: Turn, question: PrivacyQuestion) -> Turn | None:
    """Put ``question`` on the table and say it; None where what it is about is gone."""
    match question:
        case MyData():
            return turn.put(question, "\n".join(_summary(turn)), _ways(turn))
        case PickErase():
            return _ask_which(turn, question)
        case ConfirmEraseOne():
            return _ask_one(turn, question)
        case ConfirmWithdraw():
            choices = b.buttons(turn, b.MY_WITHDRAW, b.KEEP_IT)
            return turn.put(question, turn.phrase("withdraw_consent.confirm"), choices)
        case RenewConsent():
            choices = b.buttons(turn, b.AGREE, b.DECLINE)
            return turn.put(question, turn.phrase("consent.ask"), choices)


def messages_of(state: State, question: ConfirmEraseOne) -> tuple[str, ...]:
    """The messages that go: all a claim was ever made of, or the one a file came in."""
    if question.file:
        known = any(a.message == question.file for a in state.attachments)
        return (question.file,) if known else ()
    found = claim(state, question.claim)
    if found is None:
        return ()
    quotes = (found.quote, *(version.quote for version in found.history))
    return tuple(dict.fromkeys(message for quote in quotes for message in quote.messages))


def claim(state: State, id: str) -> Claim | None:
    """The claim of that id, if there is one."""
    return next((c for c in state.claims if c.id == id), None)


def files(state: State) -> list[tuple[int, Attachment]]:
    """The files with their numbers, which go into buttons: a message's id may be long."""
    return list(enumerate(state.attachments))


def choices(turn: Turn) -> list[Button]:
    """Everything that can be erased by itself, files first, the newest first."""
    state = turn.state
    named = [
        Button(f"{b.FILE}:{n}", _label(turn.phrase("erase_one.file", name=a.name)))
        for n, a in reversed(files(state))
    ]
    quoted = [
        Button(f"{b.CLAIM}:{c.id}", _label(quoting.tidy(c.quote.text)))
        for c in reversed(state.claims)
    ]
    return [*named, *quoted]


def _label(text: str) -> str:
    return quoting.hard_clip(text, LONGEST_LABEL)


def _ask_which(turn: Turn, question: PickErase) -> Turn | None:
    every = choices(turn)
    here = every[question.shown : question.shown + AT_ONCE]
    if not here:
        return None
    ways = (b.MY_MORE, b.KEEP_IT) if len(every) > len(here) else (b.KEEP_IT,)
    return turn.put(question, turn.phrase("erase_one.which"), (*here, *b.buttons(turn, *ways)))


def _ask_one(turn: Turn, question: ConfirmEraseOne) -> Turn | None:
    """Say what goes, how much with it, and ask."""
    messages = messages_of(turn.state, question)
    if not messages:
        return None
    also = _others(turn.state, question, messages)
    if also:
        turn = turn.lead("erase_one.also", count=str(also))
    ways = b.buttons(turn, b.ERASE_IT, b.KEEP_IT)
    return turn.put(question, _confirm(turn, question), ways)


def _others(state: State, question: ConfirmEraseOne, messages: tuple[str, ...]) -> int:
    """How many other answers were made of the same messages."""
    gone = set(messages)
    return sum(c.id != question.claim and bool(gone & set(c.quote.messages)) for c in state.claims)


def _confirm(turn: Turn, question: ConfirmEraseOne) -> str:
    if question.file:
        name = next(a.name for a in turn.state.attachments if a.message == question.file)
        return turn.phrase("erase_one.confirm_file", name=quoting.hard_clip(name, LONGEST_NAME))
    found = claim(turn.state, question.claim)
    quote = drafts.shortened(found.quote.text, LONGEST_QUOTE) if found else ""
    return turn.phrase("erase_one.confirm", quote=quote)


def _ways(turn: Turn) -> tuple[Button, ...]:
    some = bool(turn.state.claims or turn.state.attachments)
    one = (b.MY_ERASE,) if some else ()
    return b.buttons(turn, b.MY_COPY, *one, b.MY_ALL, b.MY_WITHDRAW, b.GO_ON)


def _summary(turn: Turn) -> Iterator[str]:
    state = turn.state
    yield turn.phrase(
        "mine.kept",
        claims=str(len(state.claims)),
        messages=str(len(messages_kept(state))),
        files=str(len(state.attachments)),
        plans=str(len(state.plans) + len(state.promises)),
    )
    if state.consent is not None:
        date, notice = _date(state.consent.at.day, state.consent.at.month), state.consent.notice
        yield turn.phrase("mine.consent", date=date, notice=notice)
    if state.team is not None:
        yield turn.phrase("mine.seen_by", team=state.team.name, coach=coaches.own(turn))
    else:
        yield turn.phrase("mine.seen_by_you")
    yield _looked(turn)


def messages_kept(state: State) -> frozenset[str]:
    """The messages anything kept was made of."""
    found = {a.message for a in state.attachments}
    for plan in state.plans:
        found.update(plan.quote.messages)
    for each in state.claims:
        found.update(each.quote.messages)
        found.update(m for version in each.history for m in version.quote.messages)
    for told_in in state.profile.told_in.values():
        found.update(messages_in(told_in))
    return frozenset(found)


def _looked(turn: Turn) -> str:
    latest = turn.state.looked[-MOST_LOOKED:]
    if not latest:
        return turn.phrase("mine.looked_none")
    return turn.phrase("mine.looked", people=" · ".join(_one(turn, x) for x in reversed(latest)))


def _one(turn: Turn, looked: Looked) -> str:
    role = turn.phrase(f"looked.role_{looked.role}")
    what = turn.phrase(f"looked.what_{looked.what}")
    date = _date(looked.at.day, looked.at.month)
    return turn.phrase("mine.looked_one", role=role, name=looked.name, what=what, date=date)


def _date(day: int, month: int) -> str:
    return f"{day} {MONTHS_SHORT[month - 1]}"
