"""Being in a team: joining by a code, leaving, who sees what, and the other app."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from dialogs import coaches
from dialogs.asking import ask
from dialogs.nudging import nudge
from dialogs.put_off import interrupted
from dialogs.questions import (
    AtRest,
    ConfirmJoin,
    ConfirmLeave,
    Question,
    WithCoach,
)
from dialogs.returning import back_to
from dialogs.state import Team
from dialogs.tasks import Join, Leave, LinkApp, ShowEarly, Weekly
from dialogs.turn import Turn
from dialogs.values import Enrolled, Matter, Result, Settled, Voice

BECAME: Mapping[tuple[Matter, Result], str] = {
    ("join", "unknown"): "code.unknown",
    ("join", "used"): "code.used",
    ("join", "expired"): "code.expired",
    ("join", "too_many"): "code.too_many",
    ("join", "already"): "join.already",
    ("join", "closed"): "join.closed",
    ("link", "unknown"): "code.unknown",
    ("link", "used"): "code.used",
    ("link", "expired"): "code.expired",
    ("link", "too_many"): "code.too_many",
    ("link", "already"): "join.already",
    ("link", "done"): "link.done",
    ("link", "own"): "link.own",
    ("link", "has_work"): "link.has_work",
    ("join", "own"): "link.own",
    ("join", "has_work"): "link.has_work",
    ("join", "done"): "link.done",
}
"""What is said of a code, and of linking, besides what needs words of its own."""


def join(turn: Turn, code: str) -> Turn:
    """Use a code; in a team already, only after asking. Without one, say how."""
    if not code:
        return nudge(turn.lead("team.how"))
    if turn.state.team is not None:
        return ask(turn, ConfirmJoin(code, _back(turn.state.question)))
    return nudge(using(turn, code).lead("team.joining"))


def using(turn: Turn, code: str) -> Turn:
    """Have the code tried out, without a word."""
    return turn.keep("team_code", turn.message.id).ask_shell(Join(code.upper()))


def confirmed(turn: Turn, question: ConfirmJoin) -> Turn:
    """Yes: use the code."""
    return back_to(using(turn, question.code).lead("team.joining"), question.back)


def stayed(turn: Turn, question: ConfirmJoin | ConfirmLeave) -> Turn:
    """No: everything stays."""
    return back_to(turn.lead("join.stayed"), question.back)


def leave(turn: Turn) -> Turn:
    """Ask whether to leave the team."""
    if turn.state.team is None:
        return nudge(turn.lead("team.none"))
    return ask(turn, ConfirmLeave(_back(turn.state.question)))


def left(turn: Turn, question: ConfirmLeave) -> Turn:
    """Yes: leave the team."""
    turn = turn.keep("team_left").ask_shell(Leave())
    return back_to(turn.lead("leave.asked"), question.back)


def show_early(turn: Turn, allowed: bool) -> Turn:
    """Let the coach see drafts in the making, or no longer."""
    if turn.state.team is None:
        return nudge(turn.lead("team.none"))
    coach = coaches.own(turn)
    turn = turn.keep("show_early", allowed=allowed).ask_shell(ShowEarly(allowed))
    said = turn.lead("early.on", coach=coach) if allowed else turn.lead("early.off", coach=coach)
    return nudge(said)


def weekly(turn: Turn, wanted: bool) -> Turn:
    """Send the weekly summary, or no longer."""
    if turn.state.team is None:
        return nudge(turn.lead("team.none"))
    turn = turn.keep("weekly", wanted=wanted).ask_shell(Weekly(wanted))
    return nudge(turn.lead("weekly.on") if wanted else turn.lead("weekly.off"))


def link(turn: Turn, code: str) -> Turn:
    """Give out a code that links another app, or take one."""
    turn = turn.keep("link_app", turn.message.id).ask_shell(LinkApp(code.upper()))
    return nudge(turn.lead("link.taken") if code else turn.lead("link.asked"))


def speak(turn: Turn, voice: Voice) -> Turn:
    """The coach speaks with the particle the officer likes."""
    return nudge(turn.now(voice=voice).keep("voice", voice=voice).lead("voice.set"))


def enrolled(turn: Turn, said: Enrolled) -> Turn:
    """The officer is in a team now, or in none any more. News of the same team needs no word."""
    was = turn.state.team
    team = Team(said.team, said.name, said.coach) if said.team else None
    turn = turn.now(team=team, invited="").keep("team", id=said.team)
    if turn.state.consent is None or (team and was and team.id == was.id):
        return turn
    if team is not None and team.coach:
        return _beside(turn.lead("team.joined", team=said.name, coach=coaches.own(turn)))
    if team is not None:
        return _beside(turn.lead("team.joined_plain", team=said.name))
    return _left(turn, was)


def _beside(turn: Turn) -> Turn:
    """What became of a code, after the open question was said: its choices stay within reach."""
    offered = turn.state.offered
    if not offered and isinstance(turn.state.question, AtRest):
        return nudge(turn)
    return replace(turn, leads=()).bubble("\n".join(turn.leads), offered)


def _left(turn: Turn, was: Team | None) -> Turn:
    open_ = turn.state.question
    if isinstance(open_, WithCoach | ConfirmLeave):
        turn = turn.now(question=open_.back or open_).close(open_)
    return nudge(turn.lead("team.left") if was else turn)


def settled(turn: Turn, said: Settled) -> Turn:
    """Say what became of something the officer asked for."""
    turn = turn.now(invited="") if said.matter == "join" else turn
    if turn.state.consent is None:
        return turn
    if said.matter in ("submit", "withdraw"):
        return nudge(_draft(turn, said))
    match said.result:
        case "code":
            return _beside(turn.lead("link.code", words=said.words))
        case "role":
            turn = turn.lead("join.role")
            return _beside(turn.add(said.words) if said.words else turn)
        case _:
            return _beside(turn.lead(BECAME.get((said.matter, said.result), "settled.failed")))


def _draft(turn: Turn, said: Settled) -> Turn:
    criterion = turn.pack.criterion(said.criterion)
    title = criterion.short_title if criterion else said.criterion
    with_coach = {c: d for c, d in turn.state.submitted.items() if c != said.criterion}
    match said.matter, said.result:
        case "withdraw", "done":
            return turn.now(submitted=with_coach).lead("withdraw.done", title=title)
        case "withdraw", "begun":
            return turn.lead("withdraw.begun", title=title)
        case "submit", "done":
            return turn.lead("submit.already", title=title, coach=coaches.own(turn))
        case "submit", _:
            return turn.now(submitted=with_coach).lead("submit.failed", title=title)
        case _:
            return turn.lead("settled.failed")


def _back(question: Question) -> Question | None:
    back = interrupted(question)
    return back.back if isinstance(back, ConfirmJoin | ConfirmLeave) else back
