"""Changing what was said: corrections keep the old words, unsent words go for good."""

from __future__ import annotations

from typing import Any

from rapidfuzz import fuzz

from dialogs import drafts, interview, quoting, taking_out, versions
from dialogs.asking import ask
from dialogs.hearing import logged
from dialogs.questions import (
    AskEvidence,
    AskNewWords,
    AskProbe,
    AskWhatToEdit,
    AskWhich,
    AtRest,
    ConfirmDraft,
    Interview,
    Question,
    under,
)
from dialogs.state import Claim, Quote, State, level_of
from dialogs.taking_out import messages_of as messages_of
from dialogs.turn import Turn
from dialogs.values import Level
from dialogs.wrong_words import Pair, is_telling, pairs, put_right, request_left_out, stands

ALIKE = 70  # rapidfuzz ratio from which a correction is a claim said anew


def is_correction(turn: Turn) -> bool:
    """Whether what was typed corrects something kept, though nobody asked to change anything.

    Only where it cannot be an answer: what was wrong stands in a kept claim and is told apart.
    """
    return any(
        pair.certain and is_telling(pair.old) and stands(pair.old, claim.quote.text)
        for pair in pairs(turn.text)
        for claim in turn.state.claims
    )


def correct(turn: Turn) -> Turn:
    """The officer wants to change something: do it where they said what, else ask which."""
    back = under(turn.state.question)
    if not turn.state.claims:
        return ask(turn.lead("edit.nothing"), back or AtRest())
    corrected = put_right_in(turn, back)
    if corrected is not None:
        return corrected
    return ask(turn, AskWhatToEdit(_criterion(turn, back), back))


def picked(turn: Turn, question: AskWhatToEdit, id: str) -> Turn:
    """The claim to change was chosen."""
    if all(c.id != id for c in turn.state.claims):
        return returned(turn, question.back)
    return ask(turn, AskNewWords(id, question.back))


def picked_by_words(turn: Turn, question: AskWhatToEdit) -> Turn:
    """The officer typed instead of choosing: a correction, or else an answer to what was open."""
    corrected = put_right_in(turn, question.back)
    if corrected is not None:
        return corrected
    intent = turn.reading.intent if turn.reading else "answer"
    if intent == "answer":
        return interview.answered(turn.now(question=question.back or AtRest()))
    return ask(turn, question) if intent == "edit" else returned(turn, question.back)


def reworded(turn: Turn, question: AskNewWords) -> Turn:
    """New words for a claim: a new version, the old one kept."""
    claim = next((c for c in turn.state.claims if c.id == question.claim), None)
    if claim is None:
        return returned(turn, question.back)
    for pair in pairs(turn.text):
        if stands(pair.old, claim.quote.text):
            return _amended(turn, {claim.id: _put_right(turn, claim, pair)}, question.back)
    return _amended(turn, {claim.id: _own_words(turn)}, question.back)


def dropped(turn: Turn, id: str, back: Interview | None) -> Turn:
    """The officer takes one claim out of the evidence."""
    before = turn.state
    claims = tuple(c for c in before.claims if c.id != id)
    turn = turn.now(claims=claims).keep("claim_withdrawn", id=id)
    return returned(turn.lead("edit.dropped"), back, before)


def unsent(turn: Turn, message: str) -> Turn:
    """A message was taken back: its words leave everything; a tombstone stays."""
    state = turn.state
    turn = taking_out.without(turn, (message,)).keep("unsent", message=message)
    return returned(turn.lead("unsent"), turn.state.question, state)


def returned(turn: Turn, question: Question | None, before: State | None = None) -> Turn:
    """Back to ``question``; where what it is about is gone or settled now, on with the interview.

    ``before`` is the state before the change, if there was one.
    """
    open_ = question or AtRest()
    if isinstance(open_, AskNewWords | AskWhatToEdit) and not _editable(turn.state, open_):
        open_ = open_.back or AtRest()
    criterion = turn.pack.criterion(getattr(open_, "criterion", ""))
    if criterion is None or isinstance(open_, AskWhatToEdit):
        return ask(turn, open_)
    if _holds(turn, open_, before or turn.state):
        return ask(turn, open_)
    return interview.go_on(turn.now(question=open_), criterion)


def put_right_in(turn: Turn, back: Question | None) -> Turn | None:
    """Every claim that holds the words said to be wrong put right, or one that was said anew.

    Then back to ``back``; None where the words correct nothing that is kept.
    """
    for pair in pairs(turn.text):
        wrong = _holding(turn, pair.old, back)
        if wrong:
            return _amended(turn, {c.id: _put_right(turn, c, pair) for c in wrong}, back)
    claim = _alike(turn, back)
    return _amended(turn, {claim.id: _own_words(turn)}, back) if claim else None


def _holding(turn: Turn, old: str, back: Question | None) -> list[Claim]:
    """Claims of one criterion in which ``old`` stands: the open one, else that told last."""
    found = [c for c in turn.state.claims if stands(old, c.quote.text)]
    here = [c for c in found if c.criterion == getattr(back, "criterion", None)]
    return here or [c for c in found if c.criterion == found[-1].criterion]


def _alike(turn: Turn, back: Question | None) -> Claim | None:
    said = quoting.tidy(_own_words(turn).text)
    near = getattr(back, "criterion", None)
    rated = [
        (fuzz.ratio(said, quoting.tidy(c.quote.text)), c.criterion == near, n)
        for n, c in enumerate(turn.state.claims)
    ]
    best = max(rated, default=None)
    return turn.state.claims[best[2]] if best and best[0] >= ALIKE else None


def _amended(turn: Turn, quotes: dict[str, Quote], back: Question | None) -> Turn:
    before = turn.state
    claims = {c.id: c for c in before.claims}
    for id, quote in quotes.items():
        claims[id] = versions.reworded(turn, claims[id], quote)
        turn = _logged(turn, claims[id])
    old = next(c.quote.text for c in reversed(before.claims) if c.id in quotes)
    turn = turn.now(claims=tuple(claims.values()))
    return returned(turn.lead("edit.done", old=drafts.shortened(old, 50)), back, before)


def _logged(turn: Turn, claim: Claim) -> Turn:
    content: dict[str, Any] = {"id": claim.id, "level": claim.level.word, **logged(claim.quote)}
    return turn.keep("claim_corrected", claim.quote.messages[0], **content)


def _put_right(turn: Turn, claim: Claim, pair: Pair) -> Quote:
    ids = dict.fromkeys((*claim.quote.messages, *(b.id for b in turn.bubbles)))
    return Quote(put_right(claim.quote.text, pair), tuple(ids), turn.at)


def _own_words(turn: Turn) -> Quote:
    """What the officer says is right, in their words alone."""
    ids = tuple(b.id for b in turn.bubbles)
    certain = (pair.new for pair in pairs(turn.text) if pair.certain)
    text = next(certain, "") or request_left_out(turn.text) or turn.text
    return Quote(text, ids, turn.at)


def _criterion(turn: Turn, back: Question | None) -> str:
    """The criterion whose claims are offered to choose from: the open one, if it has any."""
    here = getattr(back, "criterion", None)
    told = [c.criterion for c in turn.state.claims]
    return str(here) if here in told else told[-1]


def _editable(state: State, question: AskNewWords | AskWhatToEdit) -> bool:
    if isinstance(question, AskNewWords):
        return any(c.id == question.claim for c in state.claims)
    return any(c.criterion == question.criterion for c in state.claims)


def _holds(turn: Turn, question: Question, before: State) -> bool:
    """Whether a question about what is kept can still be asked."""
    criterion = turn.pack.criterion(getattr(question, "criterion", ""))
    match question:
        case ConfirmDraft():
            return criterion is not None and drafts.musts_covered(turn.state, criterion)
        case AskWhich(_, old, new):
            return {old, new} <= {c.id for c in turn.state.claims}
        case AskEvidence(id, facet):
            return level_of(turn.state, id, facet) >= Level.COVERED
        case AskProbe(id, facet):
            newly = level_of(before, id, facet) < level_of(turn.state, id, facet)
            return not (newly and level_of(turn.state, id, facet) >= Level.COVERED)
        case _:
            return True
