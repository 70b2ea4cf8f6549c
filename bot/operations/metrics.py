"""Figures for Prometheus, in a registry of their own. What is exposed is all in ``NAMES``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from bot.operations.figures import OUTBOX_STATES, Figures
from bot.operations.health import Report
from bot.operations.meter import Result

NAMES: Mapping[str, str] = {
    "mvs_turn_seconds": "Time from the beginning of a turn to its commit",
    "mvs_reading_seconds": "Time to read one answer in Thai",
    "mvs_queue_arrivals": "Events that were acknowledged and not handled yet",
    "mvs_queue_age_seconds": "Age of the oldest of these",
    "mvs_outbox_conversations": "Conversations with something to send, by state",
    "mvs_errands_waiting": "Errands whose time has come (counted up to 1000)",
    "mvs_errands_age_seconds": "How long the oldest of these has been due",
    "mvs_line_quota_left": "Messages left of this month's at LINE",
    "mvs_webhooks_total": "Webhooks answered, by channel and HTTP status",
    "mvs_sends_total": "Attempts to send, by channel and result",
    "mvs_errors_total": "Errors by the name of their class",
    "mvs_floods_total": "Messages left unread because their sender sent too many, by channel",
    "mvs_ready": "Whether a check of readiness passed (1) or not (0)",
}
"""Every name of ours, and what it measures. Times are in seconds."""

MOST_KINDS = 100
"""Kinds of errors told apart; a new one beyond counts as ``other``."""

_TURN = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_READING = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)
_KIND = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_CHANNEL = re.compile(r"[a-z]{1,16}")


class Metrics:
    """A ``Meter`` that counts for Prometheus."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        ProcessCollector(registry=own)
        PlatformCollector(registry=own)
        self._kinds: set[str] = set()
        self._turns = Histogram(*_named("mvs_turn_seconds"), buckets=_TURN, registry=own)
        self._readings = Histogram(*_named("mvs_reading_seconds"), buckets=_READING, registry=own)
        self._webhooks = Counter(*_named("mvs_webhooks_total"), ["channel", "status"], registry=own)
        self._sends = Counter(*_named("mvs_sends_total"), ["channel", "result"], registry=own)
        self._errors = Counter(*_named("mvs_errors_total"), ["kind"], registry=own)
        self._floods = Counter(*_named("mvs_floods_total"), ["channel"], registry=own)
        self._outbox = Gauge(*_named("mvs_outbox_conversations"), ["state"], registry=own)
        self._ready = Gauge(*_named("mvs_ready"), ["check"], registry=own)
        self._quota = Gauge(*_named("mvs_line_quota_left"), registry=own)
        self._quota.set(math.nan)  # unknown or without a limit; 0 would wake somebody up
        self._plain = {name: Gauge(*_named(name), registry=own) for name in _PLAIN}

    def turn(self, seconds: float) -> None:
        """See ``Meter.turn``."""
        self._turns.observe(seconds)

    def reading(self, seconds: float) -> None:
        """See ``Meter.reading``."""
        self._readings.observe(seconds)

    def webhook(self, channel: str, status: int) -> None:
        """See ``Meter.webhook``."""
        self._webhooks.labels(_known(channel), str(int(status))).inc()

    def send(self, channel: str, result: Result) -> None:
        """See ``Meter.send``."""
        self._sends.labels(_known(channel), result).inc()

    def error(self, kind: str) -> None:
        """See ``Meter.error``."""
        if kind not in self._kinds:
            if not _KIND.fullmatch(kind) or len(self._kinds) >= MOST_KINDS:
                kind = "other"
            self._kinds.add(kind)
        self._errors.labels(kind).inc()

    def flooded(self, channel: str) -> None:
        """See ``Meter.flooded``."""
        self._floods.labels(_known(channel)).inc()

    def note(self, figures: Figures) -> None:
        """Take over what waits at this moment."""
        self._plain["mvs_queue_arrivals"].set(figures.arrivals)
        self._plain["mvs_queue_age_seconds"].set(figures.queue_age.total_seconds())
        self._plain["mvs_errands_waiting"].set(figures.errands)
        self._plain["mvs_errands_age_seconds"].set(figures.errand_age.total_seconds())
        for state in OUTBOX_STATES if figures.outbox is not None else ():
            self._outbox.labels(state).set((figures.outbox or {}).get(state, 0))
        if figures.quota is not None and figures.quota.limit is not None:
            self._quota.set(figures.quota.limit - figures.quota.used)

    def judge(self, report: Report) -> None:
        """Take over what the checks of readiness found."""
        for name, problem in report.problems.items():
            self._ready.labels(name).set(0 if problem else 1)

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)


_PLAIN = (
    "mvs_queue_arrivals",
    "mvs_queue_age_seconds",
    "mvs_errands_waiting",
    "mvs_errands_age_seconds",
)


def _named(name: str) -> tuple[str, str]:
    return name, NAMES[name]


def _known(channel: str) -> str:
    return channel if _CHANNEL.fullmatch(channel) else "other"
