"""Puts together what watches a running service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from bot.line.channel import Quota
from bot.operations import health
from bot.operations.figures import Queue, Sources, Watch
from bot.operations.health import Health, OutboxMoves
from bot.operations.metrics import Metrics
from bot.operations.web import Watched
from bot.service.clock import Clock
from storage.port import Store


@dataclass(frozen=True, slots=True)
class Watchable:
    """What a service shows of itself.

    ``queue`` is ``queue_in(inbox)``, or for a shared inbox a look that takes nothing over.
    ``folders`` are those it writes to; ``unknown`` names the channels that have not answered yet;
    ``quota`` is LINE's, if LINE is on. ``spools``: what arrives is kept while the store is away.
    """

    store: Store
    queue: Callable[[], Awaitable[Queue]]
    clock: Clock
    folders: Collection[Path] = ()
    unknown: Callable[[], Collection[str]] = tuple
    quota: Callable[[], Awaitable[Quota]] | None = None
    spools: bool = False


def watched(parts: Watchable, metrics: Metrics, token: str | None) -> Watched:
    """Everything that ``bot.operations.web.routes`` needs; ``token`` is MVS_METRICS_TOKEN."""
    watch = Watch(Sources(parts.store, parts.queue, parts.quota), parts.clock)
    checks = [
        health.store_takes(parts.store, parts.clock, hard=not parts.spools),
        health.room(parts.folders),
        health.channels_known(parts.unknown),
        health.queue_moves(watch),
        health.errands_move(watch),
        OutboxMoves(watch, parts.clock).check,
    ]
    return Watched(Health(checks, parts.clock), metrics, watch, token)
