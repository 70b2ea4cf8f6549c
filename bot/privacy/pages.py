"""Taking somebody out of pages that are not theirs: teams, the directory, staff, chat groups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.coach import ASIDE
from bot.coaching.table import DOC as TABLE
from bot.errands.errands import drop
from bot.groups import restored, stored
from bot.people.following import load_team
from bot.people.pages import DESK, PERSON, TEAM, team_page
from bot.privacy.scrubbing import Somebody
from bot.service import posting
from dialogs.values import Reply
from storage.port import ERRAND, Push, Store, Turn

GROUP = ":group:"
"""How a chat group's page is told from an officer's."""


async def scrub_others(store: Store, whom: Somebody, at: datetime) -> int:
    """Take somebody out of every page but their own; returns how many pages told of them."""
    return sum([await scrub_page(store, page, whom, at) for page in await _others(store, at)])


async def scrub_page(store: Store, page: str, whom: Somebody, at: datetime) -> bool:
    """Take somebody out of one page; whether it told of them. Its file is written anew then."""
    async with store.turn(page, at=at) as turn:
        if not _tells(turn, whom):
            return False
        ids = Somebody(whom.ids) if _is_persons(page) else whom
        _docs(turn, whom, ids)
        if turn.state is not None and ids.is_in(turn.page.state):
            turn.keep(ids.without(turn.state))
        _outbox(turn, whom)
        turn.erase([turn.page.fingerprint(id) for id in whom.ids])
    return True


async def _others(store: Store, at: datetime) -> list[str]:
    async with store.turn(DESK, at=at) as turn:
        ids = list(turn.docs)
    teams = [team_page(id.removeprefix(TEAM)) for id in ids if id.startswith(TEAM)]
    staff = [id.removeprefix(PERSON) for id in ids if id.startswith(PERSON)]
    groups = [page async for page in store.officers() if GROUP in page]
    return [DESK, *teams, *staff, *groups]


def _is_persons(page: str) -> bool:
    """Whether it is a page of somebody of the staff, who may know people of the same name."""
    return page != DESK and not page.startswith(TEAM) and GROUP not in page


def _tells(turn: Turn, whom: Somebody) -> bool:
    page = turn.page
    texts: Iterable[Any] = (page.state, *page.docs.values(), *page.replies.values())
    told = any(whom.is_in(text) for text in texts)
    named = any(id in doc for id in whom.ids for doc in page.docs)
    return told or named or any(whom.is_in(push.body) for push in page.waiting.values())


def _docs(turn: Turn, whom: Somebody, ids: Somebody) -> None:
    """What is only on its way, or open on a coach's table, goes; the rest loses them."""
    docs = turn.docs
    for id in list(docs):
        if any(each in id for each in whom.ids):
            turn.remove(id)
        elif id.startswith(ASIDE + ERRAND) and ids.is_in(turn.page.docs[id]):
            drop(turn, id.removeprefix(ASIDE + ERRAND))
        elif id == TABLE and whom.is_in(turn.page.docs[id]):
            turn.remove(id)
        elif ids.is_in(turn.page.docs[id]):
            turn.put(id, ids.without(docs[id]))


def _outbox(turn: Turn, whom: Somebody) -> None:
    """What is said of them and was not sent is not sent any more."""
    for push in turn.waiting:
        if not whom.is_in(turn.page.waiting[push.id].body):
            continue
        out = posting.outgoing(push)
        told = (*whom.names, *whom.ids)
        _again(turn, push, tuple(r for r in out.replies if not any(t in r.text for t in told)))


def _again(turn: Turn, push: Push, replies: tuple[Reply, ...]) -> None:
    """What else was said with it still is."""
    turn.withdraw(push.id)
    if replies:
        out = msgspec.to_builtins(replace(posting.outgoing(push), replies=replies))
        parked = push.key == posting.PARKED
        turn.push(out, key=push.key, not_before=posting.NEVER if parked else None)


async def hush(store: Store, team: str, name: str, at: datetime) -> None:
    """Say no more to a team's coaches what was quoted of somebody, and keep no copy of it."""
    async with store.turn(team_page(team), at=at) as turn:
        found = load_team(turn)
    for coach in found.coaches if found else ():
        async with store.turn(coach, at=at) as turn:
            _hush(turn, name)


def _hush(turn: Turn, name: str) -> None:
    whom = Somebody((), (name,))
    quoting = [push for push in turn.waiting if whom.is_in(turn.page.waiting[push.id].body)]
    if not quoting and not any(whom.is_in(text) for text in turn.page.replies.values()):
        return
    for push in quoting:
        replies = posting.outgoing(push).replies
        _again(turn, push, tuple(r for r in replies if not (name in r.text and "“" in r.text)))
    turn.erase(())


async def unpass(store: Store, messages: frozenset[str], at: datetime) -> None:
    """Have chat groups forget that these messages were passed on from them."""
    groups = [page async for page in store.officers() if GROUP in page]
    for page in groups:
        async with store.turn(page, at=at) as turn:
            state = restored(turn.state)
            left = tuple(p for p in state.passed if p.message not in messages)
            if left != state.passed:
                turn.keep(stored(replace(state, passed=left)))
                turn.erase(())
