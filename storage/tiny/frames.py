"""The frames of the day book: what was made durable together, read whole or not at all."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from storage.errors import Damaged

_FRAME = re.compile(rb"([0-9a-f]{8}) ([0-9]{1,12})\n")


class Entry(NamedTuple):
    """A line of the journal ``file``, which begins with ``mark``, from byte ``at`` on."""

    file: bytes
    mark: bytes
    at: int
    text: bytes


def frame(entries: Iterable[Entry]) -> bytes:
    """Write entries as one frame."""
    body = b"".join(
        b"%s %s %d %d\n%s" % (*entry[:3], len(entry.text), entry.text) for entry in entries
    )
    return b"%08x %d\n%s" % (zlib.crc32(body), len(body), body)


def frames(path: Path) -> Iterator[Entry]:
    """Read a volume. A torn last frame is left out: nobody was told that it is durable.

    Raises:
        Damaged: something before an intact frame is not what was written.
    """
    for body in _bodies(path, path.read_bytes()):
        yield from _entries(body)


def without(data: bytes, file: bytes) -> bytes:
    """The frames of a volume without the entries of one file, as one frame."""
    found = (entry for body in _intact(data) for entry in _entries(body))
    return frame(entry for entry in found if entry.file != file)


def _bodies(path: Path, data: bytes) -> Iterator[bytes]:
    end = 0
    for body in _intact(data):
        end = data.index(b"\n", end) + 1 + len(body)
        yield body
    if any(_body(data, found.start()) is not None for found in _FRAME.finditer(data, end + 1)):
        raise Damaged(path, end, "something here was altered after it was written")


def _intact(data: bytes) -> Iterator[bytes]:
    start = 0
    while (body := _body(data, start)) is not None:
        yield body
        start = data.index(b"\n", start) + 1 + len(body)


def _body(data: bytes, start: int) -> bytes | None:
    """The body of the frame at ``start``; None if there is no intact one."""
    head = _FRAME.match(data, start)
    if head is None:
        return None
    body = data[head.end() : head.end() + int(head[2])]
    intact = len(body) == int(head[2]) and head[1] == b"%08x" % zlib.crc32(body)
    return body if intact else None


def _entries(body: bytes) -> Iterator[Entry]:
    start = 0
    while start < len(body):
        newline = body.index(b"\n", start)
        file, mark, at, size = body[start:newline].rsplit(b" ", 3)
        start = newline + 1 + int(size)
        yield Entry(file, mark, int(at), body[newline + 1 : start])
