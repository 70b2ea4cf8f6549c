"""The four rules of evidence: each is ruled upon, and each ruling has a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from dialogs.reviewing.refusals import demand
from dialogs.reviewing.values import Rule, Ruling

RULES: Final[tuple[Rule, ...]] = get_args(Rule)
LONGEST_REASON = 500  # characters


def check_rules(rules: Mapping[Rule, Ruling]) -> None:
    """Raise Refused unless all four are ruled upon with a reason: no_reason, too_long."""
    demand(set(rules) == set(RULES), "no_reason")
    demand(all(ruling.reason.strip() for ruling in rules.values()), "no_reason")
    demand(all(len(ruling.reason) <= LONGEST_REASON for ruling in rules.values()), "too_long")
