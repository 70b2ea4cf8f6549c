"""Counts of what was found rightly, found wrongly and missed; and times."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import median

Figures = dict[str, float]
Shares = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How labels and readings agree: in both, only read, only labelled."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @classmethod
    def of(cls, labelled: Collection[str], read: Collection[str]) -> Tally:
        """Compare two sets of facets."""
        gold, told = set(labelled), set(read)
        return cls(len(gold & told), len(told - gold), len(gold - told))

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of what was read that is labelled; 0 where nothing was read."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what is labelled that was read; 0 where nothing is labelled."""
        return _share(self.right, self.labelled)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)

    @property
    def labelled(self) -> int:
        """How much there was to find."""
        return self.right + self.missed

    def figures(self) -> Shares:
        """For JSON: shares to three places, None where nothing is labelled; and the counts."""
        return {
            "precision": round(self.precision, 3) if self.labelled else None,
            "recall": round(self.recall, 3) if self.labelled else None,
            "f1": round(self.f1, 3) if self.labelled else None,
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
        }


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together: every facet of every answer counts the same."""
    return sum(tallies, Tally())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Times:
    """How long things took, in milliseconds; at least one."""

    each: tuple[float, ...]

    def figures(self) -> Figures:
        """Median, the 99th of a hundred, and the worst."""
        ranked = sorted(self.each)
        p99 = ranked[int(0.99 * (len(ranked) - 1))]
        named = {"median": median(ranked), "p99": p99, "worst": ranked[-1]}
        return {name: round(ms, 2) for name, ms in named.items()}
