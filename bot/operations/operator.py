"""How a command beside the running service asks it for something: a socket in the store's folder.

Only who may read the folder can connect. One line goes each way; a cut, or a file that is handed
out, is kept for as long as the connection, so that a command that dies leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from bot.operations.cut import PREFIX, Cut, Piece, sweep
from bot.operations.keyring import put
from bot.privacy.clerk import Clerk, Holding
from storage.errors import StoreError, TryLater

logger = logging.getLogger(__name__)

SOCKET = "operator.sock"
PIECES, DATA = "pieces.json", "data.zip"
CUT = b"cut\n"
LONGEST = 100
"""Bytes of a socket's address that every system takes."""


class Wanted(Struct, frozen=True):
    """What is asked for somebody: see ``Clerk``."""

    do: Literal["count", "erase", "data"]
    who: str
    by: str = ""


class Answer(Struct, frozen=True):
    """``cut`` is the folder where a cut is, with its ``PIECES``, or a copy (``DATA``).

    ``holding`` and ``trail`` are the clerk's answers; or ``problem`` says why there is none.
    """

    cut: str = ""
    problem: str = ""
    holding: Holding | None = None
    trail: str = ""


@asynccontextmanager
async def answering(folder: Path, clerk: Clerk | None = None) -> AsyncIterator[None]:
    """Answer operators; ``folder`` is the store's, which this process has, in this event loop.

    Without a ``clerk`` only cuts are made.
    """
    sweep(folder)
    counter = _Counter(folder, clerk)
    with _address(folder) as address:
        _discard(address)
        server = await asyncio.start_unix_server(counter.serve, address)
        os.chmod(address, 0o600)
        try:
            yield
        finally:
            server.close()
            await counter.close()
            _discard(address)


class _Counter:
    """Serves operators, one cut at a time."""

    def __init__(self, folder: Path, clerk: Clerk | None) -> None:
        self._folder = folder
        self._clerk = clerk
        self._busy = asyncio.Lock()
        self._visits: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._visits[asyncio.current_task()] = writer
        try:
            line = await reader.readline()
            if line == CUT:
                await self._cut(reader, writer)
            elif line:
                await self._ask(line, reader, writer)
        finally:
            writer.close()
            del self._visits[asyncio.current_task()]

    async def close(self) -> None:
        """Hang up on everybody; each cut is then let go of."""
        visits = dict(self._visits)
        for writer in visits.values():
            writer.close()
        await asyncio.gather(*(task for task in visits if task), return_exceptions=True)

    async def _ask(
        self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Have the clerk do it; a copy lies in its own folder until the other side hangs up."""
        place = self._folder / (PREFIX + secrets.token_hex(8))
        try:
            await _say(writer, await self._answer(msgspec.json.decode(line, type=Wanted), place))
            if place.exists():
                await reader.read()
        except (StoreError, msgspec.MsgspecError) as error:
            await _say(writer, Answer(problem=str(error)))
        except OSError as error:
            logger.error("a request could not be met: %s", type(error).__name__)
            await _say(writer, Answer(problem=f"It could not be done: {error.strerror}."))
        finally:
            await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)

    async def _answer(self, wanted: Wanted, place: Path) -> Answer:
        if self._clerk is None:
            raise TryLater("This coach cannot do that while it runs. Stop it, then ask again.")
        match wanted.do:
            case "count":
                return Answer(holding=await self._clerk.count(wanted.who))
            case "erase":
                return Answer(trail=await self._clerk.erase(wanted.who))
            case "data":
                content = await self._clerk.data(wanted.who, wanted.by)
                await asyncio.to_thread(put, place / DATA, content)
                return Answer(cut=place.name)

    async def _cut(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._busy:
            cut = Cut(self._folder)
            try:
                await asyncio.to_thread(cut.prepare)
                pieces = cut.freeze()  # blocks the loop on purpose: nothing is begun meanwhile
                await asyncio.to_thread(_write, cut.folder / PIECES, pieces)
                await _say(writer, Answer(cut=cut.folder.name))
                await reader.read()  # until the other side hangs up
            except StoreError as error:
                await _say(writer, Answer(problem=str(error)))
            except OSError as error:
                logger.error("a cut could not be made: %s", type(error).__name__)
                await _say(writer, Answer(problem=f"No cut could be made: {error.strerror}."))
            finally:
                await asyncio.to_thread(cut.release)


@asynccontextmanager
async def asked(folder: Path) -> AsyncIterator[tuple[Path, tuple[Piece, ...]]]:
    """A cut from the service that has the store in ``folder``: where it is, and its pieces.

    Raises:
        TryLater: nobody answers, or no cut could be made.
    """
    async with requested(folder, CUT) as answer:
        cut = folder / answer.cut
        pieces = msgspec.json.decode((cut / PIECES).read_bytes(), type=tuple[Piece, ...])
        yield cut, pieces


@asynccontextmanager
async def requested(folder: Path, line: bytes) -> AsyncIterator[Answer]:
    """What the service that has the store in ``folder`` answers to a line; it holds meanwhile.

    Raises:
        TryLater: nobody answers, or the answer is a problem.
    """
    with _address(folder) as address:
        try:
            reader, writer = await asyncio.open_unix_connection(address)
        except OSError as error:
            raise TryLater(
                f"The coach that has {folder} does not answer at {SOCKET}. Stop it, then try again."
            ) from error
    try:
        writer.write(line)
        said = await reader.readline()
        if not said:
            raise TryLater("The coach ended while it was asked. Try again.")
        answer = msgspec.json.decode(said, type=Answer)
        if answer.problem:
            raise TryLater(answer.problem)
        yield answer
    finally:
        writer.close()


def _discard(address: str) -> None:
    """Remove a socket; one that was there before belonged to a process that died."""
    Path(address).unlink(missing_ok=True)


def _write(path: Path, pieces: tuple[Piece, ...]) -> None:
    path.write_bytes(msgspec.json.encode(pieces))


async def _say(writer: asyncio.StreamWriter, answer: Answer) -> None:
    writer.write(msgspec.json.encode(answer) + b"\n")
    with suppress(ConnectionError):  # nobody is there any more
        await writer.drain()


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    """The socket's address; a long one is shortened by a file descriptor of its folder."""
    full = os.fsencode(folder / SOCKET)
    if len(full) <= LONGEST:
        yield os.fsdecode(full)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET}"
    finally:
        os.close(descriptor)
