"""Where each engine is put to the test."""

from __future__ import annotations

from pathlib import Path

from storage.memory import Book, MemoryStore
from storage.tiny import TinyStore


class MemoryGround:
    """The in-memory engine; its book stands for the disk."""

    def __init__(self, folder: Path) -> None:
        self._book: Book = {}
        self._store: MemoryStore | None = None

    async def open(self) -> MemoryStore:
        await self.close()
        self._store = MemoryStore(self._book)
        return self._store

    def holds(self, text: str) -> bool:
        return any(
            text.encode() in b"\n".join([kept.page, *kept.entries, *map(str.encode, kept.events)])
            for kept in self._book.values()
        )

    async def close(self) -> None:
        if self._store is not None:
            await self._store.close()


class TinyGround:
    """The file engine, with so few files open and so little room that every path is taken."""

    def __init__(self, folder: Path, *, open_shards: int = 512, compact_at: int = 1 << 20) -> None:
        self.folder = folder
        self._open_shards = open_shards
        self._compact_at = compact_at
        self._store: TinyStore | None = None

    async def open(self) -> TinyStore:
        await self.close()
        self._store = await TinyStore.open(
            self.folder, open_shards=self._open_shards, compact_at=self._compact_at
        )
        return self._store

    def holds(self, text: str) -> bool:
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return any(
            text.encode() in path.read_bytes() or text in str(path.relative_to(self.folder))
            for path in files
        )

    async def close(self) -> None:
        if self._store is not None:
            await self._store.close()


class CrampedGround(TinyGround):
    """The file engine with one file open at a time, compacting all the while."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, open_shards=1, compact_at=1)
