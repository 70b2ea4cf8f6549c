"""The audit log of a team, or of the installation: who did what when, checked link by link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from bot.console.visit import Visit
from storage.audit import Entry, History
from storage.errors import ChainBroken

AT_ONCE = 50
AN_APPS_ID = re.compile(r"[a-z]+:\S")
DESK = "desk"


async def of_team(visit: Visit) -> Response:
    """What was done in the team."""
    members = await visit.office.desk.people.members(visit.team.id)
    names = {member.officer: member.name for member in members}
    return await _page(visit, f"team:{visit.team.id}", names)


async def of_desk(visit: Visit) -> Response:
    """What was done to roles and teams."""
    return await _page(visit, DESK, {})


async def _page(visit: Visit, page: str, names: Mapping[str, str]) -> Response:
    desk = visit.office.desk
    history = await desk.store.history(page)
    named = {**names, **{person.id: person.name for person in await desk.people.staff()}}
    entries = list(reversed(history.entries))
    number = _number(visit.asked("page"))
    shown = entries[number * AT_ONCE : (number + 1) * AT_ONCE]
    return visit.page(
        "audit.html",
        entries=[_told(visit, entry, named) for entry in shown],
        sound=_is_sound(history),
        newer=number - 1 if number else None,
        older=number + 1 if len(entries) > (number + 1) * AT_ONCE else None,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _is_sound(history: History) -> bool:
    try:
        history.verify()
    except ChainBroken:
        return False
    return True


def _told(visit: Visit, entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    words = visit.office.words
    kind = f"audit.kind.{entry.kind}"
    parts = [
        (_word(visit, f"audit.key.{key}", key), _value(visit, value, names))
        for key, value in (entry.content or {}).items()
    ]
    what = words(kind) if words.has(kind) else entry.kind
    return {"at": datetime.fromisoformat(entry.at), "what": what, "parts": parts}


def _word(visit: Visit, key: str, otherwise: str) -> str:
    return visit.office.words(key) if visit.office.words.has(key) else otherwise


def _value(visit: Visit, value: object, names: Mapping[str, str]) -> str:
    """People by name; the apps' ids of people without one are never shown."""
    if isinstance(value, list | tuple):
        return ", ".join(_value(visit, each, names) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value(visit, each, names)}" for key, each in value.items())
    text = str(value)
    if text in names:
        return names[text] or visit.office.words("person.nameless")
    if AN_APPS_ID.match(text):
        return visit.office.words("person.nameless")
    return text
