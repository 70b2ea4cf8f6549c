"""Where reviews are kept: a document each on the officer's page, and every act on record."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.coach import ASIDE
from dialogs.reviewing.values import Opinion, Review
from storage.port import Turn

ASIDE_REVIEW = f"{ASIDE}review:"


def read(turn: Turn, criterion: str) -> Review | None:
    """The review of a criterion, if it was ever submitted."""
    doc = turn.docs.get(ASIDE_REVIEW + criterion)
    return None if doc is None else msgspec.convert(doc, Review)


def criteria(turn: Turn) -> list[str]:
    """The criteria that were ever submitted."""
    docs = turn.docs
    return sorted(id.removeprefix(ASIDE_REVIEW) for id in docs if id.startswith(ASIDE_REVIEW))


def read_all(turn: Turn) -> dict[str, Review]:
    """All reviews of an officer, by criterion."""
    found = {id: read(turn, id) for id in criteria(turn)}
    return {id: review for id, review in found.items() if review is not None}


def keep(turn: Turn, review: Review, kind: str, by: str, **more: Any) -> None:
    """Write ``review``, and what led to it into the trail."""
    turn.put(ASIDE_REVIEW + review.criterion, msgspec.to_builtins(review))
    content = {"criterion": review.criterion, "status": review.status, "round": review.round}
    turn.log(kind, {**content, "by": by, **more}, ref=ASIDE_REVIEW + review.criterion)


def keep_opinion(turn: Turn, review: Review) -> None:
    """Write ``review``, whose last opinion is new, and that opinion with its words."""
    opinion: Opinion = review.opinions[-1]
    said = msgspec.to_builtins(opinion)
    for name in ("by", "name", "at", "round"):
        del said[name]
    keep(turn, review, "review_opinion", opinion.by, digest=review.digest, **said)
