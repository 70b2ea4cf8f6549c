"""What rules cannot foresee: a guess at the intent from wording and from meaning.

Rules are exact but know only foreseen wordings. The guess looks at runs of letters, at words and
at what the tables say they mean: a linear score, cheap enough for every message. Where that does
not settle it, the sentence encoder says which known messages mean nearly the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from content.reading_tables import Learned
from dialogs.reading import normal
from dialogs.reading.heads import Encoder
from dialogs.reading.intent_words import NUMBER, Token

Floats = NDArray[np.float32]
Wording = tuple[NDArray[np.int64], Floats]
"""Rows of the weights, each once, and how much each counts."""

LETTERS, MEANINGS, WORDS = 1 << 12, 1 << 12, 1 << 13
"""Buckets for runs of letters, for meanings with their pairs, and for words with theirs."""

ROWS = LETTERS + MEANINGS + WORDS
ORDERS = (2, 3, 4)
NEARNESS = 2.0
"""How fast a known message counts less the further its meaning is."""

_MOST_LETTERS, _MOST_MEANINGS = 120, 1 << 10
_OTHER = re.compile("[^\u0e01-\u0e4ea-z0-9 ]")


class Features:
    """Three bags of a message, each of length one: letters' runs, tokens' meanings, words."""

    def __init__(self, tags: Mapping[str, int]) -> None:
        self._tags = tuple(tags.items())
        self._said = lru_cache(maxsize=_MOST_MEANINGS)(self._tags_of)
        self._polite, self._number = tags["PT"], tags[NUMBER]

    def of(self, cleaned: str, tokens: Sequence[Token]) -> Wording:
        """What a cleaned message of these ``tokens`` looks like."""
        bags = (
            _bag(_letters(cleaned), LETTERS, 0),
            _bag(self._signs(tokens), MEANINGS, LETTERS),
            _bag(self._words(cleaned, tokens), WORDS, LETTERS + MEANINGS),
        )
        rows = np.concatenate([rows for rows, _ in bags])
        return rows, np.concatenate([counts for _, counts in bags])

    def _tags_of(self, meanings: int) -> list[str]:
        return [tag for tag, bit in self._tags if meanings & bit]

    def _signs(self, tokens: Sequence[Token]) -> Iterator[str]:
        before = ["^"]
        for token in tokens:
            here = self._said(token.meanings)
            yield from here
            if not token.meanings & self._polite:
                yield from (f"{one} {tag}" for one in before for tag in here)
                before = here
        yield from (f"{one} $" for one in before)

    def _words(self, cleaned: str, tokens: Sequence[Token]) -> Iterator[str]:
        before = "^"
        for token in tokens:
            if not token.meanings & self._polite:
                figure = token.meanings & self._number
                word = "N" if figure else cleaned[token.start : token.end]
                yield word
                yield f"{before} {word}"
                before = word
        yield f"{before} $"


def _letters(cleaned: str) -> Iterator[str]:
    bones = f"^{_OTHER.sub('', normal.skeleton(cleaned))[:_MOST_LETTERS]}$"
    for order in ORDERS:
        yield from (bones[at : at + order] for at in range(len(bones) - order + 1))


def _bag(signs: Iterator[str], size: int, first: int) -> Wording:
    found = np.array([crc32(sign.encode()) % size for sign in signs], np.int64)
    rows, times = np.unique(found, return_counts=True)
    counts = np.sqrt(times / max(len(found), 1)).astype(np.float32)
    return rows + first, counts


class IntentModel:
    """Scores of the intents; about 1 for a message like many of one intent, 0 for none."""

    def __init__(self, learned: Learned, features: Features, encoder: Encoder | None) -> None:
        self.intents = learned.intents
        self._learned = learned
        self._features = features
        self._encoder = encoder

    def worded(self, cleaned: str, tokens: Sequence[Token]) -> Floats:
        """A score for each of ``intents`` by wording alone; about a third of a millisecond."""
        rows, counts = self._features.of(cleaned, tokens)
        return np.asarray(counts @ self._learned.weights[rows], np.float32)

    def meant(self, cleaned: str) -> Floats | None:
        """What meaning adds to the scores; None without an encoder."""
        if self._encoder is None:
            return None
        found = place(self._encoder.embed([cleaned], [(0, 1)]), self._learned)
        return np.asarray(near(found, self._learned.points)[0] @ self._learned.pulls, np.float32)


def place(meanings: Floats, learned: Learned) -> Floats:
    """Where ``meanings`` (rows of the encoder) lie among the axes learned; rows of length one."""
    found = (meanings - learned.middle) @ learned.axes
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def near(places: Floats, points: Floats) -> Floats:
    """How near each of ``places`` is to each of ``points``: 1 for the same, near 0 for opposite."""
    return np.asarray(np.exp(NEARNESS * (places @ points.T - 1)), np.float32)
