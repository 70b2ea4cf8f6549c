"""The words of a claim over time: a new wording keeps the old one, and either can go for good."""

from __future__ import annotations

import msgspec

from dialogs.reading.port import Finding
from dialogs.state import TOLD_TO, Claim, Quote, Version
from dialogs.turn import Turn
from dialogs.values import Level


def reworded(turn: Turn, claim: Claim, quote: Quote) -> Claim:
    """The claim in new words, which are read afresh: they may support less than the old ones."""
    found = read_for(turn, claim, quote.text)
    return replaced(claim, quote, found)


def replaced(claim: Claim, quote: Quote, found: Finding | None) -> Claim:
    """The claim in new words, at the level they were found to support."""
    level = found.level if found else Level.MENTIONED
    told_to = tuple(reason for reason in claim.because if reason.startswith(TOLD_TO))
    because = (*(found.because if found else ()), *told_to)
    history = (*claim.history, Version(claim.quote, "corrected", claim.level))
    return msgspec.structs.replace(
        claim, quote=quote, level=level, because=because, history=history
    )


def read_for(turn: Turn, claim: Claim, text: str) -> Finding | None:
    """What ``text`` says about the facet of the claim, as if that facet had been asked."""
    reading = turn.pack.reader.read(text, criterion=claim.criterion, facet=claim.facet)
    where = (claim.criterion, claim.facet)
    return next((f for f in reading.findings if (f.criterion, f.facet) == where), None)


def without(claim: Claim, message: str) -> Claim | None:
    """The claim without the words of a message; None if no earlier wording supports it."""
    history = tuple(v for v in claim.history if message not in v.quote.messages)
    if message not in claim.quote.messages:
        return msgspec.structs.replace(claim, history=history)
    if not history:
        return None
    last = history[-1]
    level = claim.level if last.level is None else last.level
    return msgspec.structs.replace(
        claim, quote=last.quote, level=level, because=(), history=history[:-1]
    )
