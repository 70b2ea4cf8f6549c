"""The coach in a team's group: quiet, kind, and closed about everybody's own work."""

from bot.groups.decision import Decision, GroupOutcome, decide
from bot.groups.links import Links
from bot.groups.state import GroupState, OpenPrompt, Passed, group_officer, restored, stored

__all__ = [
    "Decision",
    "GroupOutcome",
    "GroupState",
    "Links",
    "OpenPrompt",
    "Passed",
    "decide",
    "group_officer",
    "restored",
    "stored",
]
