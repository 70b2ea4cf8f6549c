"""Cuts messy Thai into clauses, and clauses into windows of neighbours.

Thai puts spaces between phrases rather than words, and officers put them anywhere. A clause here is
what lies between breaks that a reader would breathe at: line breaks, arrows, sentence marks, and
those spaces that do not tie a figure or a Latin word to its neighbour. Very long runs without a
space are cut before words that open a clause.
"""

from __future__ import annotations

import re
from itertools import pairwise

from dialogs.reading.port import Span

SHORTEST = 14
"""Letters (marks not counted) under which a piece is joined to its neighbour."""

LONGEST = 55
"""Letters beyond which a piece is cut before a word that opens a clause."""

WIDEST = 5
"""Clauses in the widest window, besides the whole text."""

_HARD = re.compile(
    r"[\n\r]+|\s*(?:→|⇒|➜|->|=>|>+|•|;|\|)\s*|[!?。]+\s+"
    r"|(?<![ก-ฮ]\.)(?<!\b[a-zA-Z])(?<=[^\s.]{2})\.\s+"
)
_OPENERS = (
    *("แล้ว", "แต่", "เพราะ", "ส่วน", "ซึ่ง", "โดย", "จากนั้น", "พอ", "ถ้า", "หาก", "ปัญหา", "ก็"),
    *("นอกจาก", "อยาก", "ต่อมา", "สุดท้าย", "เลย", "ตอนนี้", "เมื่อก่อน", "เดิม", "ทั้งนี้", "อนึ่ง"),
    *("บัดนี้", "เพื่อ", "ยกเว้น", "เช่น", "อย่าง", "ตอน", "หลัง", "ก่อน", "ปกติ", "คือ"),
)
_INNER = re.compile(
    r"(?<=.{18})(?=(?:แล้วก็|แล้วค่อย|แล้ว|จากนั้น|แต่|เพราะ|ส่วน|ถ้า|พอ|ต่อมา|สุดท้าย|ตอนนี้|เมื่อก่อน)(?=.{12}))"
)
_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\\s]")
_TIED_LEFT = re.compile(r"[A-Za-z0-9๐-๙.)\-–+%\"”]$")
_TIED_RIGHT = re.compile(r"[A-Za-z0-9๐-๙(ๆ%+\-–\"“/=]")
_UNBROKEN = 400
"""Letters after which text is cut whatever it says: nobody writes such a clause."""


def clauses(text: str) -> tuple[Span, ...]:
    """The clauses of ``text`` in order, as offsets into it; everything but breaks is in one."""
    joined = (span for piece in _pieces(text) for span in _joined(text, piece))
    return tuple(cut for span in joined for cut in _cut(text, span))


def windows(count: int) -> tuple[tuple[int, int], ...]:
    """Runs of neighbouring clauses, narrow ones first, then all ``count`` together.

    Each is ``(first, after)``, so that a single clause is ``(i, i + 1)``.
    """
    widths = range(1, min(count, WIDEST) + 1)
    runs = [(i, i + w) for w in widths for i in range(count - w + 1)]
    return tuple(runs if count <= WIDEST else [*runs, (0, count)])


def _letters(text: str) -> int:
    return len(_MARKS.sub("", text))


def _pieces(text: str) -> list[tuple[int, int]]:
    """What lies between hard breaks."""
    breaks = [(0, 0), *((m.start(), m.end()) for m in _HARD.finditer(text)), (len(text), len(text))]
    return [(a, b) for (_, a), (b, _) in pairwise(breaks) if text[a:b].strip()]


def _joined(text: str, piece: tuple[int, int]) -> list[Span]:
    """Words between spaces, joined until each stands on its own."""
    found: list[Span] = []
    for word in re.finditer(r"\S+", text[piece[0] : piece[1]]):
        start, end = piece[0] + word.start(), piece[0] + word.end()
        if found and _belongs(text[found[-1].start : found[-1].end], word.group()):
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return found


def _belongs(before: str, word: str) -> bool:
    """Whether ``word`` goes on with what is ``before`` it."""
    size = _letters(before)
    opens = word.startswith(_OPENERS)
    if _TIED_LEFT.search(before) or _TIED_RIGHT.match(word):
        tied = size < 60 and not (opens and size >= 10)
        return tied or (size < SHORTEST and not opens)
    short = size < SHORTEST or _letters(word) < 5
    return short and not (opens and size >= 8)


def _cut(text: str, span: Span) -> list[Span]:
    """A long clause in its parts."""
    if _letters(text[span.start : span.end]) <= LONGEST:
        return [span]
    found = _INNER.finditer(text[span.start : span.end])
    edges = [span.start]
    for at in (span.start + m.start() for m in found):
        if at - edges[-1] >= 16:
            edges.append(at)
    return [part for a, b in pairwise([*edges, span.end]) for part in _chopped(Span(a, b))]


def _chopped(span: Span) -> list[Span]:
    edges = [*range(span.start, span.end, _UNBROKEN), span.end]
    return [Span(a, b) for a, b in pairwise(edges)]
