"""Rules over what words mean: ``NEG ANSWER`` is a skip, whatever polite words surround it.

A rule is a row of tags, each with an optional count (``? * + {0,3}``), alternatives in
parentheses; after ``&`` comes what must be said somewhere besides. It fits when it accounts for
every token; soft tokens may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from msgspec import Struct

_ELEMENT = re.compile(r"(?:\(([A-Z_|]+)\)|([A-Z_]+))([?*+]|\{(\d+),(\d+)\})?(?:\s+|$)")


class BadRule(ValueError):  # noqa: N818 - a fault of the tables, named as one
    """A rule that cannot be read, or names a tag that does not exist."""


class _Unit(Struct, frozen=True):
    """One place of a rule: what fits there, whether it may stay empty, whether it repeats."""

    mask: int
    optional: bool
    repeats: bool


class Rule:
    """One compiled rule."""

    def __init__(self, written: str, tags: Mapping[str, int], soft: int) -> None:
        row, *also = written.split(" & ")
        self._units = _units(row, tags)
        self._soft = soft
        self._allowed = soft
        for unit in self._units:
            self._allowed |= unit.mask
        self._needed = [unit.mask for unit in self._units if not unit.optional]
        self._needed += [unit.mask for other in also for unit in _units(other, tags)]

    def reach(self, tokens: Sequence[int]) -> int:
        """How many of the first ``tokens`` the rule could account for at most."""
        for at, token in enumerate(tokens):
            if not token & self._allowed:
                return at
        return len(tokens)

    def fits(self, tokens: Sequence[int]) -> bool:
        """Whether the rule accounts for all ``tokens``, given as bit sets of meanings."""
        return self.fits_all(tokens, reduce(or_, tokens, 0))

    def fits_all(self, tokens: Sequence[int], union: int) -> bool:
        """``fits``, told the ``union`` of all meanings: most rules need what is not said."""
        for mask in self._needed:
            if not union & mask:
                return False
        return self.reach(tokens) == len(tokens) and self._walk(tokens)

    def _walk(self, tokens: Sequence[int]) -> bool:
        places = {0}
        for token in tokens:
            places = self._advance(places, token)
        return any(len(self._units) in self._open(place) for place in places)

    def _advance(self, places: set[int], token: int) -> set[int]:
        reached = set(places) if token & self._soft else set()
        for place in places:
            for at in self._open(place):
                if at < len(self._units) and token & self._units[at].mask:
                    reached.add(at if self._units[at].repeats else at + 1)
        return reached

    def _open(self, place: int) -> list[int]:
        """The places that can come next from ``place`` on: past optional ones."""
        found = [place]
        while place < len(self._units) and self._units[place].optional:
            place += 1
            found.append(place)
        return found


def _units(written: str, tags: Mapping[str, int]) -> list[_Unit]:
    units: list[_Unit] = []
    at = 0
    while at < len(written):
        element = _ELEMENT.match(written, at)
        if not element:
            raise BadRule(f"cannot read {written[at:]!r} in rule {written!r}")
        names = (element[1] or element[2]).split("|")
        if missing := [name for name in names if name not in tags]:
            raise BadRule(f"unknown tags {missing} in rule {written!r}")
        units += _counted(sum({tags[name] for name in names}), element)
        at = element.end()
    return units


def _counted(mask: int, element: re.Match[str]) -> list[_Unit]:
    one = _Unit(mask, optional=False, repeats=False)
    perhaps = _Unit(mask, optional=True, repeats=False)
    many = _Unit(mask, optional=True, repeats=True)
    match element[3]:
        case None:
            return [one]
        case "?":
            return [perhaps]
        case "*":
            return [many]
        case "+":
            return [one, many]
    least, most = int(element[4]), int(element[5])
    return [one] * least + [perhaps] * (most - least)


class Grammar:
    """Rules by intent, in order of trial."""

    def __init__(
        self, rules: Mapping[str, Sequence[str]], tags: Mapping[str, int], soft: int
    ) -> None:
        self._rules = [
            (intent, Rule(written, tags, soft))
            for intent, all_ in rules.items()
            for written in all_
        ]

    def within(self, tokens: Sequence[int]) -> Sequence[int]:
        """The first of ``tokens``, without those at which every rule has ended."""
        return tokens[: max(rule.reach(tokens) for _, rule in self._rules)]

    def intent(self, tokens: Sequence[int]) -> str | None:
        """The first intent with a rule that fits, or None."""
        union = reduce(or_, tokens, 0)
        fitting = (intent for intent, rule in self._rules if rule.fits_all(tokens, union))
        return next(fitting, None)
