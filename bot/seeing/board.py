"""A team's board, gap first: where it is thin, who needs help, who waits. Numbers only, no words.

People who are stuck come first, then everybody by name: officers are never ranked by how far they
are. A board has nothing an officer said, so it needs no permission to read their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.seeing.gaps import Gap, gaps
from bot.seeing.snapshot import Snapshot
from bot.seeing.stuck import Stuck, last_claim, stuck
from content.models import Criterion, UnitPack
from dialogs.drafts import is_confirmed
from dialogs.journey import current_step
from dialogs.pack import Pack
from dialogs.reviewing.course import WITH_COACH
from dialogs.reviewing.values import Judgement, Status
from dialogs.state import TestOutcome, level_of
from dialogs.steps import facts
from dialogs.values import Level

__all__ = ["Board", "Cell", "Gap", "Row", "Unanswered", "board"]

Standing = Literal["", "draft", "confirmed"] | Status
"""Where a criterion stands for one officer; empty: not begun."""


class Cell(Struct, frozen=True):
    """One criterion of one officer. ``level``: what all its musts have reached, else mentioned.

    ``share``: musts covered, in whole percent; ``open``: the labels of the musts that are not.
    """

    criterion: str
    level: Level
    share: int
    open: tuple[str, ...]
    status: Standing
    judgement: Judgement | None = None
    signed: bool = False
    stuck: bool = False


class Row(Struct, frozen=True):
    """One officer. ``step`` is a title of the journey, ``test`` how their last test came out."""

    officer: str
    name: str
    cells: tuple[Cell, ...]
    step: str
    test: TestOutcome
    stuck: tuple[Stuck, ...]
    last_claim: datetime | None
    seen: datetime | None


class Unanswered(Struct, frozen=True):
    """Something that waits for an answer: a prompt for the officer, the others for the coach.

    ``about`` is the prompt's id or the criterion; empty for a thread.
    """

    kind: Literal["prompt", "thread", "review"]
    officer: str
    name: str
    since: datetime
    about: str = ""


class Column(Struct, frozen=True):
    """One criterion of the unit."""

    criterion: str
    number: str
    title: str


class ElementColumns(Struct, frozen=True):
    """An element and its criteria."""

    code: str
    name: str
    columns: tuple[Column, ...]


class Board(Struct, frozen=True):
    """A team at one moment. ``gaps``: the commonest first; ``waiting``: the oldest first."""

    unit: str
    at: datetime
    elements: tuple[ElementColumns, ...]
    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]
    waiting: tuple[Unanswered, ...]

    @property
    def commonest(self) -> Gap | None:
        """The gap that most of the team have, with the prompt proposed for it."""
        return self.gaps[0] if self.gaps else None

    @property
    def oldest(self) -> Unanswered | None:
        """Who has waited longest for an answer."""
        return self.waiting[0] if self.waiting else None


def board(team: Sequence[Snapshot], pack: Pack, at: datetime, *, unit: str = "") -> Board:
    """The board of ``team``, for a unit (empty: the one most of them talk about)."""
    shown = pack.unit(unit or _common_unit(team))
    rows = sorted((_row(seen, pack, shown, at) for seen in team), key=_help_first)
    waiting = sorted((w for seen in team for w in unanswered(seen)), key=lambda w: w.since)
    elements = tuple(_elements(shown))
    found = gaps(team, shown, at)
    return Board(shown.unit.code, at, elements, tuple(rows), found, tuple(waiting))


def unanswered(seen: Snapshot) -> Iterator[Unanswered]:
    """What waits for an answer from an officer, or from their coach."""
    for received in seen.prompts:
        if received.state == "sent":
            yield Unanswered("prompt", seen.officer, seen.name, received.told, received.prompt)
    if seen.thread is not None and seen.thread.asked is not None:
        yield Unanswered("thread", seen.officer, seen.name, seen.thread.asked)
    for criterion, review in seen.reviews.items():
        if review.status in WITH_COACH:
            since = review.handed or review.since
            yield Unanswered("review", seen.officer, seen.name, since, criterion)


def level(seen: Snapshot, criterion: Criterion) -> Level:
    """What all musts of a criterion have reached; mentioned as soon as anything was told."""
    musts = [level_of(seen.state, criterion.id, f.id) for f in criterion.musts]
    told = any(claim.criterion == criterion.id for claim in seen.state.claims)
    return max(min(musts, default=Level.NONE), Level.MENTIONED if told else Level.NONE)


def standing(seen: Snapshot, criterion: Criterion) -> Standing:
    """Where a criterion stands: its review's status, or what it is before one."""
    review = seen.reviews.get(criterion.id)
    if review is not None and review.status != "withdrawn":
        return review.status
    if is_confirmed(seen.state, criterion):
        return "confirmed"
    return "draft" if level(seen, criterion) else ""


def share(seen: Snapshot, criterion: Criterion) -> int:
    """Musts covered, in whole percent."""
    musts = criterion.musts
    done = sum(level_of(seen.state, criterion.id, f.id) >= Level.COVERED for f in musts)
    return 100 * done // len(musts) if musts else 100


def _row(seen: Snapshot, pack: Pack, unit: UnitPack, at: datetime) -> Row:
    state = seen.state
    troubles = stuck(seen, pack, at)
    step = current_step(unit.journey, facts(state, at)).title
    cells = tuple(_cell(seen, c, troubles) for c in unit.criteria)
    claimed = last_claim(state)
    return Row(
        seen.officer, seen.name, cells, step, state.round.test, troubles, claimed, state.seen
    )


def _cell(seen: Snapshot, criterion: Criterion, troubles: tuple[Stuck, ...]) -> Cell:
    review = seen.reviews.get(criterion.id)
    known = {f.id: level_of(seen.state, criterion.id, f.id) for f in criterion.musts}
    return Cell(
        criterion.id,
        level(seen, criterion),
        share(seen, criterion),
        tuple(f.label for f in criterion.musts if known[f.id] < Level.COVERED),
        standing(seen, criterion),
        review.judgement if review else None,
        review.signed if review else False,
        any(trouble.criterion == criterion.id for trouble in troubles),
    )


def _help_first(row: Row) -> tuple[bool, str, str]:
    return not row.stuck, row.name, row.officer


def _common_unit(team: Sequence[Snapshot]) -> str:
    units = [seen.state.unit for seen in team if seen.state.unit]
    return max(sorted(set(units)), key=units.count, default="")


def _elements(unit: UnitPack) -> Iterator[ElementColumns]:
    for element in unit.unit.elements:
        own = (c for c in unit.criteria if c.element == element.code)
        columns = tuple(Column(c.id, c.number, c.short_title) for c in own)
        yield ElementColumns(element.code, element.name, columns)
