"""Draft evidence: arranged from the officer's quotes, never written by the coach."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from content.models import Criterion
from dialogs import quoting
from dialogs.buttons import CLAIM
from dialogs.state import Claim, Draft, State, level_of
from dialogs.turn import Turn
from dialogs.values import Button, DraftCard, Level

LONGEST_QUOTE = 110  # characters of a quote inside a draft; the whole quote is kept
LONGEST_LABEL = 20  # grapheme clusters that a LINE quick reply shows
REQUEST = "request"  # how the stamp of what was told to a coach's request ends
MOST_CHOICES = 12  # LINE shows 13 quick replies, one is kept for the way back


def shortened(text: str, longest: int) -> str:
    """``text`` on one line, in at most ``longest`` characters, cut between words or else marks."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    return quoting.clip(text, longest) or quoting.hard_clip(text, longest // 2)


def best_claims(state: State, criterion: Criterion) -> list[Claim]:
    """For each facet the claims of its highest level, facets in the rubric's order."""
    found: list[Claim] = []
    for facet in criterion.facets:
        claims = [c for c in state.claims if (c.criterion, c.facet) == (criterion.id, facet.id)]
        top = max((c.level for c in claims), default=Level.NONE)
        found += [c for c in claims if c.level == top and top >= Level.COVERED]
    return found


def shown_claims(state: State, criterion: Criterion) -> list[Claim]:
    """The claims whose words the draft shows, facets in the rubric's order."""
    best = best_claims(state, criterion)
    return [c for f in criterion.facets for c in _shown([b for b in best if b.facet == f.id])]


def musts_covered(state: State, criterion: Criterion) -> bool:
    """Whether every must of the criterion is covered, so that a draft can be shown."""
    return all(level_of(state, criterion.id, f.id) >= Level.COVERED for f in criterion.musts)


def is_confirmed(state: State, criterion: Criterion) -> bool:
    """Whether the officer confirmed the draft as it stands now."""
    draft = state.drafts.get(criterion.id)
    if draft is None or draft.claims != tuple(c.id for c in best_claims(state, criterion)):
        return False
    return draft.digest in ("", digest(state, criterion))


def digest(state: State, criterion: Criterion) -> str:
    """A fingerprint of the words a draft shows: SHA-256 in hex."""
    said = [f"{c.id}\n{c.quote.text}" for c in best_claims(state, criterion)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def show(turn: Turn, criterion: Criterion) -> Turn:
    """Say the draft: a line a facet, and the same as a card."""
    lines = tuple(_lines(turn, criterion))
    head = turn.phrase("draft.head", title=criterion.short_title)
    text = [head, *(turn.phrase("draft.line", label=label, quote=said) for label, said in lines)]
    return turn.bubble("\n".join(text), card=DraftCard(criterion.short_title, lines))


def confirm(turn: Turn, criterion: Criterion) -> Turn:
    """File the draft as the officer's own; it now waits for a coach. One without its musts is no
    draft and is not filed.
    """
    if not musts_covered(turn.state, criterion):
        return turn
    claims = tuple(c.id for c in best_claims(turn.state, criterion))
    drafts = {
        **turn.state.drafts,
        criterion.id: Draft(claims, turn.at, digest(turn.state, criterion)),
    }
    filed = turn.now(drafts=drafts)
    return filed.keep("draft_confirmed", criterion=criterion.id, claims=list(claims))


def claim_buttons(turn: Turn, criterion: str) -> list[Button]:
    """One button for each thing kept about a criterion, newest last."""
    claims = [c for c in turn.state.claims if c.criterion == criterion][-MOST_CHOICES:]
    return [
        Button(f"{CLAIM}:{c.id}", quoting.hard_clip(quoting.tidy(c.quote.text), LONGEST_LABEL))
        for c in claims
    ]


def _lines(turn: Turn, criterion: Criterion) -> Iterator[tuple[str, str]]:
    for facet in criterion.facets:
        claims = [c for c in best_claims(turn.state, criterion) if c.facet == facet.id]
        for claim in _shown(claims):
            yield facet.label, shortened(quoting.tidy(claim.quote.text), LONGEST_QUOTE)


def _shown(claims: list[Claim]) -> list[Claim]:
    """The newest of the claims about a facet, and all that a coach asked for besides."""
    requested = [c for c in claims if c.stamp.question.endswith(f"/{REQUEST}")]
    return [c for c in claims if c not in requested][-1:] + requested
