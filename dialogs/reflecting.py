"""One short reflection in the officer's own words before the next question."""

from __future__ import annotations

from content.models import Criterion
from dialogs import quoting
from dialogs.asking import rendered
from dialogs.questions import AskProbe, Question
from dialogs.state import Claim, State, level_of
from dialogs.turn import Turn
from dialogs.values import Level

LONGEST_REFLECTION = 60  # characters of the officer's words said back


def why(turn: Turn, criterion: Criterion) -> str:
    """Why the criterion is asked about, in the officer's voice."""
    return rendered(turn, criterion.why)


def reflect(turn: Turn, before: State, question: Question) -> Turn:
    """Say back the best of what was just kept; for a vague answer, ask for something to see."""
    new = [c for c in turn.state.claims if c not in before.claims]
    best = _best(new, question)
    if best is not None:
        return _say_back(turn, best)
    if len(turn.state.plans) > len(before.plans):
        return turn.lead("reflect.plan")
    if isinstance(question, AskProbe) and question.nth == 1:
        return turn.lead("reflect.vague")
    return turn.lead("reflect.thanks")


def recall(turn: Turn, criterion: Criterion) -> Turn:
    """Coming back to a criterion: the officer's last point about it."""
    kept = [c for c in turn.state.claims if c.criterion == criterion.id]
    said = quoting.quote(kept[-1].quote.text, LONGEST_REFLECTION) if kept else ""
    if not said:
        return turn.lead("back.plain", title=criterion.short_title)
    return turn.lead("back.quote", title=criterion.short_title, quote=said)


def volunteered(turn: Turn, criterion: Criterion) -> Turn:
    """What the officer told about a criterion before it was opened is said, not asked again."""
    kept = [
        c for c in turn.state.claims if c.criterion == criterion.id and c.level >= Level.COVERED
    ]
    said = quoting.quote(kept[-1].quote.text, LONGEST_REFLECTION) if kept else ""
    return turn.lead("open.volunteered", quote=said) if said else turn


def _best(claims: list[Claim], question: Question) -> Claim | None:
    if not claims:
        return None
    facet = question.facet if isinstance(question, AskProbe) else None
    return max(claims, key=lambda c: (c.level, c.facet == facet))


def _say_back(turn: Turn, claim: Claim) -> Turn:
    said = quoting.quote(claim.quote.text, LONGEST_REFLECTION)
    covered = level_of(turn.state, claim.criterion, claim.facet) >= Level.COVERED
    if not covered:
        return turn.lead("reflect.vague_quote", quote=said) if said else turn.lead("reflect.vague")
    return turn.lead("reflect.quote", quote=said) if said else turn.lead("reflect.kept")
