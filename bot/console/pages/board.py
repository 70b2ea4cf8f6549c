"""The board of a team: where it is thin, who needs help, who waits."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.visit import Visit
from bot.seeing import Seeing
from bot.seeing.board import Cell, Row


def seeing(visit: Visit) -> Seeing:
    """What may be seen by who is here."""
    desk = visit.office.desk
    return Seeing(desk.store, desk.clock, desk.people, desk.pack)


async def front(visit: Visit) -> Response:
    """A team's first page: the board, or for those who may not see it who is in the team."""
    return visit.to(visit.base + ("/board" if visit.can("board.see") else "/team"))


async def show(visit: Visit) -> Response:
    """The board."""
    view = seeing(visit)
    board = await view.board(visit.who, visit.team.id)
    coaches = visit.can("prompt.send")
    differences = await view.differences(visit.who, visit.team.id) if coaches else ()
    unit = visit.office.desk.pack.unit(board.unit)
    criteria = {criterion.id: criterion for criterion in unit.criteria}
    cells = {(row.officer, cell.criterion): cell for row in board.rows for cell in row.cells}
    return visit.page(
        "board.html",
        board=board,
        differences=differences,
        criteria=criteria,
        cells=cells,
        marked_of=_marked,
        stuck_rows=[row for row in board.rows if row.stuck],
    )


def _marked(row: Row) -> list[Cell]:
    """Of whose criteria there is more to say than a level."""
    return [c for c in row.cells if c.signed or c.stuck or c.status not in ("", "draft")]
