"""Too much at once from one officer: what cannot be read is said to be, and nothing else suffers.

Every officer has a bucket of tokens; a message takes one, and they come back with time. When it is
empty the officer is told once, and nothing more is let in until they were quiet for a while; then
they are told how many messages were left unread. Who goes on without a pause is not told again and
again. What takes something back or ends something is always let in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct

from bot.channel import Happened
from bot.operations.meter import SILENT, Meter
from dialogs.values import Edited, Location, Media, Sticker, Text

BURST = 100
"""Messages that may come at once: a backlog after an outage, a long text in many parts."""

EVERY = timedelta(seconds=2)
"""How soon there is room for one more."""

MOST_KNOWN = 50_000


class Rules(Struct, frozen=True):
    """``burst`` messages at once, then one every ``every``."""

    burst: int = BURST
    every: timedelta = EVERY

    @property
    def room(self) -> int:
        """How many must have come back, in quiet, before somebody is heard again."""
        return max(1, self.burst // 20)


@dataclass(slots=True)
class Bucket:
    """An officer's messages: how many may still come as of ``at``, how many were left unread."""

    left: float
    at: datetime
    dropped: int = 0
    told: bool = False


class Sifted(Struct, frozen=True):
    """``kept`` is to be handled. The officers of ``begun`` are told that the coach cannot keep up,
    those of ``over`` how many messages it left unread.
    """

    kept: tuple[Happened, ...]
    begun: tuple[Happened, ...] = ()
    over: tuple[tuple[Happened, int], ...] = ()


class Flood:
    """Lets events in as long as their officer keeps to ``rules``."""

    def __init__(self, rules: Rules = Rules(), meter: Meter = SILENT) -> None:  # noqa: B008
        self._rules = rules
        self._meter = meter
        self._buckets: dict[str, Bucket] = {}
        self._most = MOST_KNOWN

    def sift(self, events: Sequence[Happened], now: datetime) -> Sifted:
        """Part what is let in from what is not, in order."""
        kept, begun = [], []
        over: list[tuple[Happened, int]] = []
        for event in events:
            if not _counts(event):
                kept.append(event)
                continue
            bucket = self._bucket(str(event.officer), now)
            if bucket.left >= (self._rules.room if bucket.told else 1):
                bucket.left -= 1
                kept.append(event)
                if bucket.dropped:
                    over.append((event, bucket.dropped))
                    bucket.dropped, bucket.told = 0, False
                continue
            bucket.left, bucket.dropped = 0, bucket.dropped + 1
            self._meter.flooded(event.place.channel)
            if not bucket.told:
                bucket.told = True
                begun.append(event)
        return Sifted(tuple(kept), tuple(begun), tuple(over))

    def _bucket(self, officer: str, now: datetime) -> Bucket:
        """An officer's bucket, with what came back since."""
        bucket = self._buckets.get(officer)
        if bucket is None:
            self._tidy(now)
            bucket = self._buckets[officer] = Bucket(self._rules.burst, now)
        self._refill(bucket, now)
        return bucket

    def _refill(self, bucket: Bucket, now: datetime) -> None:
        back = max((now - bucket.at) / self._rules.every, 0)
        bucket.left, bucket.at = min(bucket.left + back, self._rules.burst), now

    def _tidy(self, now: datetime) -> None:
        """Forget who has a full bucket again and nothing left to be told."""
        if len(self._buckets) < self._most:
            return
        for bucket in self._buckets.values():
            self._refill(bucket, now)
        full = self._rules.burst
        self._buckets = {
            who: each for who, each in self._buckets.items() if each.dropped or each.left < full
        }
        self._most = max(MOST_KNOWN, 2 * len(self._buckets))


def _counts(event: Happened) -> bool:
    """Whether an event is one more thing to read, in a private chat."""
    if event.place.group or event.officer is None:
        return False
    return isinstance(event.what, Text | Media | Sticker | Location | Edited)
