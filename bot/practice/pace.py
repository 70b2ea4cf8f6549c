"""How much one browser may ask for: nobody types as fast as a program."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

MOST, WITHIN = 40, timedelta(seconds=20)
MOST_KNOWN = 10_000


class Pace:
    """Counts what each browser did lately."""

    def __init__(self) -> None:
        self._recent: OrderedDict[str, list[datetime]] = OrderedDict()

    def allows(self, who: str, now: datetime) -> bool:
        """Whether one more is fine; it counts if so."""
        recent = [at for at in self._recent.pop(who, []) if now - at < WITHIN]
        fine = len(recent) < MOST
        self._recent[who] = [*recent, now] if fine else recent
        while len(self._recent) > MOST_KNOWN:
            self._recent.popitem(last=False)
        return fine
