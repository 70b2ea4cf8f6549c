"""What the human coach is called, so that nobody takes them for the program."""

from __future__ import annotations

from dialogs.questions import AnswerPrompt, AnswerRequest, layers
from dialogs.reading.grammar import COACH_TITLE, POLITE_TITLE, TITLED
from dialogs.turn import Turn


def called(turn: Turn, name: str) -> str:
    """The human coach by title and name; without a name, as the team's coach."""
    bare = name.strip().removeprefix(COACH_TITLE).strip()
    return f"{COACH_TITLE}{bare}" if bare else turn.phrase("coach.unnamed")


def named(turn: Turn, name: str) -> str:
    """Somebody who decides, by name; without one, as the assessor."""
    bare = name.strip()
    if not bare:
        return turn.phrase("assessor.unnamed")
    known = bare.startswith(COACH_TITLE) or TITLED.match(bare)
    return bare if known else f"{POLITE_TITLE}{bare}"


def own(turn: Turn) -> str:
    """The human coach of the officer's own team."""
    return called(turn, turn.state.team.coach if turn.state.team else "")


def asking(turn: Turn) -> str:
    """The human coach whose question is open, else that of the officer's team."""
    for layer in layers(turn.state.question):
        if isinstance(layer, AnswerPrompt | AnswerRequest):
            return called(turn, layer.coach)
    return own(turn)
