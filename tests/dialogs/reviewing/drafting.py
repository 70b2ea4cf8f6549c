"""Drafts to review: states in which every must of a criterion is told."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from content.models import Content, Criterion
from dialogs import drafts
from dialogs.reviewing.evidence import RULES
from dialogs.reviewing.values import Opinion, Part, Review, Rule, Ruling
from dialogs.state import Claim, Draft, Quote, Stamp, State, consented
from dialogs.values import Level, Request
from tests.fakes import NOON, NOTICE

C1 = "DS501.01"


def claim(criterion: str, facet: str, words: str, at: datetime = NOON, n: int = 1) -> Claim:
    quote = Quote(words, (f"line:{criterion}-{facet}-{n}",), at)
    stamp = Stamp("U", "1", f"{criterion}/main")
    return Claim(f"{criterion}.{facet}#{n}", criterion, facet, Level.COVERED, quote, stamp, True)


def told(criterion: Criterion, at: datetime = NOON, state: State | None = None) -> State:
    """Everything a criterion must have, told but not confirmed."""
    state = state or consented(at, NOTICE)
    new = tuple(claim(criterion.id, f.id, f"เล่าเรื่อง {f.id}", at) for f in criterion.musts)
    return replace(state, claims=(*state.claims, *new))


def confirmed(criterion: Criterion, at: datetime = NOON, state: State | None = None) -> State:
    """The draft of it, confirmed."""
    before = told(criterion, at, state)
    claims = tuple(c.id for c in drafts.best_claims(before, criterion))
    draft = Draft(claims, at, drafts.digest(before, criterion))
    return replace(before, drafts={**before.drafts, criterion.id: draft})


def retold(state: State, criterion: Criterion, words: str) -> State:
    """One facet told in other words, and the draft confirmed again."""
    first, *rest = state.claims
    changed = replace(first, quote=replace(first.quote, text=words))
    after = replace(state, claims=(changed, *rest))
    claims = tuple(c.id for c in drafts.best_claims(after, criterion))
    draft = Draft(claims, NOON, drafts.digest(after, criterion))
    return replace(after, drafts={criterion.id: draft})


def first(content: Content) -> Criterion:
    return content.default.criterion(C1)


def opinion(by: str = "coach", part: Part = "coach", *requests: Request) -> Opinion:
    """An opinion without words, all rules met."""
    return Opinion(by, by.title(), part, NOON, "", "", requests, good())


def good() -> dict[Rule, Ruling]:
    """All four rules met."""
    return {rule: Ruling(True, "ดูจากคำพูดและภาพ") for rule in RULES}


def opened(review: Review, by: str = "coach") -> Review:
    return replace(review, status="in_review", reviewer=by)
