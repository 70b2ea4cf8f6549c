"""After an erasure: somebody is taken out of every team and every list."""

from __future__ import annotations

from collections.abc import Callable

from bot.people import aliases
from bot.people.following import keep_team, load_team, team_ids, without
from bot.people.membership import BELONGS
from bot.people.pages import (
    ALIAS,
    DESK,
    INVITE,
    MEMBER,
    PERSON,
    TRIES,
    every,
    team_page,
    unnote,
)
from bot.people.values import Invite
from bot.service.clock import Clock
from storage.port import Store, Turn

STAFF = frozenset({"coach", "assessor"})


async def forget(store: Store, clock: Clock, who: str) -> None:
    """Take ``who`` off the desk and out of every team; their other apps' pages are erased.

    The trails keep that things happened, no longer to whom.
    """
    async with store.turn(DESK, at=clock.now()) as turn:
        apps = aliases.leading_to(turn, who)
    for team in await team_ids(store, clock):
        await _change(store, clock, team_page(team), (who,), _off_the_team)
    async with store.turn(who, at=clock.now()) as turn:
        turn.remove(BELONGS)
    for app in apps:
        await store.erase(app, at=clock.now())
    # last, so that what a crash left undone is still known
    await _change(store, clock, DESK, (who, *apps), _off_the_desk)


async def _change(
    store: Store,
    clock: Clock,
    page: str,
    ids: tuple[str, ...],
    change: Callable[[Turn, str], None],
) -> None:
    """Change a page, and erase what its trail says about somebody, if anything."""
    history = await store.history(page)
    told = {entry.ref for entry in history.entries if entry.content is not None}
    async with store.turn(page, at=clock.now()) as turn:
        for id in ids:
            change(turn, id)
            if turn.page.fingerprint(id) in told:
                unnote(turn, id)


def _off_the_desk(turn: Turn, who: str) -> None:
    for kind in (PERSON, TRIES, ALIAS):
        turn.remove(kind + who)
    for id, invite in every(turn, INVITE, Invite).items():
        if invite.by == who:
            turn.remove(INVITE + id)


def _off_the_team(turn: Turn, who: str) -> None:
    turn.remove(MEMBER + who)
    team = load_team(turn)
    if team is not None:
        keep_team(turn, without(team, who, STAFF))
