"""``MVS_KEEP_DAYS_BY_AGENCY``: terms of some agencies, as JSON or as ``name=days,name=days``."""

from __future__ import annotations

from typing import Any

import msgspec


def days_by_agency(given: object) -> object:
    """What was set as a mapping of names to days; the days are checked by whoever asks.

    Raises:
        ValueError: it is written in neither way.
    """
    if not isinstance(given, str):
        return given
    return _from_json(given) if given.lstrip().startswith("{") else _from_pairs(given)


def _from_json(text: str) -> Any:
    try:
        return msgspec.json.decode(text, type=dict[str, int])
    except msgspec.MsgspecError:
        raise ValueError(WRONG) from None


def _from_pairs(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for pair in filter(str.strip, text.split(",")):
        name, _, days = pair.rpartition("=")
        if not name.strip() or not days.strip().isdecimal():
            raise ValueError(WRONG)
        found[name.strip()] = int(days)
    return found


WRONG = 'must be name=days,name=days or JSON such as {"กรม": 365}'
