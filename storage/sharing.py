"""What processes that share a store tell each other; a process that has it alone needs none of it.

::

    others = sharing(store)
    others.listen(look)                        # called when another process left work for this one
    others.ring()                              # this one left work for others
    async with others.alone("errand 3f") as mine:
        if mine: …                             # nobody else is at it until the end of the block
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, runtime_checkable

from storage.port import Store

Heard = Callable[[], None]


@runtime_checkable
class Sharing(Protocol):
    """How a process works beside others on one store."""

    def ring(self) -> None:
        """Tell the others that there is something for them to look for; soon, and once for many.

        Who misses it finds the work all the same, when it next looks by itself.
        """
        ...

    def listen(self, heard: Heard) -> None:
        """Have ``heard`` called, in this event loop, whenever a process rings; perhaps this one."""
        ...

    def alone(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Be the only one at ``name``, if nobody is yet: whether that is so.

        It ends with the block, or with the process. Raises TryLater.
        """
        ...


class Single:
    """For the only process there is."""

    def __init__(self) -> None:
        self._held: set[str] = set()

    def ring(self) -> None:
        """See ``Sharing.ring``: nobody hears it."""

    def listen(self, heard: Heard) -> None:
        """See ``Sharing.listen``: nobody rings."""

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[bool]:
        """See ``Sharing.alone``."""
        mine = name not in self._held
        if mine:
            self._held.add(name)
        try:
            yield mine
        finally:
            if mine:
                self._held.discard(name)


def sharing(store: Store) -> Sharing:
    """How to work beside the others that use ``store``."""
    return store if isinstance(store, Sharing) else Single()
