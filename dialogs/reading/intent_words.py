"""Cuts a short message into words and says what each can mean: a skip, a request, a filler.

The cut is the cheapest path over the table's phrases and the Thai dictionary, so that a command
word inside a longer word (``ได้`` in ``รายได้``) is not seen. What a token can mean is a bit set.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from dialogs.reading import normal

WORD, NUMBER, STRANGE = "X", "N", "U"
"""Tags of a word outside the tables, of a figure, and of letters that are no word at all."""

_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*%?")
_LAUGH = re.compile(r"5{3,}")  # ha is five in Thai
_LATIN = re.compile(r"[a-z][a-z0-9+#&'-]*")
_THAI = frozenset(
    map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E46), *range(0x0E47, 0x0E4F)))
)
_BEGINNING = 3
_LONGEST_WORD = 24
_BLANK_COST = 0.01
_PHRASE_COST, _WORD_COST, _SHORT_COST, _REPEAT_COST, _STRANGE_COST = 1.0, 1.2, 2.0, 0.6, 4.0


class Token(Struct, frozen=True):
    """Code points ``start`` to ``end`` of a cleaned text and all they may mean."""

    start: int
    end: int
    meanings: int


class _Step(Struct, frozen=True):
    """An edge of the lattice: up to ``end``, meaning ``meanings`` (0: nothing, a blank)."""

    end: int
    meanings: int
    cost: float


class Lexicon:
    """Phrases of the tables over a dictionary, in one spelling (exact or skeleton)."""

    def __init__(
        self, phrases: Mapping[str, int], dictionary: Collection[str], tags: Mapping[str, int]
    ) -> None:
        self._phrases = phrases
        self._dictionary = dictionary
        longest = max(_LONGEST_WORD, *map(len, phrases))
        self._sizes = _sizes([w for w in (*phrases, *dictionary) if len(w) <= longest])
        self._word, self._number, self._strange = tags[WORD], tags[NUMBER], tags[STRANGE]

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of a cleaned ``text``; blanks, punctuation and pictures are left out."""
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(1e9, 0, 0)] * len(text)
        for start in range(len(text)):
            reached = best[start][0]
            for step in self._steps(text, start):
                if reached + step.cost < best[step.end][0]:
                    best[step.end] = (reached + step.cost, start, step.meanings)
        return self._path(best)

    def _path(self, best: list[tuple[float, int, int]]) -> tuple[Token, ...]:
        path: list[Token] = []
        end = len(best) - 1
        while end > 0:
            _, start, meanings = best[end]
            if meanings == self._strange and path and self._goes_on(path[-1], end):
                path[-1] = Token(start, path[-1].end, meanings)
            elif meanings:
                path.append(Token(start, end, meanings))
            end = start
        return tuple(reversed(path))

    def _goes_on(self, after: Token, end: int) -> bool:
        return after.start == end and after.meanings == self._strange

    def _steps(self, text: str, start: int) -> list[_Step]:
        letter, known = text[start], self._known(text, start)
        if letter in _THAI:
            if start and text[start - 1] == letter:
                known.append(_Step(start + 1, 0, _REPEAT_COST))
            known.append(_Step(start + 1, self._strange, _STRANGE_COST))
            return known
        if figure := _FIGURE.match(text, start):
            laugh = self._phrases.get("555", 0) if _LAUGH.fullmatch(figure[0]) else 0
            return [_Step(figure.end(), laugh or self._number, _PHRASE_COST), *known]
        if latin := _LATIN.match(text, start):
            return [_Step(latin.end(), self._word, _WORD_COST), *known]
        return [_Step(start + 1, 0, _BLANK_COST), *known]

    def _known(self, text: str, start: int) -> list[_Step]:
        found = []
        for size in self._sizes.get(text[start : start + _BEGINNING], _SHORT):
            end = start + size
            if end > len(text):
                break
            piece = text[start:end]
            if (meanings := self._phrases.get(piece)) and _whole(text, start, end):
                sign = not (piece[0].isalnum() or piece[0] in _THAI)
                found.append(_Step(end, meanings, 0.0 if sign else _PHRASE_COST))
            elif piece in self._dictionary:
                cost = _SHORT_COST if size < 3 else _WORD_COST
                found.append(_Step(end, self._word, cost))
        return found


_SHORT = tuple(range(1, _BEGINNING))


def _sizes(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long words are that begin with these three letters, or may be for being shorter."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[:_BEGINNING], set(_SHORT)).add(len(word))
    return {beginning: tuple(sorted(sizes)) for beginning, sizes in found.items()}


def _whole(text: str, start: int, end: int) -> bool:
    """Whether Latin letters or digits are not cut in two at either edge."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    pair = text[at - 1 : at + 1]
    return pair.isascii() and pair.isalnum()


def lexicons(words: Mapping[str, Collection[str]], tags: Mapping[str, int]) -> tuple[Lexicon, ...]:
    """The exact lexicon and the skeleton one of ``words``, tag to phrases spelled cleanly."""
    exact: dict[str, int] = {}
    rough: dict[str, int] = {}
    for tag, phrases in words.items():
        for phrase in phrases:
            exact[phrase] = exact.get(phrase, 0) | tags[tag]
            bones = normal.skeleton(phrase)
            rough[bones] = rough.get(bones, 0) | tags[tag]
    return (
        Lexicon(exact, normal.dictionary(), tags),
        Lexicon(rough, normal.skeletons(), tags),
    )
