"""Returning a draft in chat: one to three requests, each about a facet and in the coach's words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.coaching import acts
from bot.coaching.drafts import done, once
from bot.coaching.table import Choice, Shown
from bot.coaching.visit import Visit
from content.models import Criterion
from dialogs.reviewing.refusals import Refused
from dialogs.reviewing.values import Review
from dialogs.values import Level, Request

KINDS = ("partial", "vague", "authenticity", "currency")
"""Ready-made comments of the coach kit that ask for something; one of each is offered."""
MOST = 3  # where a unit has no coach kit
_GAP = re.compile(r"\{[a-z_]+\}")


async def facet(visit: Visit, act: acts.PickFacet) -> Shown:
    """About what: what is thin comes first."""
    view = await visit.seeing.person(visit.who, act.officer)
    draft = view.criterion(act.criterion)
    if draft is None or not draft.readable:
        raise LookupError(act.criterion)
    asked = {request.facet for request in act.requests}
    left = [f for f in draft.facets if f.id not in asked]
    choices = [
        Choice("", acts.Want(act.officer, act.criterion, f.id, act.requests), f.label)
        for f in sorted(left, key=lambda f: (f.level >= Level.COVERED, not f.must))
    ]
    turned = visit.paged(
        choices,
        act.page,
        lambda page: acts.PickFacet(act.officer, act.criterion, act.requests, page),
    )
    no = visit.choice("cancel", acts.Cancel())
    leaving = acts.Later(act.officer, act.criterion)
    return Shown(visit.say("coaching.which_facet"), (*turned, no), leaving=leaving)


async def want(visit: Visit, act: acts.Want) -> Shown:
    """What is wanted, in own words or ready-made ones."""
    about = _criterion(visit, act.criterion)
    if not act.words.strip():
        return _asking(visit, act, about)
    requests = (*act.requests, Request(act.facet, act.words.strip()))
    lines = [f"• {_label(about, r.facet)}: {r.words}" for r in requests]
    more = acts.PickFacet(act.officer, act.criterion, requests)
    choices = (
        visit.choice("give_back", acts.GiveBack(act.officer, act.criterion, requests)),
        *([visit.choice("one_more", more)] if len(requests) < _most(visit, about) else []),
        visit.choice("cancel", acts.Cancel()),
    )
    text = "\n".join([visit.say("coaching.requests"), *lines])
    return Shown(text, choices, leaving=acts.Later(act.officer, act.criterion))


def _asking(visit: Visit, act: acts.Want, about: Criterion) -> Shown:
    ready = [
        Choice("", acts.Want(act.officer, act.criterion, act.facet, act.requests, words), words)
        for words in _ready(visit, about)
    ]
    text = visit.say("coaching.want", label=_label(about, act.facet))
    no = visit.choice("cancel", acts.Cancel())
    leaving = acts.Later(act.officer, act.criterion)
    return Shown(text, (*ready, no), hears=act, leaving=leaving)


async def give_back(visit: Visit, act: acts.GiveBack) -> Shown:
    """Return the draft, once."""

    async def returned() -> Review:
        return await visit.desk.reviews.request_changes(
            visit.who, act.officer, act.criterion, act.requests
        )

    await once(visit, act.officer, act.criterion, "changes_requested", returned)
    return await done(visit, visit.say("coaching.returned", count=str(len(act.requests))))


def _ready(visit: Visit, about: Criterion) -> Iterator[str]:
    kit = visit.desk.pack.unit_of(about.id).coach_kit
    for kind in KINDS if kit else ():
        texts = kit.feedback.get(kind, ()) if kit else ()
        yield from [text for text in texts if not _GAP.search(text)][:1]


def _most(visit: Visit, about: Criterion) -> int:
    kit = visit.desk.pack.unit_of(about.id).coach_kit
    return kit.review.most_requests if kit else MOST


def _criterion(visit: Visit, id: str) -> Criterion:
    found = visit.desk.pack.criterion(id)
    if found is None:
        raise Refused("unknown")
    return found


def _label(about: Criterion, facet: str) -> str:
    return next((f.label for f in about.facets if f.id == facet), facet)
