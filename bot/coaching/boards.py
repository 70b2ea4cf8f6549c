"""A team's board in a few lines: who is stuck, who waits, what is missing most."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coaching import acts
from bot.coaching.table import Choice, Shown
from bot.coaching.visit import Visit
from bot.people.rights import may
from bot.people.values import Team
from bot.prompts.values import Audience, Wanted
from bot.seeing.board import Board, Row, Unanswered
from bot.seeing.gaps import Gap
from bot.seeing.stuck import Stuck

MOST_STUCK = 5
"""People who are stuck that are named; with all else that makes at most twelve lines."""


async def show(visit: Visit, act: acts.ShowBoard) -> Shown:
    """The board in short, and what to do about it."""
    team = await visit.team(act.team, "board.see", acts.ShowBoard)
    if isinstance(team, Shown):
        return team
    board = await visit.seeing.board(visit.who, team.id)
    count = str(len(board.rows))
    title = visit.say("coaching.board", team=team.name, count=count)
    lines = [title, *_stuck(visit, board), *_waiting(visit, board), *_gap(visit, board)]
    return visit.told("\n".join(lines), *_next(visit, team, board))


def _stuck(visit: Visit, board: Board) -> Iterator[str]:
    rows = [row for row in board.rows if row.stuck]
    for row in rows[:MOST_STUCK]:
        yield _row(visit, row)
    if len(rows) > MOST_STUCK:
        yield visit.say("coaching.board_others", count=str(len(rows) - MOST_STUCK))
    if not rows:
        yield visit.say("coaching.board_nobody_stuck")


def _row(visit: Visit, row: Row) -> str:
    trouble, name = row.stuck[0], visit.named(row.name)
    where, ago = _where(visit, trouble), visit.ago(trouble.since)
    why = visit.say(f"coaching.stuck_{trouble.why}")
    return visit.say("coaching.board_stuck", name=name, where=where, why=why, ago=ago)


def _where(visit: Visit, trouble: Stuck) -> str:
    """The criterion's number and the facet, or nothing."""
    found = visit.desk.pack.criterion(trouble.criterion) if trouble.criterion else None
    if found is None:
        return ""
    label = next((f" {f.label}" for f in found.facets if f.id == trouble.facet), "")
    return f" {found.number}{label}"


def _waiting(visit: Visit, board: Board) -> Iterator[str]:
    """For each kind of what waits, how many and who longest."""
    for kind in ("review", "thread", "prompt"):
        found = [w for w in board.waiting if w.kind == kind and not _own(visit, w)]
        if found:
            name, ago = visit.named(found[0].name), visit.ago(found[0].since)
            count = str(len(found))
            yield visit.say(f"coaching.board_{kind}s", count=count, name=name, ago=ago)


def _own(visit: Visit, waits: Unanswered) -> bool:
    return waits.officer == visit.who.id and waits.kind != "prompt"


def _gap(visit: Visit, board: Board) -> Iterator[str]:
    gap = board.commonest
    if gap is not None:
        about, count = visit.title(gap.criterion), str(len(gap.officers))
        yield visit.say("coaching.board_gap", title=about, label=gap.label, count=count)


def _next(visit: Visit, team: Team, board: Board) -> Iterator[Choice]:
    if not may(visit.who, "prompt.send", team=team):
        return
    kinds = {waits.kind for waits in board.waiting if not _own(visit, waits)}
    if board.commonest is not None:
        yield from _proposal(visit, team, board.commonest, board.unit)
    if "review" in kinds:
        yield visit.choice("check", acts.Check())
    if "thread" in kinds:
        yield visit.choice("answer", acts.ListThreads())


def _proposal(visit: Visit, team: Team, gap: Gap, unit: str) -> Iterator[Choice]:
    """The prompt proposed for the commonest gap, to those who have it."""
    name = gap.proposal.offer if gap.proposal else ""
    offer = visit.desk.library.offer(name, unit, visit.voice)
    if offer is not None and team.open:
        wanted = Wanted(offer.words, gap.criterion, Audience("some", officers=gap.officers))
        yield visit.choice("ask_gap", acts.ShowPreview(team.id, wanted))
