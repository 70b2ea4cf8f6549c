from __future__ import annotations

from dialogs.reviewing.settling import settled
from dialogs.values import Settled


def test_an_officer_is_told_what_came_of_asking() -> None:
    assert settled("submit", "C", None) is None, "that it was handed over was said already"
    assert settled("withdraw", "C", None) == Settled("withdraw", "done", criterion="C")
    assert settled("withdraw", "C", "begun") == Settled("withdraw", "begun", criterion="C")
    assert settled("submit", "C", "decided") == Settled("submit", "already", criterion="C")
    assert settled("submit", "C", "no_team") == Settled("submit", "failed", criterion="C")
