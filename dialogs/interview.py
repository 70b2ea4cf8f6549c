"""The interview of one criterion: opening it, and the most valuable question after each answer."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from content.models import AskLimits, Criterion, Facet
from dialogs import buttons as b
from dialogs import contradictions, drafts, reflecting
from dialogs.asking import ask, open_facets
from dialogs.hearing import hear, is_copied
from dialogs.questions import (
    AskEvidence,
    AskMain,
    AskProbe,
    AskWhich,
    AtRest,
    ConfirmDraft,
    OfferMore,
    OfferSubmit,
    PickCriterion,
    Question,
    under,
)
from dialogs.state import Asked, ClosedBecause, Sitting, level_of
from dialogs.steps import suggest
from dialogs.turn import Turn
from dialogs.values import Level

NEW_SITTING = timedelta(hours=3)  # quiet for this long, a question starts a new sitting
LONGEST_TRAIL = 5  # questions one can go back to


def begin(turn: Turn, id: str) -> Turn:
    """Open a criterion with its main question, or go on where it was left."""
    criterion = turn.pack.criterion(id)
    if criterion is None:
        return ask(turn.lead("pick.unknown"), PickCriterion())
    turn = _sit_down(turn, criterion)
    if criterion.id in turn.state.opened:
        return go_on(reflecting.recall(turn, criterion), criterion)
    turn = turn.now(opened=(*turn.state.opened, criterion.id))
    turn = reflecting.volunteered(turn.lead("open", title=criterion.short_title), criterion)
    return pose(turn.add(reflecting.why(turn, criterion)), AskMain(criterion.id))


def answered(turn: Turn) -> Turn:
    """An answer to the interview's question: keep it, reflect it, ask what is worth most now."""
    question = under(turn.state.question)
    criterion = turn.pack.criterion(getattr(question, "criterion", ""))
    if question is None or criterion is None:
        return volunteered(turn)
    if is_copied(turn):
        return ask(turn.lead("copied_example"), question)
    turn = _sit_down(turn, criterion)
    before = turn.state
    turn = hear(turn)
    turn = _note_vague(turn, question)
    clash = contradictions.find(before, turn)
    if clash is not None:
        return ask(turn, clash)
    return go_on(reflecting.reflect(turn, before, question), criterion)


def settled(turn: Turn, question: AskWhich, which: str) -> Turn:
    """The officer said which of two figures holds: the old one, the new one, or both."""
    criterion = turn.pack.criterion(question.criterion)
    if criterion is None:
        return ask(turn, AtRest())
    if which == "old":
        turn = contradictions.settle(turn, criterion, question.old, question.new)
    elif which == "new":
        turn = contradictions.settle(turn, criterion, question.new, question.old)
    return go_on(turn.lead("which.kept"), criterion)


def volunteered(turn: Turn) -> Turn:
    """Something told while nothing is open: keep what is beyond doubt, and offer to go on."""
    turn = hear(turn)
    key = "rest.kept" if turn.heard else "rest.heard"
    return ask(turn.lead(key), AtRest())


def put_aside(turn: Turn, because: ClosedBecause) -> Turn:
    """The officer cannot or will not answer the open question: never ask it again, and go on."""
    question = under(turn.state.question)
    criterion = turn.pack.criterion(getattr(question, "criterion", ""))
    if question is None or criterion is None:
        return ask(turn, AtRest())
    match question:
        case AskProbe():
            return go_on(close(turn, criterion.id, question.facet, because), criterion)
        case AskMain() if because == "skipped":
            return rest(turn, criterion)
        case OfferMore():
            return rest(turn, criterion)
        case _:
            return go_on(turn, criterion)


def go_on(turn: Turn, criterion: Criterion) -> Turn:
    """Ask what is worth most: a missing facet, then evidence, then whether the draft is right."""
    missing = open_facets(turn, criterion)
    if missing and _enough(turn, criterion):
        return _stop_here(turn, criterion)
    if missing:
        return pose(turn, _probe(turn, criterion, missing))
    if not drafts.musts_covered(turn.state, criterion):
        return rest(turn, criterion)
    return close_criterion(turn, criterion)


def close_criterion(turn: Turn, criterion: Criterion) -> Turn:
    """Nothing is left to ask: something to look at, the draft, and then the next step."""
    facet = _wants_evidence(turn, criterion)
    if facet is not None:
        asked = (*turn.state.evidence_asked, criterion.id)
        return ask(turn.now(evidence_asked=asked), AskEvidence(criterion.id, facet.id))
    if not drafts.is_confirmed(turn.state, criterion):
        return ask(turn, ConfirmDraft(criterion.id))
    return suggest(_end_sitting(turn).lead("done.already", title=criterion.short_title))


def confirmed(turn: Turn, criterion: Criterion) -> Turn:
    """The officer said the draft is right: file it, and offer to hand it to the team's coach.

    Without a team the next step is suggested, and once how to join one.
    """
    if not drafts.musts_covered(turn.state, criterion):
        return go_on(turn, criterion)
    question = turn.state.question
    back = question.back if isinstance(question, ConfirmDraft) else None
    first = not turn.state.drafts
    filed = _end_sitting(drafts.confirm(turn, criterion))
    filed = filed.lead("draft.filed", title=criterion.short_title)
    if turn.state.team is not None:
        return ask(filed, OfferSubmit(criterion.id, back))
    filed = filed.lead("draft.how_to_send") if first else filed
    filed = filed.bubbled()
    return ask(filed, back) if back is not None else suggest(filed)


def rest(turn: Turn, criterion: Criterion) -> Turn:
    """Let the criterion rest, saying what is still open, and put nothing on the table."""
    unmet = [f.label for f in criterion.facets if _level(turn, criterion, f) < Level.COVERED]
    turn = _end_sitting(turn)
    if unmet:
        turn = turn.lead("rest.open", title=criterion.short_title, missing=" · ".join(unmet[:3]))
    return ask(turn, AtRest())


def offer(turn: Turn, criterion: Criterion) -> Turn:
    """Something of the criterion was told while nothing was open: offer to go on with it."""
    if any(id == criterion.id for id, _, _ in turn.heard):
        opened = (*turn.state.opened, criterion.id)
        turn = turn.now(opened=tuple(dict.fromkeys(opened)))
    if not open_facets(turn, criterion):
        return go_on(turn, criterion)
    words = turn.phrase("prompt.go_on", title=criterion.short_title)
    return turn.put(OfferMore(criterion.id), words, b.buttons(turn, b.GO_ON, b.REST))


def more(turn: Turn, criterion: Criterion) -> Turn:
    """The officer is willing: go on with a few more questions."""
    return go_on(willing(turn, criterion), criterion)


def willing(turn: Turn, criterion: Criterion) -> Turn:
    """Allow a few more questions in this sitting."""
    sitting = turn.state.sitting
    if sitting is None or sitting.criterion != criterion.id:
        sitting = _new_sitting(turn, criterion)
    extra = _limits(turn, criterion).more_probes_if_willing
    allowed = msgspec.structs.replace(sitting, allowed=sitting.probes + extra)
    return turn.now(sitting=allowed, questions_since_pause=0)


def pose(turn: Turn, question: AskMain | AskProbe) -> Turn:
    """Ask an interview question, remembering it for the way back and for the limits."""
    state = turn.state
    trail = (*state.trail, question)[-LONGEST_TRAIL:]
    counted = turn.now(trail=trail, questions_since_pause=state.questions_since_pause + 1)
    return ask(_count(counted, question), question)


def close(turn: Turn, criterion: str, facet: str, because: ClosedBecause) -> Turn:
    """Do not ask this facet again, and remember why."""
    key = f"{criterion}.{facet}"
    was = turn.state.asked.get(key, Asked())
    return turn.now(asked={**turn.state.asked, key: Asked(was.times, because)})


def _count(turn: Turn, question: Question) -> Turn:
    if not isinstance(question, AskProbe):
        return turn
    key = f"{question.criterion}.{question.facet}"
    was = turn.state.asked.get(key, Asked())
    asked = {**turn.state.asked, key: Asked(was.times + 1, was.closed)}
    sitting = turn.state.sitting
    if sitting is not None:
        sitting = msgspec.structs.replace(sitting, probes=sitting.probes + 1)
    return turn.now(asked=asked, sitting=sitting)


def _probe(turn: Turn, criterion: Criterion, missing: list[Facet]) -> AskProbe:
    order = {f.id: -number for number, f in enumerate(criterion.facets)}
    facet = max(missing, key=lambda f: _worth(turn, criterion, f, order[f.id]))
    asked = turn.state.asked.get(f"{criterion.id}.{facet.id}", Asked())
    return AskProbe(criterion.id, facet.id, asked.times + 1)


def _worth(
    turn: Turn, criterion: Criterion, facet: Facet, order: int
) -> tuple[bool, bool, bool, int]:
    """Musts first; then what was just asked or touched; then the rubric's order."""
    question = turn.state.question
    just_asked = isinstance(question, AskProbe) and question.facet == facet.id
    touched = _level(turn, criterion, facet) > Level.NONE
    return (just_asked, facet.importance == "must", touched, order)


def _enough(turn: Turn, criterion: Criterion) -> bool:
    sitting = turn.state.sitting
    if sitting is None:
        return False
    limits = _limits(turn, criterion)
    tired = turn.state.questions_since_pause >= limits.offer_pause_after_questions
    return tired or sitting.probes >= max(sitting.allowed, limits.probes_per_criterion_per_sitting)


def _stop_here(turn: Turn, criterion: Criterion) -> Turn:
    sitting = turn.state.sitting
    if sitting is not None and sitting.allowed and sitting.probes >= sitting.allowed:
        return rest(turn.lead("tired"), criterion)
    return ask(turn, OfferMore(criterion.id))


def _limits(turn: Turn, criterion: Criterion) -> AskLimits:
    return turn.pack.unit_of(criterion.id).rubric.limits


def _level(turn: Turn, criterion: Criterion, facet: Facet) -> Level:
    return level_of(turn.state, criterion.id, facet.id)


def _note_vague(turn: Turn, question: Question) -> Turn:
    """A facet asked often enough without substance waits; it is not asked a third time."""
    if not isinstance(question, AskProbe):
        return turn
    criterion = turn.pack.criterion(question.criterion)
    if criterion is None:
        return turn
    spent = question.nth >= _limits(turn, criterion).probes_per_facet
    if spent and level_of(turn.state, question.criterion, question.facet) < Level.COVERED:
        return close(turn, question.criterion, question.facet, "vague")
    return turn


def _wants_evidence(turn: Turn, criterion: Criterion) -> Facet | None:
    if criterion.id in turn.state.evidence_asked:
        return None
    if any(a.criterion == criterion.id for a in turn.state.attachments):
        return None
    return next(iter(criterion.musts), None)


def _sit_down(turn: Turn, criterion: Criterion) -> Turn:
    sitting = turn.state.sitting
    seen = turn.state.seen
    same = sitting is not None and sitting.criterion == criterion.id and not sitting.ended
    if same and seen is not None and turn.at - seen < NEW_SITTING:
        return turn
    return turn.now(sitting=_new_sitting(turn, criterion), questions_since_pause=0)


def _new_sitting(turn: Turn, criterion: Criterion) -> Sitting:
    return Sitting(criterion.id, turn.at)


def _end_sitting(turn: Turn) -> Turn:
    sitting = turn.state.sitting
    if sitting is None:
        return turn
    ended = msgspec.structs.replace(sitting, ended=True)
    return turn.now(sitting=ended, questions_since_pause=0)
