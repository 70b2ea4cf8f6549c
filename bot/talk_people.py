"""Lines of a talk that come from the human coach and the team, and what is asked of them.

::

    < prompt p1 DS501.01 สมศรี: words          a question; "-" where it is about no criterion
    < return DS501.01 สมศรี: facet: words; facet: words
    < decide DS501.01 accepted สมศรี: words
    < coach สมศรี: words                       in the thread; "coach ends สมศรี: words" ends it
    < news: words
    < enrol t1 สมศรี: the team's name          "< enrol" alone: in no team any more
    < settle join unknown                      or "settle withdraw begun DS501.01"
    * submit DS501.01                          printed: what the shell is asked to do
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import msgspec

from dialogs.tasks import Task
from dialogs.values import (
    Decided,
    Enrolled,
    FromCoach,
    FromPeople,
    Matter,
    News,
    Prompted,
    Request,
    Result,
    Returned,
    Settled,
    Verdict,
)


def said_by_people(line: str) -> FromPeople | None:
    """What a ``<`` line says; None if it cannot be read."""
    head, _, words = line.removeprefix("<").strip().partition(":")
    try:
        name, *fields = head.split()
        return _KINDS[name](fields, words.strip())
    except (KeyError, ValueError, IndexError, StopIteration):
        return None


def asked_of_shell(task: Task) -> str:
    """A task as a line: its name and what it carries."""
    carried: dict[str, Any] = msgspec.to_builtins(task)
    words = [str(carried.pop("type"))]
    for value in carried.values():
        words += (
            [_word(part) for part in value] if isinstance(value, list | tuple) else [_word(value)]
        )
    return "* " + " ".join(filter(None, words))


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["id"])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _prompted(fields: list[str], words: str) -> FromPeople:
    prompt, criterion, *coach = fields
    return Prompted(prompt, words, " ".join(coach), None if criterion == "-" else criterion)


def _returned(fields: list[str], words: str) -> FromPeople:
    criterion, *coach = fields
    parts = [part.partition(":") for part in words.split(";") if part.strip()]
    requests = tuple(Request(facet.strip(), asked.strip()) for facet, _, asked in parts)
    return Returned(criterion, " ".join(coach), requests)


def _decided(fields: list[str], words: str) -> FromPeople:
    criterion, verdict, *by = fields
    known: Verdict = next(v for v in get_args(Verdict) if v == verdict)
    return Decided(criterion, " ".join(by), known, words)


def _from_coach(fields: list[str], words: str) -> FromPeople:
    ends = fields[:1] == ["ends"]
    return FromCoach(words, " ".join(fields[1:] if ends else fields), ends)


def _enrolled(fields: list[str], words: str) -> FromPeople:
    return Enrolled(fields[0], words, " ".join(fields[1:])) if fields else Enrolled()


def _settled(fields: list[str], words: str) -> FromPeople:
    matter: Matter = next(m for m in get_args(Matter) if m == fields[0])
    result: Result = next(r for r in get_args(Result) if r == fields[1])
    return Settled(matter, result, words, fields[2] if len(fields) > 2 else "")


_KINDS: dict[str, Callable[[list[str], str], FromPeople]] = {
    "prompt": _prompted,
    "return": _returned,
    "decide": _decided,
    "coach": _from_coach,
    "news": lambda _, words: News(words),
    "enrol": _enrolled,
    "settle": _settled,
}
