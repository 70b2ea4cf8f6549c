"""What PostgreSQL reports, named by what the caller should do."""

# ruff: noqa: N818 -- errors are named by what is the matter
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolClosed

from storage.errors import Closed, StoreError, TryLater


class WrongVersion(StoreError):
    """The database has other tables than this program needs: ``mvs-coach migrate`` brings them."""


@contextmanager
def trouble() -> Iterator[None]:
    """Turn what passes by itself, or with the operator's help, into a store's errors.

    Raises:
        TryLater: the database is away, busy, full or read-only.
        Closed: the store was closed.
    """
    try:
        yield
    except PoolClosed as error:
        raise Closed("This store is closed.") from error
    except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as error:
        why = str(error).strip() or type(error).__name__
        raise TryLater(f"The database could not do it now: {why}.") from error
