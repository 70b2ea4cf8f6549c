"""When there is next something to do for whom: a queue by time, with one time for each officer."""

from __future__ import annotations

import heapq
from datetime import datetime
from itertools import count


class Agenda:
    """Officers by the time of their next item. Equal times keep the order they were set in."""

    def __init__(self) -> None:
        self._times: dict[str, tuple[datetime, int]] = {}
        self._heap: list[tuple[datetime, int, str]] = []
        self._count = count()

    def set(self, officer: str, at: datetime | None) -> None:
        """Note when there is something next; ``None`` for never."""
        if at is None:
            self._times.pop(officer, None)
        elif self.get(officer) != at:
            self._times[officer] = (at, next(self._count))
            heapq.heappush(self._heap, (*self._times[officer], officer))
        self._tidy()

    def get(self, officer: str) -> datetime | None:
        """Return when there is something next."""
        noted = self._times.get(officer)
        return None if noted is None else noted[0]

    def ready(self, now: datetime, limit: int) -> list[str]:
        """Name at most ``limit`` officers whose time has come, earliest first."""
        found: list[tuple[datetime, int, str]] = []
        while self._heap and self._heap[0][0] <= now and len(found) < limit:
            item = heapq.heappop(self._heap)
            if self._times.get(item[2]) == item[:2]:
                found.append(item)
        for item in found:
            heapq.heappush(self._heap, item)
        return [officer for _, _, officer in found]

    def _tidy(self) -> None:
        """Drop outdated items before they outnumber the others."""
        if len(self._heap) > 2 * len(self._times) + 64:
            self._heap = [(*noted, officer) for officer, noted in self._times.items()]
            heapq.heapify(self._heap)
