"""The database that conversations are kept in: whether it answers, and has the right tables."""

from __future__ import annotations

from bot.doctor.finding import Findings, bad, ok
from storage.errors import StoreError, TryLater
from storage.opening import shown
from storage.postgres import PgStore


async def database(url: str) -> Findings:
    """Look at the database at ``url``; its password is not told."""
    try:
        store = await PgStore.open(url, connections=1)
    except TryLater:
        yield bad(
            f"The database {shown(url)} does not answer.",
            "Start it, or set MVS_STORE to where it is; webhooks wait on the disk meanwhile.",
        )
    except StoreError as problem:
        yield bad(f"The database {shown(url)} cannot be used: {problem}", "See the sentence above.")
    else:
        await store.close()
        yield ok(f"Conversations are kept in {shown(url)}, which answers and has its tables.")
