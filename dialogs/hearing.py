"""From a reading to what is kept: claims in the officer's words, and plans apart from them."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace
from rapidfuzz import fuzz

from dialogs import drafts, quoting, topic
from dialogs.questions import AnswerPrompt, AnswerRequest, AskMain, AskProbe, Question
from dialogs.reading.port import Finding, Reading
from dialogs.state import Claim, Plan, Quote, level_of
from dialogs.turn import Turn
from dialogs.values import Level

WHOLE_ANSWER = 400  # characters up to which the answer to a probe is quoted whole
MOST_CLAIMS = 4  # live claims a facet that say as much; more add nothing for an assessor
SURE = 1.5
"""Log odds from which what was told without being asked counts as covered; below, it is asked."""

COPIED = 85  # rapidfuzz ratio above which an answer is the example given


def hear(turn: Turn, about: str | None = None) -> Turn:
    """Keep what the answer says about the criterion on the table, and about others beyond doubt.

    ``about`` names the criterion where it is not the one on the table.
    """
    reading = turn.reading or Reading("answer")
    criterion = about or topic.about(turn.state.question)[0]
    for finding in (*_here(reading, criterion), *_elsewhere(reading, criterion)):
        turn = _keep(turn, _sober(turn.state.question, finding), criterion)
    return _keep_plans(turn, reading, criterion)


def _here(reading: Reading, criterion: str | None) -> list[Finding]:
    return [f for f in reading.findings if f.criterion == criterion]


def _elsewhere(reading: Reading, criterion: str | None) -> list[Finding]:
    """What belongs to other criteria: each stretch of words once, and only words that the question
    at hand does not explain already.
    """
    explained = [(f.start, f.end) for f in _here(reading, criterion)]
    found: list[Finding] = []
    for finding in sorted(reading.findings, key=lambda f: -f.score):
        if finding.criterion == criterion:
            continue
        if all(finding.end <= start or end <= finding.start for start, end in explained):
            explained.append((finding.start, finding.end))
            found.append(finding)
    return found


def _sober(question: Question, finding: Finding) -> Finding:
    """Nobody is credited in passing for what is only likely: one question settles it."""
    asked = _asks(question, finding)
    if asked or finding.level < Level.COVERED or finding.score >= SURE:
        return finding
    return msgspec.structs.replace(finding, level=Level.MENTIONED)


def is_copied(turn: Turn) -> bool:
    """Whether the answer is the example the coach has just given, sent back."""
    criterion = turn.pack.criterion(topic.about(turn.state.question)[0] or "")
    if criterion is None or criterion.id not in turn.state.examples:
        return False
    return fuzz.ratio(turn.text, criterion.example.text) >= COPIED


def _keep(turn: Turn, finding: Finding, criterion: str | None) -> Turn:
    here = finding.criterion == criterion
    known = level_of(turn.state, finding.criterion, finding.facet)
    if turn.pack.criterion(finding.criterion) is None or not (
        here or finding.level >= Level.COVERED
    ):
        return turn
    if not _requests(turn.state.question, finding):
        if finding.level < known and finding.level < Level.COVERED:
            return turn
        if sum(c.level >= finding.level for c in _of_facet(turn, finding)) >= MOST_CLAIMS:
            return turn
    claim = _claim(turn, finding)
    kept = turn.now(claims=(*turn.state.claims, claim), serial=turn.state.serial + 1)
    heard = (*turn.heard, (finding.criterion, finding.facet, finding.level))
    return replace(kept, heard=heard).keep(
        "claim",
        claim.quote.messages[0],
        id=claim.id,
        level=claim.level.word,
        **logged(claim.quote),
        question=claim.stamp.question,
        rubric=claim.stamp.rubric,
    )


def _asks(question: Question, finding: Finding) -> bool:
    asked = isinstance(question, (AskProbe, AnswerRequest))
    return asked and topic.about(question) == (finding.criterion, finding.facet)


def _requests(question: Question, finding: Finding) -> bool:
    """Whether a human coach asks for just this: what they are told is always kept."""
    return isinstance(question, AnswerRequest) and _asks(question, finding)


def _of_facet(turn: Turn, finding: Finding) -> list[Claim]:
    where = (finding.criterion, finding.facet)
    return [c for c in turn.state.claims if (c.criterion, c.facet) == where]


def _claim(turn: Turn, finding: Finding) -> Claim:
    question = turn.state.question
    asked = _asks(question, finding)
    whole = asked and len(turn.text) <= WHOLE_ANSWER
    start, end = (0, len(turn.text)) if whole else (finding.start, finding.end)
    return Claim(
        f"{finding.criterion}.{finding.facet}#{turn.state.serial + 1}",
        finding.criterion,
        finding.facet,
        finding.level,
        quoted(turn, start, end),
        turn.pack.stamp(finding.criterion, question_id(question)),
        asked,
        finding.because,
    )


def quoted(turn: Turn, start: int, end: int) -> Quote:
    """The officer's words from ``start`` to ``end``, and the messages they stand in."""
    messages = quoting.messages_in(turn.bubbles, start, end) or (turn.message.id,)
    return Quote(turn.text[start:end].strip(), messages, turn.at)


def logged(quote: Quote) -> dict[str, Any]:
    """A quote as the trail has it. An entry goes with one message, so that words of several
    stand only in these messages' own entries.
    """
    messages = list(quote.messages)
    if len(messages) > 1:
        return {"length": len(quote.text), "messages": messages}
    return {"quote": quote.text, "messages": messages}


def question_id(question: Question) -> str:
    """The stable name of a question's wording, stamped on what was answered to it."""
    match question:
        case AskMain():
            return f"{question.criterion}/main"
        case AskProbe():
            return f"{question.criterion}/{question.facet}/{question.nth}"
        case AnswerPrompt(criterion=str(criterion)):
            return f"{criterion}/prompt"
        case AnswerRequest(requests=(first, *_)):
            return f"{question.criterion}/{first.facet}/{drafts.REQUEST}"
        case _:
            return "volunteered"


def _keep_plans(turn: Turn, reading: Reading, criterion: str | None) -> Turn:
    for span in reading.plans:
        plan = Plan(criterion or "", quoted(turn, span.start, span.end))
        turn = turn.now(plans=(*turn.state.plans, plan)).keep(
            "plan", plan.quote.messages[0], criterion=plan.criterion, **logged(plan.quote)
        )
    return turn
