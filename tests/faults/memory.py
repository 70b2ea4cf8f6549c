"""How much memory this process has, at 10, 50 and 100 % of what it is put through."""

from __future__ import annotations

import os
from pathlib import Path

SHARES = (0.1, 0.5, 1.0)
_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid: int | str = "self") -> float:
    """Megabytes a process has in memory now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6


class Memory:
    """Looks when so much of ``whole`` is done; ``figures`` are megabytes."""

    def __init__(self, whole: int) -> None:
        self._at = [max(1, int(whole * share)) for share in SHARES]
        self._seen: list[float] = []

    def look(self, done: int) -> None:
        """Note what is resident, if it is time."""
        while len(self._seen) < len(self._at) and done >= self._at[len(self._seen)]:
            self._seen.append(resident())

    @property
    def figures(self) -> tuple[float, ...]:
        """What was seen so far."""
        return tuple(self._seen)
