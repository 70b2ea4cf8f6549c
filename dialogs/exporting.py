"""A file of the evidence: which one it should be, and having it made."""

from __future__ import annotations

from collections.abc import Iterator

from content.models import Criterion
from dialogs import buttons as b
from dialogs import drafts
from dialogs.nudging import again, nudge
from dialogs.tasks import Export
from dialogs.turn import Turn


def offer(turn: Turn) -> Turn:
    """Which file? The open question stays on the table."""
    kept = list(_kept(turn))
    if not kept:
        return again(turn.lead("export.nothing"))
    confirmed = list(_confirmed(turn))
    ids = [b.EXPORT_PDF, b.EXPORT_ZIP]
    if 0 < len(confirmed) < len(kept):
        ids.insert(1, b.EXPORT_CONFIRMED)
    return turn.say("export.which", b.buttons(turn, *ids), count=str(len(kept)))


def tapped_anywhere(turn: Turn, id: str) -> Turn | None:
    """The choices stay good for as long as they are seen; None for any other button."""
    match id:
        case b.EXPORT_PDF:
            return _made(turn, Export("pdf"))
        case b.EXPORT_ZIP:
            return _made(turn, Export("zip"))
        case b.EXPORT_CONFIRMED:
            return _made(turn, Export("pdf", tuple(_confirmed(turn))))
        case _:
            return None


def _made(turn: Turn, wanted: Export) -> Turn:
    chosen = wanted.criteria or tuple(c.id for c in _kept(turn))
    if not chosen:
        return again(turn.lead("export.nothing"))
    return nudge(turn.ask_shell(wanted).lead("export.coming"))


def _kept(turn: Turn) -> Iterator[Criterion]:
    """Criteria of which something was told."""
    told = {claim.criterion for claim in turn.state.claims}
    return (c for c in turn.pack.unit(turn.state.unit).criteria if c.id in told)


def _confirmed(turn: Turn) -> Iterator[str]:
    return (c.id for c in _kept(turn) if drafts.is_confirmed(turn.state, c))
