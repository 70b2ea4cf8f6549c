"""Pages of the store that belong to no officer, and the values kept on them."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from storage.port import Turn

DESK = "desk"
"""The directory."""

TEAM = "team:"
PERSON, INVITE, ALIAS, TRIES, MEMBER = "person:", "invite:", "alias:", "tries:", "member:"
"""How the ids of documents begin; ``TEAM`` is a page's beginning and a document's on the desk."""

T = TypeVar("T")


def team_page(team: str) -> str:
    """The page of a team."""
    return TEAM + team


def kept(turn: Turn, id: str, kind: type[T]) -> T | None:
    """A document as a value."""
    doc = turn.docs.get(id)
    return None if doc is None else msgspec.convert(doc, kind)


def every(turn: Turn, prefix: str, kind: type[T]) -> dict[str, T]:
    """All documents whose ids begin with ``prefix``, by the rest of their ids."""
    docs = turn.docs
    ids = [id for id in docs if id.startswith(prefix)]
    return {id.removeprefix(prefix): msgspec.convert(docs[id], kind) for id in ids}


def put(turn: Turn, id: str, value: msgspec.Struct) -> None:
    """Keep a value as a document."""
    turn.put(id, msgspec.to_builtins(value))


def note(turn: Turn, kind: str, about: str, **content: Any) -> None:
    """Log something about somebody, such that ``unnote`` erases it."""
    turn.log(kind, {"who": about, **content}, ref=turn.page.fingerprint(about))


def unnote(turn: Turn, about: str) -> None:
    """Erase the contents of everything that was noted about somebody."""
    turn.erase([turn.page.fingerprint(about)])
