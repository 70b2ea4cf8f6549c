"""Being alone with an officer, and taking a turn of theirs; as generators these would cost more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from storage.locks import Holding
from storage.tiny.shard import Shard
from storage.turn import Turn


class Alone:
    """An officer's lock, held for a while; ``after`` is called once it is free again."""

    __slots__ = ("_after", "_holding")

    def __init__(self, holding: Holding, after: Callable[[], None]) -> None:
        self._holding = holding
        self._after = after

    async def __aenter__(self) -> None:
        try:
            await self._holding.__aenter__()
        except BaseException:
            self._after()
            raise

    async def __aexit__(self, *error: object) -> None:
        try:
            await self._holding.__aexit__(*error)
        finally:
            del self._holding  # a lock that nobody wants any more is no longer held
            self._after()


class Taking(AbstractAsyncContextManager[Turn]):
    """A turn: begun alone with its officer, and kept at the end unless something went wrong."""

    __slots__ = ("_alone", "_begin", "_keep", "_shard", "_turn")

    def __init__(
        self,
        alone: Alone,
        begin: Callable[[], Awaitable[tuple[Shard, Turn]]],
        keep: Callable[[Shard, Turn], Awaitable[None]],
    ) -> None:
        self._alone = alone
        self._begin = begin
        self._keep = keep

    async def __aenter__(self) -> Turn:
        await self._alone.__aenter__()
        try:
            self._shard, self._turn = await self._begin()
        except BaseException as error:
            await self._alone.__aexit__(type(error), error, error.__traceback__)
            raise
        return self._turn

    async def __aexit__(self, kind: object, *error: object) -> None:
        try:
            if kind is None:
                await self._keep(self._shard, self._turn)
        finally:
            await self._alone.__aexit__(kind, *error)
