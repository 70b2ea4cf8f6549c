"""Facets that the content has no more, and about which something was told: it stays evidence."""

from __future__ import annotations

from content.models import UnitPack
from dialogs.pack import Pack
from dialogs.state import State

Place = tuple[str, str]
"""A criterion and a facet, by their ids."""


def former(pack: Pack, state: State) -> tuple[Place, ...]:
    """Where claims and files of the officer's unit stand that it has no more; first told first."""
    unit = pack.unit(state.unit)
    known = {(criterion.id, facet.id) for criterion in unit.criteria for facet in criterion.facets}
    told = [(claim.criterion, claim.facet) for claim in state.claims]
    told += [(file.criterion, file.facet) for file in state.attachments]
    gone = dict.fromkeys(at for at in told if at not in known)
    return tuple(at for at in gone if _is_nowhere_else(pack, unit, at[0]))


def _is_nowhere_else(pack: Pack, unit: UnitPack, criterion: str) -> bool:
    """Whether no other unit has the criterion, so that its documents would tell."""
    return pack.criterion(criterion) is None or any(c.id == criterion for c in unit.criteria)
