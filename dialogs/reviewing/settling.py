"""What an officer is told about a submission or withdrawal they asked for, once it was tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from dialogs.reviewing.refusals import Why
from dialogs.values import Result, Settled

_RESULTS: Final[Mapping[Why, Result]] = {
    "already_waiting": "already",
    "decided": "already",
    "begun": "begun",
    "unknown": "unknown",
}


def settled(
    matter: Literal["submit", "withdraw"], criterion: str, why: Why | None
) -> Settled | None:
    """What came of it, to be said; None where that was said already, as of a submission."""
    if why is not None:
        return Settled(matter, _RESULTS.get(why, "failed"), criterion=criterion)
    return Settled(matter, "done", criterion=criterion) if matter == "withdraw" else None
