"""Who opened an officer's evidence: kept on the officer's own page, and shown to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from bot.coach import ASIDE, load
from bot.people.values import Person
from bot.thailand import THAILAND
from dialogs.state import Looked
from storage.port import Store, Turn

What = Literal["page", "file", "review", "export", "thread"]

LOOKS: Final = f"{ASIDE}looks"
OFTEN = timedelta(hours=1)
"""The same person who opens the same again within this time is noted once."""
MOST_SHOWN = 50
ROLES: Final[tuple[Literal["assessor", "coach", "operator"], ...]] = (
    "assessor",
    "coach",
    "operator",
)


def noted(turn: Turn, viewer: Person, what: What) -> bool:
    """Note inside the officer's turn that ``viewer`` opened ``what`` of theirs; whether it was new.

    Nothing is noted of officers who look at their own, nor on a page that was erased.
    """
    state = load(turn)
    role = next((r for r in ROLES if r in viewer.roles), None)
    if state is None or role is None or viewer.id == turn.officer:
        return False
    looks: dict[str, Any] = turn.docs.get(LOOKS) or {}
    key = f"{turn.page.fingerprint(viewer.id)}:{what}"
    if key in looks and turn.at - datetime.fromisoformat(looks[key]) < OFTEN:
        return False
    recent = {k: at for k, at in looks.items() if turn.at - datetime.fromisoformat(at) < OFTEN}
    turn.put(LOOKS, {**recent, key: turn.at.isoformat()})
    look = Looked(turn.at.astimezone(THAILAND), viewer.name, role, what)
    seen = msgspec.structs.replace(state, looked=(*state.looked, look)[-MOST_SHOWN:], claims=())
    turn.keep(msgspec.to_builtins(seen))
    turn.log("looked", {"name": viewer.name, "role": role, "what": what})
    return True


async def noting(store: Store, officer: str, viewer: Person, what: What, at: datetime) -> bool:
    """See ``noted``; in a turn of its own."""
    async with store.turn(officer, at=at) as turn:
        return noted(turn, viewer, what)
