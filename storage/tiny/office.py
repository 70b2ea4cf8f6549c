"""The one shared file: who there is, whose file may be open, and what each has coming up.

An officer is marked open here, durably, before anything is written to the officer's own file, and
marked closed some time after. So what is not marked open is in good order and described here, and
a start looks into no other files than the few that were open when a process died.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from storage.errors import Damaged, TryLater
from storage.tiny import files
from storage.tiny.daybook import Daybook, Line
from storage.tiny.journal import Journal
from storage.tiny.lines import Record, encode
from storage.tiny.pen import Stroke, at_once

logger = logging.getLogger(__name__)

NAMES_KEPT = 4096
"""How many names of files are kept at hand; each is as good when it is made again."""

_FIELD = "value"


class Row(Struct, frozen=True):
    """What the office knows of one officer's file: the times say what comes up.

    ``sent`` are pushes that arrived since the file was last written, which has them still.
    """

    officer: str | None
    open: bool = False
    sends: datetime | None = None
    reminds: datetime | None = None
    errands: datetime | None = None
    sent: tuple[str, ...] = ()


class Office:
    """The file ``office.jsonl`` in ``root``. Its methods may be called from any thread."""

    def __init__(self, root: Path, book: Daybook | None = None) -> None:
        self._root = root
        self._journal = Journal(root / "office.jsonl", was_open=True, book=book)
        self._writing = threading.Lock()
        self._noting = threading.Lock()
        self._noted: dict[str, Row | None] = {}
        self.rows: dict[str, Row] = {}
        self._secret = ""
        self._names: dict[str, str] = {}
        self._load()

    def name(self, officer: str) -> str:
        """Name an officer's file; without this store's secret the name says nothing."""
        name = self._names.get(officer)
        if name is None:
            secret, id = bytes.fromhex(self._secret), officer.encode("utf-8", "surrogatepass")
            name = hmac.digest(secret, id, "sha256").hex()[:32]
            if len(self._names) >= NAMES_KEPT:
                self._names.clear()
            self._names[officer] = name
        return name

    def path(self, name: str) -> Path:
        """Return where a file of this name is."""
        return self._root / name[:2] / f"{name}.jsonl"

    def is_open(self, name: str) -> bool:
        """Whether the file is durably marked as open."""
        row = self.rows.get(name)
        return row is not None and row.open and name not in self._noted

    def note(self, name: str, row: Row | None) -> None:
        """Change a row (``None`` drops it), to be written with the next ``flush``."""
        with self._noting:
            self._noted[name] = row
            if row is None:
                self.rows.pop(name, None)
            else:
                self.rows[name] = row

    def flush(self) -> None:
        """Write what was noted, durably. Calls that come together share one write.

        Raises:
            TryLater: it could not be written, and stays noted.
        """
        at_once([Stroke(self.write)])

    def write(self) -> Line | None:
        """See ``flush``; it is durable on return, or once the line returned is entered."""
        with self._writing:
            with self._taken() as noted:
                line = self._journal.write(encode(_record(noted))) if noted else None
            if self._journal.overgrown:
                self._compact(erase=False)
            return None if line is None else line._replace(undo=partial(self._undo, line, noted))

    def _undo(self, line: Line, noted: dict[str, Row | None]) -> None:
        with self._writing:
            if line.mark() == line.began:
                line.undo()
                with self._noting:
                    self._noted = {**noted, **self._noted}

    def compact(self) -> None:
        """Write the file anew, so that nothing is left of earlier rows.

        If that fails it is only reported: what was noted stays noted.
        """
        with self._writing:
            self._compact(erase=True)

    def _compact(self, *, erase: bool) -> None:
        try:
            self._replace(erase=erase)
        except TryLater as error:
            logger.warning("compacting later: %s", error)

    def _replace(self, *, erase: bool = False) -> None:
        with self._taken():
            put = {name: _doc(row) for name, row in list(self.rows.items())}
            secret = {"1": {_FIELD: Raw(msgspec.json.encode(self._secret))}}
            self._journal.replace(Record(put={"secret": secret, "officers": put}), erase=erase)

    @contextmanager
    def _taken(self) -> Iterator[dict[str, Row | None]]:
        """Take what was noted, and put it back if it could not be written."""
        with self._noting:
            noted, self._noted = self._noted, {}
        try:
            yield noted
        except BaseException:
            with self._noting:
                self._noted = {**noted, **self._noted}
            raise

    def _load(self) -> None:
        if not self._journal.exists:
            self._begin()
            return
        for record in self._journal.load():
            for secret in record.put.get("secret", {}).values():
                self._secret = msgspec.json.decode(secret[_FIELD], type=str)
            for name, doc in record.put.get("officers", {}).items():
                self.rows[name] = msgspec.json.decode(doc[_FIELD], type=Row)
            for name in record.gone.get("officers", ()):
                self.rows.pop(name, None)
        files.sync(self._journal.path)  # more may be added to what is in it

    def _begin(self) -> None:
        if any(self._root.glob("??/*.jsonl")):
            raise Damaged(self._journal.path, 0, "it is missing although there are officers' files")
        self._secret = secrets.token_hex(32)
        self._replace()


def _record(noted: dict[str, Row | None]) -> Record:
    put = {name: _doc(row) for name, row in noted.items() if row is not None}
    gone = [name for name, row in noted.items() if row is None]
    return Record(put={"officers": put} if put else {}, gone={"officers": gone} if gone else {})


def _doc(row: Row) -> dict[str, Raw]:
    return {_FIELD: Raw(msgspec.json.encode(row))}
