"""What the commands do: put the coach together with a store and a way to talk."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TextIO

from bot import chat_jsonl as protocol
from bot import evidence, explaining
from bot import read_jsonl as reading
from bot.coach import Coach
from bot.loading import load_pack
from bot.terminal import Terminal
from storage.memory import MemoryStore
from storage.port import Store
from storage.tiny import TinyStore


@asynccontextmanager
async def opened(folder: Path | None) -> AsyncIterator[Store]:
    """The store in ``folder``, or one in memory; closed at the end."""
    store: Store = MemoryStore() if folder is None else await TinyStore.open(folder)
    try:
        yield store
    finally:
        await store.close()


async def chat_jsonl(folder: Path | None) -> None:
    """``chat --jsonl`` on standard input and output."""
    async with opened(folder) as store:
        coach = Coach(load_pack(), store)
        async for line in protocol.serve(coach, sys.stdin.buffer):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()


async def chat_in_terminal(folder: Path, name: str, save: Path | None) -> None:
    """A conversation for a person at a terminal."""
    async with opened(folder) as store:
        terminal = Terminal(Coach(load_pack(), store), name)
        try:
            await terminal.talk()
        finally:
            if save is not None:
                await asyncio.to_thread(save.write_text, terminal.talked(), encoding="utf-8")


def read_jsonl(lines: Iterable[bytes], out: TextIO) -> None:
    """``read --jsonl``: every text is masked before it is read, as in a conversation."""
    pack = load_pack()
    reading.serve(pack.reader, pack.mask, lines, out)


def explain_one(text: str, criterion: str) -> str:
    """Which words of ``text`` earned which facet."""
    return explaining.explain(load_pack(), text, criterion or None)


async def show_evidence(folder: Path, name: str) -> str:
    """What is kept of one officer, readable."""
    async with opened(folder) as store:
        return await evidence.readable(Coach(load_pack(), store), name)
