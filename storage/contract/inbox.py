"""Promises about an inbox: what was put is there until it is done, and comes in only once."""
# ruff: noqa: D103 -- a promise's name is its sentence

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from storage.errors import Closed
from storage.inbox import Arrival, Inbox


class InboxGround(Protocol):
    """A place for one inbox, empty at first."""

    async def open(self) -> Inbox:
        """Open the inbox of this place, closing the one opened before, if any."""
        ...

    def holds(self, text: str) -> bool:
        """Whether ``text`` can be found in anything the engine keeps."""
        ...


InboxPromise: TypeAlias = Callable[[InboxGround], Awaitable[None]]


def _mail(*keys: str) -> list[Arrival]:
    return [Arrival(key, {"text": f"กดคิว {key}"}) for key in keys]


async def _keys(inbox: Inbox) -> list[str]:
    return [arrival.key for arrival in await inbox.pending()]


async def what_was_put_is_pending_until_done(ground: InboxGround) -> None:
    inbox = await ground.open()
    assert await inbox.pending() == ()
    assert list(await inbox.put(_mail("1", "2", "3"))) == _mail("1", "2", "3")
    await inbox.done(["2", "unknown"])
    inbox = await ground.open()
    assert list(await inbox.pending()) == _mail("1", "3")
    await inbox.done(["1", "3"])
    assert await _keys(await ground.open()) == []


async def what_came_before_is_left_out(ground: InboxGround) -> None:
    inbox = await ground.open()
    await inbox.put(_mail("1", "2"))
    await inbox.done(["1"])
    assert await inbox.put(_mail("1", "2")) == ()
    assert list(await inbox.put(_mail("2", "3", "3", "1"))) == _mail("3")
    inbox = await ground.open()
    assert await inbox.put(_mail("1", "2", "3")) == ()
    assert await _keys(inbox) == ["2", "3"]


async def putting_at_once_keeps_everything_once(ground: InboxGround) -> None:
    inbox = await ground.open()
    keys = [str(number) for number in range(60)]
    found = await asyncio.gather(*(inbox.put(_mail(key)) for key in keys * 3))
    assert sorted(arrival.key for new in found for arrival in new) == sorted(keys)
    assert await _keys(await ground.open()) == keys


async def erasing_leaves_no_word_of_what_was_handled(ground: InboxGround) -> None:
    inbox = await ground.open()
    await inbox.put([Arrival("1", {"text": "secret"}), Arrival("2", {"text": "still needed"})])
    await inbox.done(["1"])
    await inbox.done([], erase=True)
    assert not ground.holds("secret")
    assert ground.holds("still needed")
    inbox = await ground.open()
    assert await inbox.put(_mail("1")) == ()
    assert await _keys(inbox) == ["2"]


async def what_was_handed_in_is_never_shared(ground: InboxGround) -> None:
    inbox = await ground.open()
    mine = {"list": ["kept"]}
    await inbox.put([Arrival("1", mine)])
    mine["list"].append("not kept")
    (found,) = await inbox.pending()
    assert found.body == {"list": ["kept"]}


async def a_cancelled_put_is_there_wholly_or_not_at_all(ground: InboxGround) -> None:
    inbox = await ground.open()
    task = asyncio.create_task(_put_for_nobody(inbox))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    again = await inbox.put(_mail("1", "2"))
    assert len(await _keys(await ground.open())) == 2
    assert len(again) in (0, 2)


async def _put_for_nobody(inbox: Inbox) -> None:
    await inbox.put(_mail("1", "2"))


async def a_closed_inbox_refuses_work(ground: InboxGround) -> None:
    inbox = await ground.open()
    await inbox.put(_mail("1"))
    await inbox.close()
    await inbox.close()
    refused = False
    try:
        await inbox.put(_mail("2"))
    except Closed:
        refused = True
    assert refused
    assert await _keys(await ground.open()) == ["1"]


INBOX_PROMISES: tuple[InboxPromise, ...] = (
    what_was_put_is_pending_until_done,
    what_came_before_is_left_out,
    putting_at_once_keeps_everything_once,
    erasing_leaves_no_word_of_what_was_handled,
    what_was_handed_in_is_never_shared,
    a_cancelled_put_is_there_wholly_or_not_at_all,
    a_closed_inbox_refuses_work,
)
"""Every promise, in one table."""
