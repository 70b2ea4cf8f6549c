"""Back to what was open before a human coach or the team came in between."""

from __future__ import annotations

from dialogs import interview
from dialogs.nudging import nudge
from dialogs.questions import AskMain, AskProbe, AtRest, Question
from dialogs.turn import Turn
from dialogs.values import Level


def back_to(turn: Turn, back: Question | None) -> Turn:
    """Ask again what was open; where it was answered meanwhile, go on with the interview."""
    turn = turn.now(question=back or AtRest())
    if isinstance(back, AskMain | AskProbe) and _was_told(turn, back):
        criterion = turn.pack.criterion(back.criterion)
        if criterion is not None:
            return interview.go_on(turn, criterion)
    return nudge(turn)


def _was_told(turn: Turn, question: AskMain | AskProbe) -> bool:
    told = [(c, f) for c, f, level in turn.heard if level >= Level.COVERED]
    if isinstance(question, AskMain):
        return any(criterion == question.criterion for criterion, _ in told)
    return (question.criterion, question.facet) in told
