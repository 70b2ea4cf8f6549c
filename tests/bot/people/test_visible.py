"""An officer's words are theirs until they submit them."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.people.visible import visible
from dialogs.reviewing.values import Review, Status
from tests.fakes import NOON

CRITERIA = ("A", "B")


def reviews(status: Status) -> dict[str, Review]:
    return {"A": Review("A", status, NOON, "digest", ("c1",))}


def test_nothing_is_visible_before_it_is_submitted() -> None:
    assert visible(CRITERIA, {}) == set()


@pytest.mark.parametrize("status", sorted(set(get_args(Status)) - {"withdrawn"}))
def test_only_what_was_submitted_is_visible_whatever_came_of_it(status: Status) -> None:
    assert visible(CRITERIA, reviews(status)) == {"A"}


def test_what_was_withdrawn_is_no_longer_visible() -> None:
    assert visible(CRITERIA, reviews("withdrawn")) == set()


def test_everything_is_visible_if_the_officer_allows_it() -> None:
    assert visible(CRITERIA, reviews("withdrawn"), shows_early=True) == {"A", "B"}
