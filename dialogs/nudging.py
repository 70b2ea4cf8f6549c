"""Saying the open question once more, without counting it as asked again."""

from __future__ import annotations

from content.models import Criterion
from dialogs import buttons as b
from dialogs.asking import ask
from dialogs.questions import AskMain
from dialogs.topic import about
from dialogs.turn import Turn


def again(turn: Turn) -> Turn:
    """Say the open question once more, without counting it as asked again."""
    return ask(turn, turn.state.question)


def nudge(turn: Turn) -> Turn:
    """Lead back to the open question; a main question, which is long, only in short."""
    question = turn.state.question
    criterion = criterion_at_hand(turn)
    if not isinstance(question, AskMain) or criterion is None:
        return again(turn)
    words = turn.phrase("again.main", title=criterion.short_title)
    return turn.put(question, words, b.buttons(turn, b.EXAMPLE, b.SKIP))


def criterion_at_hand(turn: Turn) -> Criterion | None:
    """The criterion that is talked about now."""
    return turn.pack.criterion(about(turn.state.question)[0] or "")
