"""How often one address may ask: people check a few documents, programs try thousands."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

MOST, WITHIN = 30, timedelta(minutes=1)
MOST_KNOWN = 10_000


class Pace:
    """Counts what each address asked lately; ``most`` times ``within`` some time are fine."""

    def __init__(self, most: int = MOST, within: timedelta = WITHIN) -> None:
        self._most = most
        self._within = within
        self._recent: OrderedDict[str, list[datetime]] = OrderedDict()

    def allows(self, who: str, now: datetime) -> bool:
        """Whether one more is fine; it counts if so."""
        recent = [at for at in self._recent.pop(who, []) if now - at < self._within]
        fine = len(recent) < self._most
        self._recent[who] = [*recent, now] if fine else recent
        while len(self._recent) > MOST_KNOWN:
            self._recent.popitem(last=False)
        return fine
