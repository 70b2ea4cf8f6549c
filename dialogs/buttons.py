"""Every button the coach offers: short ASCII ids, and the phrase that labels each.

An id is what a channel sends back; ids with an argument carry it after a colon (``c:DS501.01``).
"""

from __future__ import annotations

from dialogs.turn import Turn
from dialogs.values import Button

AGREE, DECLINE = "agree", "decline"
YES, NO = "yes", "no"
SKIP, DONT_KNOW, EXAMPLE = "skip", "dont_know", "example"
GO_ON, REST, RESUME = "go_on", "rest", "resume"
USE_DRAFT, CHANGE_DRAFT = "use", "change"
NO_FILE = "no_file"
DO_IT, SMALLER, SKIP_STEP = "do", "smaller", "skip_step"
TOMORROW, FRIDAY, NEXT_WEEK = "when:tomorrow", "when:friday", "when:next_week"
DID_IT, NOT_YET = "did", "not_yet"
STATUS, NEXT_STEP, PICK, HELP = "status", "next_step", "pick", "help"
OLD, NEW, BOTH = "old", "new", "both"
ERASE, KEEP = "erase_all", "keep_all"
SUBMIT, WITHDRAW, LATER = "submit", "withdraw", "later"
END_THREAD = "end_thread"
JOIN, STAY, LEAVE = "join", "stay", "leave"
MY_COPY, MY_ERASE, MY_ALL = "my_copy", "my_erase", "my_all"
MY_WITHDRAW, MY_MORE = "my_withdraw", "my_more"
EXPORT_PDF, EXPORT_CONFIRMED, EXPORT_ZIP = "export:pdf", "export:confirmed", "export:zip"
ERASE_IT, KEEP_IT = "erase_it", "keep_it"

FILE = "f"
CRITERION = "c"
CLAIM = "claim"
UNIT = "unit"
DROP = "drop"
KEEP_OLD = "keep_old"
OUTCOME = "outcome"
CAUSE = "cause"


def button(turn: Turn, id: str) -> Button:
    """The button ``id`` with its label in the officer's voice."""
    return Button(id, turn.phrase("button." + id.replace(":", "_")))


def buttons(turn: Turn, *ids: str) -> tuple[Button, ...]:
    """Several buttons, in order."""
    return tuple(button(turn, id) for id in ids)


def argument(id: str, kind: str) -> str | None:
    """What follows ``kind:`` in a button id; None for any other id."""
    head, colon, rest = id.partition(":")
    return rest if colon and head == kind else None
