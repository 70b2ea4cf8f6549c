"""The engine for several processes on any number of machines: one PostgreSQL database.

::

    store = await PgStore.open("postgresql://…")
    inbox = await store.inbox()

Every turn is one transaction that holds the row lock of its conversation. What a process is in the
middle of (a push being sent, an arrival being handled) is marked with its number in ``process``;
when it goes away, others take that up. Nothing is locked while something slow happens outside.
"""

from storage.postgres.store import PgStore

__all__ = ["PgStore"]
