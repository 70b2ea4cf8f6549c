"""Why a prompt cannot be sent as wanted.

::

    CannotSend
    └── OverBudget   it would cost more messages than the team or the LINE account has left
    Changed          somebody else was faster: the same again, later
"""

# ruff: noqa: N818 -- named by what happened to whom
from __future__ import annotations

from typing import Literal

from bot.prompts.values import Cost

Reason = Literal[
    "unknown",
    "too_late",
    "empty",
    "too_long",
    "bad_rule",
    "never",
    "past",
    "nobody",
    "unknown_criterion",
    "no_group",
    "gap",
    "closed",
    "budget",
    "quota",
]
"""Phrases ``prompts.why_<reason>`` say them."""


class CannotSend(Exception):
    """It cannot be sent or changed; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Changed(Exception):
    """Something changed while it was looked at: the same again, later."""


class OverBudget(CannotSend):
    """It would cost too much; ``cost`` has the figures. ``free`` would cost nothing."""

    def __init__(self, reason: Literal["budget", "quota"], cost: Cost) -> None:
        super().__init__(reason)
        self.cost = cost
