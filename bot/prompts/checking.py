"""What a coach may want sent: refused with a reason before anything is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from bot.people.values import Team
from bot.prompts.filling import fillable
from bot.prompts.means import opening
from bot.prompts.schedule import Slot, slots
from bot.prompts.trouble import CannotSend
from bot.prompts.values import LONGEST, Chat, Wanted
from dialogs.pack import Pack

LATE = timedelta(minutes=5)
"""A time this long ago still means now."""
SHOWN = 5


def check_words(pack: Pack, wanted: Wanted) -> None:
    """Raise CannotSend if it cannot be said."""
    if not wanted.words.strip():
        raise CannotSend("empty")
    if len(wanted.words) > LONGEST:
        raise CannotSend("too_long")
    if not fillable(wanted.words, group=wanted.audience.kind == "group"):
        raise CannotSend("gap")
    for criterion in (wanted.criterion, wanted.audience.criterion):
        if criterion is not None and pack.criterion(criterion) is None:
            raise CannotSend("unknown_criterion")


def check_audience(wanted: Wanted, chats: list[Chat]) -> None:
    """Raise CannotSend if it names a group that is not the team's, or nothing to choose by."""
    audience = wanted.audience
    if audience.kind == "group":
        if audience.group not in [chat.group for chat in chats]:
            raise CannotSend("no_group")
    elif audience.group is not None:
        raise CannotSend("no_group")
    if audience.kind == "stuck" and audience.criterion is None:
        raise CannotSend("unknown_criterion")


def times(team: Team, wanted: Wanted, now: datetime, after: str = "") -> tuple[Slot, ...]:
    """The next sendings, five at most. Raises CannotSend if there is none."""
    begin = wanted.when.at
    if begin is not None and wanted.when.rule is None and begin < now - LATE:
        raise CannotSend("past")
    found = slots(wanted.when, now, opening(team, wanted), after)
    coming = tuple(islice((slot for slot in found if slot.at >= now - LATE), SHOWN))
    if not coming:
        raise CannotSend("never")
    return coming
