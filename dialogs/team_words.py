"""Whole messages about the team and the human coach, which mean the same whatever is open."""

from __future__ import annotations

from dialogs import asides, membership, onboarding, put_off, quoting, submitting
from dialogs.nudging import nudge
from dialogs.questions import AskTeam
from dialogs.reading.grammar import TEAM_COMMANDS
from dialogs.turn import Turn

LONGEST = 60  # characters of such a message


def commanded(turn: Turn) -> Turn | None:
    """What the message asks for; None where it is no such command."""
    found = command_in(turn.text)
    return None if found is None else _done(turn, *found)


def command_in(text: str) -> tuple[str, str] | None:
    """The command that the whole of ``text`` is, and the code it names, if any."""
    if len(text) > LONGEST:
        return None
    line = " ".join(text.split())
    for said in dict.fromkeys((line, quoting.tidy(line))):
        for name, words in TEAM_COMMANDS:
            if found := words.fullmatch(said):
                code = found.groupdict().get("code") or ""
                return name, code.replace(" ", "-")
    return None


def _done(turn: Turn, name: str, code: str) -> Turn:
    match name:
        case "join" if code and isinstance(turn.state.question, AskTeam):
            return onboarding.team_told(turn, code)
        case "join":
            return membership.join(turn, code)
        case "leave":
            return membership.leave(turn)
        case "early_on" | "early_off":
            return membership.show_early(turn, name == "early_on")
        case "weekly_on" | "weekly_off":
            return membership.weekly(turn, name == "weekly_on")
        case "link":
            return membership.link(turn, code)
        case "krub" | "kha":
            return membership.speak(turn, "kha" if name == "kha" else "krub")
        case _:
            return _with_coach(turn, name)


def _with_coach(turn: Turn, name: str) -> Turn:
    match name:
        case "submit":
            return submitting.submit(turn)
        case "withdraw":
            return submitting.withdraw(turn)
        case "prompts" if turn.state.waiting:
            return put_off.posed(turn, turn.state.waiting[0])
        case "prompts":
            return nudge(turn.lead("prompt.none"))
        case _:
            return asides.human(turn)
