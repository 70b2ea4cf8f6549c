"""The sample team's script: who there is and what they say, as data."""

from __future__ import annotations

from typing import Final

from bot.practice.words import Key, Part, Text, checked
from content.problems import ContentProblems, Problem
from dialogs.reviewing.values import Rule

FILE: Final = "practice_sample.yaml"


class Picture(Part):
    """What is drawn on a board that is sent as a photo."""

    title: Text
    boxes: tuple[Text, ...]
    note: Text


class Sitting(Part):
    """One criterion: an answer for each facet and the ``main`` question, said in this order.

    The officer goes away after ``stop_after`` answers, or the last one about the facet ``stop_at``.
    """

    criterion: Text
    answers: dict[Key, tuple[Text, ...]]
    days_later: int = 0
    photo: Picture | None = None
    confirm: bool = False
    submit: bool = False
    stop_after: int | None = None
    stop_at: Key | None = None


class Return(Part):
    """A draft that the coach gave back: a wish for each facet."""

    criterion: Text
    requests: dict[Key, Text]
    words: Text


class Acceptance(Part):
    """A draft that the coach took: why each rule is met."""

    criterion: Text
    rules: dict[Rule, Text]
    words: Text


class Player(Part):
    """A made-up officer."""

    id: Key
    name: Text
    agency: Text
    service: Text
    days_ago: int
    sittings: tuple[Sitting, ...]
    returned: Return | None = None
    accepted: Acceptance | None = None


class Script(Part):
    """The team, its coach, and its officers."""

    team: Text
    coach: Text
    people: tuple[Player, ...]


def load_script() -> Script:
    """The script that ships with the program. Raises ContentProblems with all that is wrong."""
    script = checked(FILE, Script)
    ids = [player.id for player in script.people]
    if len(set(ids)) < len(ids):
        raise ContentProblems([Problem(FILE, "people", "an id is taken twice")])
    return script
