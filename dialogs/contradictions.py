"""Two figures for the same thing: noticed, asked about once, and settled by the officer."""

from __future__ import annotations

import re

import msgspec

from content.models import Criterion
from dialogs import drafts
from dialogs.questions import AskWhich
from dialogs.state import Claim, State, Version
from dialogs.turn import Turn

LONGEST_QUOTE = 60  # characters of each side said back
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_FIGURE = re.compile(r"(?P<before>\S{2,}?)\s*(?P<figure>\d[\d,.]*)\s*(?P<unit>[^\s\d,.]{2,12})")


def find(before: State, turn: Turn) -> AskWhich | None:
    """A claim just kept whose figure differs from an earlier one for the same words and unit."""
    known = {claim.id for claim in before.claims}
    for new in (c for c in turn.state.claims if c.id not in known):
        for old in before.claims:
            if (old.criterion, old.facet) == (new.criterion, new.facet) and differ(old, new):
                return AskWhich(new.criterion, old.id, new.id)
    return None


def differ(old: Claim, new: Claim) -> bool:
    """Whether both name a figure with the same words around it, and not the same one."""
    there, here = _figures(old.quote.text), _figures(new.quote.text)
    return any(here[words] != figure for words, figure in there.items() if words in here)


def ask(turn: Turn, question: AskWhich) -> tuple[str, str]:
    """Both sides in the officer's words, old first; empty where one is gone."""
    said = {c.id: c.quote.text for c in turn.state.claims}
    sides = [said.get(id, "") for id in (question.old, question.new)]
    return (drafts.shortened(sides[0], LONGEST_QUOTE), drafts.shortened(sides[1], LONGEST_QUOTE))


def settle(turn: Turn, criterion: Criterion, kept: str, dropped: str) -> Turn:
    """Keep one claim; the other becomes an earlier version of it."""
    claims = {c.id: c for c in turn.state.claims}
    if kept not in claims or dropped not in claims:
        return turn
    winner, loser = claims[kept], claims[dropped]
    history = (*loser.history, Version(loser.quote, "contradicted", loser.level), *winner.history)
    claims[kept] = msgspec.structs.replace(winner, history=history)
    del claims[dropped]
    settled = turn.now(claims=tuple(claims.values()))
    return settled.keep("contradiction_settled", criterion=criterion.id, kept=kept, dropped=dropped)


def _figures(text: str) -> dict[tuple[str, str], str]:
    """Each figure by the word before it and the unit after it; said twice, the last one counts."""
    plain = text.translate(_DIGITS)
    return {
        (m["before"][-8:], m["unit"]): m["figure"].replace(",", "") for m in _FIGURE.finditer(plain)
    }
