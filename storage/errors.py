"""What can go wrong with a store, named by what the caller should do.

::

    StoreError
    ├── TryLater      nothing was kept; make room or mend the disk, then do the same again
    ├── Busy          another process has the store: stop it, or use an engine made for several
    ├── Closed        this store was closed: open it again
    ├── Damaged       a file is not what was written: restore it from a back-up, never edit it
    └── ChainBroken   an audit trail was altered, cut or swapped: show it to an auditor
"""

# ruff: noqa: N818 -- named by what to do, not by what they are
from __future__ import annotations

from pathlib import Path


class StoreError(Exception):
    """Anything a store reports; its text is a sentence for the operator."""


class TryLater(StoreError):
    """The store could not write. Nothing of the call was kept, so it may simply be repeated."""


class Busy(StoreError):
    """Another process holds the store."""


class Closed(StoreError):
    """The store was closed before the call."""


class Damaged(StoreError):
    """The file at ``path`` is not what was written, from byte ``byte`` on."""

    def __init__(self, path: Path, byte: int, why: str) -> None:
        super().__init__(f"{path} is damaged at byte {byte}: {why}. Restore it from a back-up.")
        self.path = path
        self.byte = byte


class ChainBroken(StoreError):
    """The audit trail does not hold at entry ``seq`` (counted from 1)."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"The audit trail does not hold at entry {seq}: {why}.")
        self.seq = seq
