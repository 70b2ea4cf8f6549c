"""Seeing: what coaches and assessors may see of a team and of a person. Nothing is changed here."""

from bot.seeing.board import Board, Cell, Gap, Row, Unanswered, board
from bot.seeing.differences import Difference, differences
from bot.seeing.person import ClaimView, CriterionView, FacetView, PersonView, person
from bot.seeing.seeing import Seeing
from bot.seeing.snapshot import Snapshot, snapshot
from bot.seeing.stuck import Stuck, is_stuck, stuck
from bot.seeing.weekly import Weekly

__all__ = [
    "Board",
    "Cell",
    "ClaimView",
    "CriterionView",
    "Difference",
    "FacetView",
    "Gap",
    "PersonView",
    "Row",
    "Seeing",
    "Snapshot",
    "Stuck",
    "Unanswered",
    "Weekly",
    "board",
    "differences",
    "is_stuck",
    "person",
    "snapshot",
    "stuck",
]
