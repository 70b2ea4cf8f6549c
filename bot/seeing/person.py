"""One officer's page: what they told, where it came from, what is planned, how it changed.

Words are there only where the officer let the reader see them; levels are there everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from bot.people.visible import visible
from bot.seeing.board import Standing, Unanswered, level, share, standing, unanswered
from bot.seeing.snapshot import Snapshot
from bot.seeing.stuck import Stuck, stuck
from content.models import Criterion, Facet
from dialogs.journey import current_step
from dialogs.pack import Pack
from dialogs.reviewing.handing import is_changed
from dialogs.reviewing.values import Review
from dialogs.state import Attachment, Claim, Plan, Profile, Promise, Round, Version, level_of
from dialogs.steps import facts
from dialogs.values import Level


class Source(Struct, frozen=True):
    """Where words came from: who said it, when, in which app, in which messages."""

    officer: str
    at: datetime
    channel: str
    messages: tuple[str, ...]


class ClaimView(Struct, frozen=True):
    """A claim with its words and its source; ``question`` and ``rubric`` say what was asked.

    ``submitted``: it is part of the draft as it was handed over.
    """

    id: str
    words: str
    level: Level
    source: Source
    question: str
    rubric: str
    submitted: bool
    history: tuple[Version, ...] = ()


class FacetView(Struct, frozen=True):
    """One facet: how well it is supported, by which words."""

    id: str
    label: str
    must: bool
    level: Level
    claims: tuple[ClaimView, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class CriterionView(Struct, frozen=True):
    """One criterion. ``readable``: its words are shown; ``changed``: since they were submitted."""

    id: str
    number: str
    title: str
    element: str
    level: Level
    share: int
    status: Standing
    readable: bool
    changed: bool
    facets: tuple[FacetView, ...]
    plans: tuple[Plan, ...] = ()
    review: Review | None = None


class PersonView(Struct, frozen=True):
    """An officer as somebody may see them."""

    officer: str
    name: str
    at: datetime
    profile: Profile
    step: str
    round: Round
    stuck: tuple[Stuck, ...]
    waiting: tuple[Unanswered, ...]
    criteria: tuple[CriterionView, ...]
    promises: tuple[Promise, ...]
    seen: datetime | None

    def criterion(self, id: str) -> CriterionView | None:
        """One of the criteria."""
        return next((found for found in self.criteria if found.id == id), None)


def person(seen: Snapshot, pack: Pack, at: datetime, *, own: bool = False) -> PersonView:
    """The page of ``seen``; ``own``: they look at themselves and see everything."""
    unit = pack.unit(seen.state.unit)
    shows = own or (seen.member is not None and seen.member.shows_early)
    readable = visible((c.id for c in unit.criteria), seen.reviews, shows_early=shows)
    return PersonView(
        seen.officer,
        seen.name,
        at,
        seen.state.profile,
        current_step(unit.journey, facts(seen.state, at)).title,
        seen.state.round,
        stuck(seen, pack, at),
        tuple(unanswered(seen)),
        tuple(_criterion(seen, c, c.id in readable) for c in unit.criteria),
        seen.state.promises,
        seen.state.seen,
    )


def channel(message: str, officer: str) -> str:
    """The app a message came in: its id begins with it, or else the officer's does."""
    return (message if ":" in message else officer).partition(":")[0]


def _criterion(seen: Snapshot, criterion: Criterion, readable: bool) -> CriterionView:
    review = seen.reviews.get(criterion.id)
    plans = tuple(p for p in seen.state.plans if p.criterion == criterion.id)
    return CriterionView(
        criterion.id,
        criterion.number,
        criterion.short_title,
        criterion.element,
        level(seen, criterion),
        share(seen, criterion),
        standing(seen, criterion),
        readable,
        review is not None and is_changed(review, seen.state, criterion),
        tuple(_facets(seen, criterion, readable)),
        plans if readable else (),
        review if readable else None,
    )


def _facets(seen: Snapshot, criterion: Criterion, readable: bool) -> Iterator[FacetView]:
    for facet in criterion.facets:
        words = tuple(_claims(seen, criterion, facet)) if readable else ()
        files = tuple(_attachments(seen, criterion, facet)) if readable else ()
        known = level_of(seen.state, criterion.id, facet.id)
        yield FacetView(facet.id, facet.label, facet.importance == "must", known, words, files)


def _claims(seen: Snapshot, criterion: Criterion, facet: Facet) -> Iterator[ClaimView]:
    review = seen.reviews.get(criterion.id)
    handed = review.claims if review else ()
    for claim in seen.state.claims:
        if (claim.criterion, claim.facet) == (criterion.id, facet.id):
            yield _claim(seen.officer, claim, claim.id in handed)


def _claim(officer: str, claim: Claim, submitted: bool) -> ClaimView:
    quote, stamp = claim.quote, claim.stamp
    app = channel(quote.messages[0] if quote.messages else "", officer)
    source = Source(officer, quote.at, app, quote.messages)
    asked = (stamp.question, stamp.rubric)
    return ClaimView(claim.id, quote.text, claim.level, source, *asked, submitted, claim.history)


def _attachments(seen: Snapshot, criterion: Criterion, facet: Facet) -> Iterator[Attachment]:
    for attachment in seen.state.attachments:
        if (attachment.criterion, attachment.facet) == (criterion.id, facet.id):
            yield attachment
