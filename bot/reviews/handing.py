"""What the shell does with reviews inside an officer's turn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.coach import load
from bot.errands import leave
from bot.people.membership import belonging
from bot.reviews import shelf, tidings
from bot.thailand import THAILAND
from content.models import CoachKit
from dialogs.pack import Pack
from dialogs.reviewing import handing
from dialogs.reviewing.course import ACCEPTED, WITH_COACH
from dialogs.reviewing.lateness import after_working_days, within_hours
from dialogs.reviewing.refusals import Refused, Why
from dialogs.reviewing.values import Opinion, Review
from dialogs.state import State
from dialogs.values import News
from storage.port import Turn

ARRIVED, LATE, REOPENED = "review_arrived", "review_late", "review_reopened"
"""Kinds of errands."""


class Handing:
    """Submits, withdraws and reopens; never raises, so that the officer's turn is kept."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def submit(self, turn: Turn, state: State, criterion: str) -> Why | None:
        """See ``Reviews.submit``."""
        about = self._pack.criterion(criterion)
        if about is None:
            return "unknown"
        if belonging(turn) is None:
            return "no_team"
        before = shelf.read(turn, criterion)
        try:
            after = handing.submit(before, state, about, turn.at)
        except Refused as refused:
            return refused.why
        shelf.keep(turn, after, "review_submitted", turn.officer, **_draft(after))
        if before is None or before.status not in WITH_COACH:
            self._announce(turn, after)
        return None

    def withdraw(self, turn: Turn, criterion: str) -> Why | None:
        """See ``Reviews.withdraw``."""
        try:
            after = handing.withdraw(shelf.read(turn, criterion), turn.at)
        except Refused as refused:
            return refused.why
        shelf.keep(turn, after, "review_withdrawn", turn.officer)
        return None

    def after_turn(self, turn: Turn, state: State) -> None:
        """See ``Reviews.after_turn``: pages without reviews cost a look at the documents' names."""
        for criterion in shelf.criteria(turn):
            review = shelf.read(turn, criterion)
            if review is not None and review.status in ACCEPTED:
                self._reopen_if_changed(turn, state, review)
            elif review is not None and review.status in WITH_COACH and belonging(turn) is None:
                after = handing.orphaned(review, turn.at)
                shelf.keep(turn, after, "review_withdrawn", turn.officer, why="left_team")

    def is_as_submitted(self, turn: Turn, review: Review) -> bool:
        """Whether the draft is still the one that was submitted."""
        about, state = self._pack.criterion(review.criterion), load(turn)
        return bool(about and state and not handing.is_changed(review, state, about))

    def title(self, criterion: str) -> str:
        """What a criterion is called in a sentence."""
        about = self._pack.criterion(criterion)
        return f"{about.number} {about.short_title}" if about else criterion

    def _reopen_if_changed(self, turn: Turn, state: State, review: Review) -> None:
        about = self._pack.criterion(review.criterion)
        by = Opinion(turn.officer, "", "officer", turn.at, "reopened")
        after = handing.reopened(review, state, about, by) if about else None
        if after is None:
            return
        shelf.keep_opinion(turn, after)
        phrases, title = self._pack.content.phrases, self.title(review.criterion)
        words = phrases.say("review.reopened_by_change", state.voice, title=title)
        tidings.tell(turn, News(words), free=True)
        leave(turn, REOPENED, {"criterion": review.criterion})

    def _announce(self, turn: Turn, review: Review) -> None:
        """Tell the coaches, and come back when their answer is late."""
        body = {"criterion": review.criterion, "round": review.round, "at": turn.at.isoformat()}
        leave(turn, ARRIVED, body)
        kit = self._pack.unit_of(review.criterion).coach_kit
        if kit is not None:
            leave(turn, LATE, body, at=_late(turn, kit))


def _late(turn: Turn, kit: CoachKit) -> datetime:
    days = kit.review.answer_within_working_days
    at = after_working_days(turn.at.astimezone(THAILAND), days)
    return within_hours(at, kit.nudges.from_hour, kit.nudges.to_hour)


def _draft(review: Review) -> dict[str, Any]:
    return {"digest": review.digest, "claims": list(review.claims)}
