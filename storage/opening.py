"""Choosing an engine by a URL: ``tinydb:///path/to/folder`` or ``postgresql://user@host/name``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storage.errors import StoreError
from storage.inbox import Arrival
from storage.postgres import PgStore
from storage.postgres.carrying import PgCarrier
from storage.tiny import TinyStore
from storage.tiny.carrying import TinyCarrier
from storage.volume import Carrier

TINY = "tinydb://"
POSTGRES = ("postgresql://", "postgres://")


def is_shared(url: str) -> bool:
    """Whether several processes may use the store at ``url`` at the same time.

    Raises:
        StoreError: no engine has such a URL.
    """
    if url.startswith(POSTGRES):
        return True
    folder_of(url)
    return False


def folder_of(url: str) -> Path:
    """Return the folder of a tinydb:// URL.

    Raises:
        StoreError: it is none, or not an absolute path.
    """
    folder = url.removeprefix(TINY)
    if not url.startswith(TINY) or not folder.startswith("/"):
        raise StoreError(f"{shown(url)} must be tinydb:///path/to/folder or postgresql://…")
    return Path(folder)


def shown(url: str) -> str:
    """Return a URL that may be shown: without its password and options."""
    scheme, mark, rest = url.partition("://")
    place = rest.partition("?")[0]
    return f"{scheme}{mark}{place.rpartition('@')[2]}"


async def open_store(
    url: str, *, lane: Callable[[Arrival], str] | None = None
) -> TinyStore | PgStore:
    """Open the store at ``url``.

    ``lane`` says which arrivals are handled by one process (see ``storage.postgres.inbox``).

    Raises:
        StoreError: see ``TinyStore.open`` and ``PgStore.open``, or there is no such engine.
    """
    if not is_shared(url):
        return await TinyStore.open(folder_of(url))
    return await (PgStore.open(url) if lane is None else PgStore.open(url, lane=lane))


async def open_carrier(url: str) -> Carrier:
    """Open the store at ``url`` to move it, with nobody else using it.

    Raises:
        Busy: a process uses it.
        StoreError: see ``open_store``.
    """
    if is_shared(url):
        return await PgCarrier.open(url)
    return await TinyCarrier.open(folder_of(url))
