r"""The lines of a journal: ``crc32 json \n``, the checksum as eight hex digits over the JSON bytes.

The first line is a snapshot; a file begins its life by an atomic replace, so it cannot be torn.
Every later line is one commit. Only the end of the last commit can be torn, by a power cut.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import msgspec
from msgspec import Raw, Struct

Tables = dict[str, dict[str, dict[str, Raw]]]
"""Documents by table and id; every field is JSON text."""

FORMAT = 1
_PREFIX = len("00000000 ")
_BEGINNING = re.compile(rb"[0-9a-f]{8} \{")


class Place(Struct, frozen=True):
    """Where older audit entries are: the first ``size`` bytes of archive number ``generation``.

    ``entries`` is how many these are. There is no archive yet if ``generation`` is 0.
    """

    generation: int = 0
    size: int = 0
    entries: int = 0


class Record(Struct, omit_defaults=True):
    """One line. ``put`` and ``gone`` change tables; ``log`` and ``events`` are only added to.

    A snapshot has ``format``, and ``archive`` for the entries that are not in this file; ``era``, a
    random number, makes it begin unlike any other.
    """

    format: int | None = None
    era: str = ""
    archive: Place = Place()
    put: Tables = {}
    gone: dict[str, list[str]] = {}
    log: list[Raw] = []
    events: list[str] = []


class Broken(Exception):  # noqa: N818 -- a fact about bytes; the journal makes an error of it
    """The bytes from ``byte`` on are not what was written."""

    def __init__(self, byte: int, why: str) -> None:
        super().__init__(why)
        self.byte = byte
        self.why = why


_record = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """Write a record as one line."""
    body = msgspec.json.encode(record)
    return b"%08x %s\n" % (zlib.crc32(body), body)


def decode(line: bytes) -> Record | None:
    """Read a line without its newline; ``None`` if it is not intact."""
    body = line[_PREFIX:]
    if line[:_PREFIX] != b"%08x " % zlib.crc32(body):
        return None
    try:
        return _record.decode(body)
    except msgspec.DecodeError:
        return None


def read(data: bytes) -> Iterator[tuple[int, Record]]:
    """Read a whole journal: each record, with the byte after it.

    Ends before a torn last commit.

    Raises:
        Broken: the snapshot is not whole, or something is damaged before an intact line.
    """
    end = 0
    while (newline := data.find(b"\n", end)) >= 0:
        record = decode(data[end:newline])
        if record is None:
            break
        _check_format(record, end)
        end = newline + 1
        yield end, record
    if end == 0:
        raise Broken(end, "the snapshot at its beginning is not whole")
    if _intact_line_after(data, end):
        raise Broken(end, "something here was altered after it was written")


def _check_format(record: Record, at: int) -> None:
    if at > 0 and record.format is not None:
        raise Broken(at, "a snapshot is not where it belongs")
    if at == 0 and record.format != FORMAT:
        raise Broken(at, f"it has format {record.format}, and this version reads {FORMAT}")


def _intact_line_after(data: bytes, start: int) -> bool:
    return any(_intact_at(data, found.start()) for found in _BEGINNING.finditer(data, start + 1))


def _intact_at(data: bytes, start: int) -> bool:
    newline = data.find(b"\n", start)
    return newline >= 0 and decode(data[start:newline]) is not None
