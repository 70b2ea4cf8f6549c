"""Word pieces of the sentence encoder, cut as its own tokeniser cuts them, most Thai faster.

The tokeniser looks at every byte and walks a table of 128,000 pieces in all languages. A clause of
Thai letters, figures and common marks needs a tenth of that table, and none of its letters is
written differently beside another. Any other text is left to the tokeniser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

_BLANK = "▁"
"""How pieces write the blank before a word."""

_THAI = frozenset(map(chr, range(0x0E01, 0x0E5C)))
_ASCII = frozenset(map(chr, range(0x20, 0x7F)))
_FEW = _THAI | frozenset("0123456789 .,:;/()%+-\"'=!?")
_FIRST_BYTES = (*range(0x20, 0x7F), 0xE0)
"""What the letters of ``_THAI`` and ``_ASCII`` begin with in UTF-8."""

_UNREACHED = -1e38
_LABEL = 0x800000FF
"""The bits of a unit of the tokeniser's double array that name the byte leading to it."""


class Pieces:
    """Cuts text into the ids of word pieces; a pure function of the tokeniser's tables."""

    def __init__(self, tokens: Any) -> None:
        self._tokens = tokens
        plain = dict(_plain(tokens._normalizer))
        self._plain = str.maketrans(plain)
        self._usual = re.compile(f"[{re.escape(''.join(plain))}]+")
        self._few = re.compile(f"[{re.escape(''.join(_FEW & set(plain)))}]+")
        self._ids = self._own_pieces({_BLANK, *(plain[few] for few in _FEW & set(plain))})
        self._scores = _with_beginnings({p: tokens._scores[at] for p, at in self._ids.items()})
        self._unknown: float = tokens._unk_score

    def of(self, text: str) -> list[int]:
        """The ids of the likeliest pieces of ``text``; at least one for any text."""
        if not self._usual.fullmatch(text):
            found: list[int] = self._tokens.encode(text, add_bos=False, add_eos=False)
            return found
        words = text.translate(self._plain).split()
        if not words:
            return [self._tokens._unk_id]
        likeliest = self._likeliest if self._few.fullmatch(text) else self._tokens._viterbi
        found = likeliest(_BLANK + _BLANK.join(words))
        return found

    def known(self, piece: str) -> int:
        """The id of ``piece``. Raises ValueError for what is none."""
        at: int = self._tokens._prefixes.get(piece, 0)
        if not at:
            raise ValueError(f"{piece!r} is no word piece")
        return at - 1

    def _own_pieces(self, written: Iterable[str]) -> dict[str, int]:
        """The pieces that text of few letters, so written, can be cut into, and their ids."""
        letters = set("".join(written))
        pieces = enumerate(self._tokens._pieces)
        return {piece: at for at, piece in pieces if piece and letters.issuperset(piece)}

    def _likeliest(self, text: str) -> list[int]:
        """The cut with the highest sum of scores, letter by letter from the left."""
        get, unknown, size = self._scores.get, self._unknown, len(text)
        best, starts = [0.0] + [_UNREACHED] * size, [0] * (size + 1)
        for start in range(size):
            reached, end = best[start], start + 1
            score = get(text[start])
            alone = reached + (score or unknown)
            if alone > best[end]:
                best[end], starts[end] = alone, start
            while score is not None and end < size:
                end += 1
                score = get(text[start:end])
                if score and reached + score > best[end]:
                    best[end], starts[end] = reached + score, start
        return self._along(text, starts)

    def _along(self, text: str, starts: list[int]) -> list[int]:
        """The ids of the pieces on the way back from the end of ``text``."""
        found: list[int] = []
        end = len(text)
        while end:
            found.append(self._ids.get(text[starts[end] : end], self._tokens._unk_id))
            end = starts[end]
        return found[::-1]


def _plain(normaliser: Any) -> Iterator[tuple[str, str]]:
    """Letters that are written the same whatever follows, and how the tokeniser writes them."""
    for letter in _THAI | _ASCII:
        written = letter.encode()
        found, _ = normaliser.normalize_prefix(written, 0)
        if not _goes_on(normaliser, written) and (letter == " " or b" " not in found):
            yield letter, found.decode()


def _goes_on(normaliser: Any, written: bytes) -> bool:
    """Whether the table of spellings has an entry for ``written`` with more after it."""
    units, node = normaliser._units, normaliser._offset(normaliser._units[0])
    for byte in written:
        node ^= byte
        if units[node] & _LABEL != byte:
            return False
        node ^= normaliser._offset(units[node])
    return any(units[node ^ byte] & _LABEL == byte for byte in _FIRST_BYTES)


def _with_beginnings(scores: dict[str, float]) -> dict[str, float]:
    """``scores`` with 0 for what only begins a piece: no piece has that score."""
    beginnings = {piece[:size] for piece in scores for size in range(1, len(piece))}
    return {**dict.fromkeys(beginnings, 0.0), **scores}
