"""An inbox that takes arrivals in even while the one behind it is out of reach, in their order.

::

    inbox = await SpooledInbox.open(await store.inbox(), folder)
    new = await inbox.put(arrivals)     # durable, there or here, soon
    more = await inbox.claim()          # now and then: what was on the disk and came in since

While anything waits on the disk, what arrives waits behind it. What the inbox behind this one does
not know yet is nobody's to handle.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from storage.errors import Closed, TryLater
from storage.inbox import LANES, Arrival, Claims, Inbox
from storage.spool import Spool

logger = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds in which the inbox behind has to answer whoever puts something."""
PROBE = 1.0
"""Seconds between two attempts to reach it while it is away."""
AT_ONCE = 500
"""How many arrivals are brought over together."""

Asked: TypeAlias = "asyncio.Task[tuple[Arrival, ...]]"


@runtime_checkable
class Counts(Protocol):
    """An inbox of many processes, in which a look takes nothing over."""

    async def waiting(self) -> tuple[int, Arrival | None]:
        """How many arrivals nobody has handled yet, and the oldest."""
        ...


class SpooledInbox:
    """The inbox behind, and a spool before it. ``await SpooledInbox.open(…)`` makes one."""

    def __init__(
        self, inbox: Inbox, spool: Spool, *, patience: float = PATIENCE, probe: float = PROBE
    ) -> None:
        self._inbox = inbox
        self._spool = spool
        self._patience = patience
        self._probe = probe
        self._asking: dict[Asked, Sequence[Arrival]] = {}
        self._unanswered: set[Asked] = set()
        self._accepted: dict[str, Arrival] = {}
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._saved: asyncio.Task[None] | None = None
        self._alone = asyncio.Lock()
        self._carrier: asyncio.Task[None] | None = None
        self._closed = False
        self._carry_soon()

    @classmethod
    async def open(
        cls, inbox: Inbox, folder: Path, *, patience: float = PATIENCE, probe: float = PROBE
    ) -> SpooledInbox:
        """Put a spool in ``folder`` before ``inbox``; what is left there is brought over first.

        ``patience`` and ``probe`` are in seconds.

        Raises:
            TryLater: the folder could not be written.
        """
        return cls(inbox, await Spool.open(folder), patience=patience, probe=probe)

    @property
    def is_away(self) -> bool:
        """Whether the inbox behind is known to be out of reach."""
        return self._gone.done()

    @property
    def spooled(self) -> int:
        """How many arrivals wait on the disk here."""
        return self._spool.waiting

    # --- taking in -------------------------------------------------------------------------------

    async def put(self, arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
        """See ``Inbox.put``; what goes to the disk first is left out, and comes with ``claim``."""
        self._check()
        if self.is_away or self._spool.waiting:
            saved = self._spool.put(arrivals)
            self._carry_soon()
            await asyncio.shield(saved)
            return ()
        return await self._ask(arrivals)

    async def _ask(self, arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
        """Ask the inbox behind, but not for long, nor once another has asked in vain."""
        asked = asyncio.create_task(self._inbox.put(arrivals))
        self._asking[asked] = arrivals
        try:
            both = (asked, self._gone)
            await asyncio.wait(both, timeout=self._patience, return_when="FIRST_COMPLETED")
            if asked.done():
                return self._in_order(asked.result())
            self._lose(f"it has not answered for {self._patience} s")
        except TryLater as error:
            self._lose(str(error))
        except asyncio.CancelledError:
            self._hear_later(asked)
            raise
        finally:
            del self._asking[asked]
        if not asked.done():
            self._hear_later(asked)
        assert self._saved is not None
        await asyncio.shield(self._saved)
        return ()

    def _in_order(self, new: tuple[Arrival, ...]) -> tuple[Arrival, ...]:
        """What came in just now is behind what was brought over and nobody has claimed yet."""
        if not self._accepted:
            return new
        self._accept(new)
        return ()

    def _accept(self, new: Iterable[Arrival]) -> None:
        self._accepted.update((arrival.key, arrival) for arrival in new)

    def _hear_later(self, asked: Asked) -> None:
        """Whoever asked has gone: what is kept all the same must be handled by somebody."""
        self._unanswered.add(asked)
        asked.add_done_callback(self._heard)

    def _heard(self, asked: Asked) -> None:
        self._unanswered.discard(asked)
        if not asked.cancelled() and asked.exception() is None:
            self._accept(asked.result())

    def _lose(self, why: str) -> None:
        """The inbox behind is away: all that was asked of it goes to the disk, in order."""
        if self.is_away:
            return
        logger.warning("what arrives waits on the disk here, for the inbox is away: %s", why)
        self._gone.set_result(None)
        self._saved = self._spool.put([each for mail in self._asking.values() for each in mail])
        self._carry_soon()

    # --- bringing over ---------------------------------------------------------------------------

    def _carry_soon(self) -> None:
        if self._carrier is None or self._carrier.done():
            self._carrier = asyncio.create_task(self._carry())

    async def _carry(self) -> None:
        """Bring everything over, however long that takes, and leave nothing here."""
        while True:
            try:
                await self._bring_all()
            except TryLater as error:
                self._lose(str(error))
                await asyncio.sleep(self._probe)
            else:
                await self._clean()
                if not (self.is_away or self._spool.waiting):
                    return

    async def _clean(self) -> None:
        try:
            await self._spool.clean()
        except TryLater as error:
            logger.warning("what was brought over stays on the disk here for now: %s", error)

    async def _bring_all(self) -> None:
        """Bring everything over that waits.

        Raises:
            TryLater: the inbox behind is away.
        """
        while self._spool.waiting:
            async with self._alone:
                await self._answered()
                await self._bring(self._spool.first(AT_ONCE))
        if self.is_away:
            logger.warning("the inbox is back, and has what waited here")
            self._gone = asyncio.get_running_loop().create_future()

    async def _bring(self, some: Sequence[Arrival]) -> None:
        if not some:  # it is still being written
            await asyncio.sleep(0.01)
            return
        try:
            self._accept(await self._inbox.put(some))
        except (TryLater, Closed):
            raise
        except Exception as error:
            await self._bring_sound(some, type(error).__name__)
        else:
            await self._spool.let_go(arrival.key for arrival in some)

    async def _bring_sound(self, some: Sequence[Arrival], why: str) -> None:
        """One of them cannot be taken in, ever: the others do not wait for it."""
        if len(some) == 1:
            logger.error("%s cannot be taken in, and waits on the disk: %s", some[0].key, why)
            self._spool.put_aside(some[0])
            return
        for arrival in some:
            await self._bring([arrival])

    async def _answered(self) -> None:
        """Wait until whatever was asked before has an answer, and is in its place."""
        if self._unanswered:
            await asyncio.wait(self._unanswered)

    # --- handing out -----------------------------------------------------------------------------

    async def claim(self, lanes: int = LANES) -> tuple[Arrival, ...]:
        """See ``Claims.claim``: what was brought over since the last time comes first."""
        self._check()
        more = await self._inbox.claim(lanes) if isinstance(self._inbox, Claims) else ()
        found, self._accepted = self._accepted, {}
        return (*found.values(), *(each for each in more if each.key not in found))

    async def pending(self) -> tuple[Arrival, ...]:
        """See ``Inbox.pending``; what waits here is brought over first.

        Raises:
            TryLater: the inbox behind is away.
        """
        self._check()
        if self._spool.waiting:
            await self._bring_all()
        return await self._inbox.pending()

    async def done(self, keys: Iterable[str], *, erase: bool = False) -> None:
        """See ``Inbox.done``; what waits here may be let go of, too."""
        self._check()
        gone = list(keys)
        for key in gone:
            self._accepted.pop(key, None)
        if self._spool.is_blank:
            await self._inbox.done(gone, erase=erase)
            return
        async with self._alone:
            await self._answered()
            await self._spool.let_go(gone)
            await self._inbox.done(gone, erase=erase)
        if erase:
            await self._spool.clean()

    async def waiting(self) -> tuple[int, Arrival | None]:
        """How many arrivals nobody has handled yet, here and behind, and the oldest.

        While the inbox behind is away only those here are counted.
        """
        self._check()
        behind: tuple[int, Arrival | None] = (0, None)
        if not self.is_away:
            behind = await self._waiting_behind()
        here = self._spool.first(1)
        return behind[0] + self.spooled, behind[1] or (here[0] if here else None)

    async def _waiting_behind(self) -> tuple[int, Arrival | None]:
        if isinstance(self._inbox, Counts):
            return await self._inbox.waiting()
        found = await self._inbox.pending()
        return len(found), found[0] if found else None

    async def forget(self, of: Callable[[Arrival], bool]) -> int:
        """Erase what waits here and ``of`` is true of, also while the inbox behind is away.

        Returns how many arrivals that were. One that the inbox behind was asked to keep, and has
        not answered for, may come back from there.

        Raises:
            TryLater: it could not be written.
        """
        return await self._spool.forget(of)

    async def close(self) -> None:
        """See ``Inbox.close``; what waits here is brought over by the next process."""
        if self._closed:
            return
        self._closed = True
        tasks = [*self._unanswered, *([self._carrier] if self._carrier else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await self._spool.close()
        finally:
            await self._inbox.close()

    def _check(self) -> None:
        if self._closed:
            raise Closed("This inbox is closed.")
