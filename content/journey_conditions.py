"""The conditions a journey may state: a small closed grammar, parsed when the journey is loaded.

``DS501.01.current_steps>=covered`` · ``test.outcome==passed`` · ``test.outcome!=none`` ·
``retest==failed`` · ``cause==screen_or_wording`` · ``decision==stop`` · ``no_blocking_issue`` ·
``indicator_below_target``. All conditions of a list must hold.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator

from content.frozen import Frozen

LevelName = Literal["mentioned", "covered", "evidenced"]
Outcome = Literal["none", "passed", "partial", "failed", "invalid"]
FlagName = Literal["no_blocking_issue", "indicator_below_target"]
Fact = Literal["retest", "cause", "decision"]


class FacetAtLeast(Frozen):
    """A facet is supported at ``level`` or better."""

    criterion: str
    facet: str
    level: LevelName

    @property
    def key(self) -> str:
        """The facet's name among all criteria: ``DS501.01.current_steps``."""
        return f"{self.criterion}.{self.facet}"


class TestOutcome(Frozen):
    """How the last test with users came out; a passed retest counts as passed."""

    __test__ = False  # pytest would collect it for its name

    op: Literal["==", "!="]
    value: Outcome


class FactIs(Frozen):
    """A plain fact has this value."""

    fact: Fact
    value: str


class Flag(Frozen):
    """Something that is so."""

    name: FlagName


ConditionValue = FacetAtLeast | TestOutcome | FactIs | Flag

_COMPARISON = re.compile(r"([\w.-]+?)\s*(>=|==|!=)\s*([a-z0-9_]+)")
_FACET = re.compile(r"([\w.-]+)\.([a-z][a-z0-9_]*)")


def parse(text: object) -> ConditionValue:
    """The condition ``text`` states; raises ``ValueError`` for anything outside the grammar."""
    if isinstance(text, ConditionValue):
        return text
    if text in get_args(FlagName):
        return Flag.model_validate({"name": text})
    compared = _COMPARISON.fullmatch(text.strip()) if isinstance(text, str) else None
    if compared is None:
        raise ValueError(f"unknown condition {text!r}")
    match compared.groups():
        case (left, ">=", level) if facet := _FACET.fullmatch(left):
            named = {"criterion": facet[1], "facet": facet[2], "level": level}
            return FacetAtLeast.model_validate(named)
        case ("test.outcome", "==" | "!=" as op, value):
            return TestOutcome.model_validate({"op": op, "value": value})
        case (left, "==", value):
            return FactIs.model_validate({"fact": left, "value": value})
    raise ValueError(f"unknown condition {text!r}")


Condition = Annotated[ConditionValue, BeforeValidator(parse)]
