"""A draft came back: each thing the human coach asks for becomes a question, one at a time."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from dialogs import asides, coaches, corrections, drafts, put_off
from dialogs.asking import ask
from dialogs.hearing import hear, logged, quoted
from dialogs.prompted import LATER
from dialogs.questions import AnswerRequest, AtRest, ConfirmDraft
from dialogs.reading.grammar import ERASES
from dialogs.reading.port import Finding, Intent, Reading
from dialogs.returning import back_to
from dialogs.state import Plan, level_of
from dialogs.turn import Turn
from dialogs.values import Level, Returned


def returned(turn: Turn, said: Returned) -> Turn:
    """Say which draft came back and ask for the first thing; on the way in it waits."""
    submitted = {c: d for c, d in turn.state.submitted.items() if c != said.criterion}
    turn = turn.now(submitted=submitted)
    if put_off.is_on_the_way_in(turn.state):
        return put_off.wait(turn, said)
    back = put_off.interrupted(turn.state.question)
    question = AnswerRequest(said.criterion, said.coach, said.requests, back)
    turn = turn.keep("draft_returned", criterion=said.criterion, coach=said.coach)
    turn = _announced(turn, question)
    return ask(turn, question) if said.requests else _finished(turn, question)


def listen(turn: Turn, question: AnswerRequest, intent: Intent) -> Turn:
    """Answer what was typed to a request."""
    if intent in ("answer", "yes", "done") or (intent == "erase" and not ERASES.search(turn.text)):
        return told(turn, question, intent)
    if intent in ("skip", "dont_know", "no"):
        return following(turn.lead("dont_know" if intent == "dont_know" else "skip"), question)
    if intent == "not_done":
        return following(_planned(turn, question), question)
    if intent in LATER:
        return later(turn, question)
    if intent == "complaint":
        return asides.again(turn.lead("complaint"))
    return asides.ASIDES[intent](turn)


def told(turn: Turn, question: AnswerRequest, intent: Intent) -> Turn:
    """Hear the answer for the facet that was asked for, whatever else it says."""
    reading = turn.reading or Reading("answer")
    if intent == "answer" and question.requests:
        reading = _for_the_facet(turn, question, reading)
    return following(hear(replace(turn, reading=reading)).lead("request.kept"), question)


def corrected(turn: Turn, question: AnswerRequest) -> Turn | None:
    """The answer put right what was kept: that answers the request."""
    rest = msgspec.structs.replace(question, requests=question.requests[1:])
    if rest.requests:
        return corrections.put_right_in(turn, rest)
    return corrections.put_right_in(
        turn.close(question), ConfirmDraft(question.criterion, question.back)
    )


def following(turn: Turn, question: AnswerRequest) -> Turn:
    """The next request, or the draft as it stands now."""
    if len(question.requests) > 1:
        rest = msgspec.structs.replace(question, requests=question.requests[1:])
        return ask(turn, rest)
    return _finished(turn, question)


def later(turn: Turn, question: AnswerRequest) -> Turn:
    """The officer answers another time."""
    return back_to(put_off.later(turn, question).lead("prompt.later"), question.back)


def _finished(turn: Turn, question: AnswerRequest) -> Turn:
    turn = turn.close(question)
    criterion = turn.pack.criterion(question.criterion)
    if criterion is None or not drafts.musts_covered(turn.state, criterion):
        return back_to(turn, question.back)
    resting = turn.now(question=question.back or AtRest())
    return ask(resting.lead("returned.done"), ConfirmDraft(criterion.id, question.back))


def _announced(turn: Turn, question: AnswerRequest) -> Turn:
    coach = coaches.called(turn, question.coach)
    criterion = turn.pack.criterion(question.criterion)
    if criterion is None or not question.requests:
        return turn.lead("returned.plain", coach=coach)
    count = str(len(question.requests))
    return turn.lead("returned", title=criterion.short_title, coach=coach, count=count)


def _for_the_facet(turn: Turn, question: AnswerRequest, reading: Reading) -> Reading:
    """The reading with something for the facet asked for: words added to what is covered count
    as much; otherwise words that support nothing yet are only mentioned.
    """
    criterion, facet = question.criterion, question.requests[0].facet
    found = turn.pack.criterion(criterion)
    if found is None or all(f.id != facet for f in found.facets) or not turn.text.strip():
        return reading
    covered = level_of(turn.state, criterion, facet) >= Level.COVERED
    level = Level.COVERED if covered else Level.MENTIONED
    heard = next(
        (f for f in reading.findings if (f.criterion, f.facet) == (criterion, facet)), None
    )
    if heard is not None and heard.level >= level:
        return reading
    end = len(turn.text)
    own = Finding(criterion, facet, level, 0, end, 0.0, heard.because if heard else ())
    return msgspec.structs.replace(
        reading, findings=(own, *(f for f in reading.findings if f is not heard))
    )


def _planned(turn: Turn, question: AnswerRequest) -> Turn:
    plan = Plan(question.criterion, quoted(turn, 0, len(turn.text)), "not_done")
    turn = turn.now(plans=(*turn.state.plans, plan)).lead("not_done")
    told = plan.quote.messages[0]
    return turn.keep("not_done", told, criterion=question.criterion, **logged(plan.quote))
