"""Tells national ids, phones and bank accounts from the other figures of a text.

Digits are read in runs: groups of digits with at most a blank, a dash or a dot between them. What
counts is how the groups are cut, the check digit, and the words just before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

Number = Literal["national_id", "phone", "bank_account"]
_Group = tuple[int, int]
_Hit = tuple[Number, int, int]

_RUN = re.compile(r"\d++(?:(?:[-. _/]| ?- ?|[()]{1,2} ?)\d++)*+")
_GROUP = re.compile(r"\d+")
_MOST_GROUPS = _MOST_DIGITS = 15
_FEWEST = 9

_ID_WORD = re.compile(r"(?:บัตร|ประชาชน|ปชช|เลขประจำตัว|id card|thai id)[^\d\0\n]{0,30}\Z")
_BANK_WORD = re.compile(
    r"(?:บัญชี|บ/ช|บช\.?|พร้อมเพย์|พร้อมเพ|promptpay|account|acc\.?"
    r"|โอนเข้า|โอนมา|ธ\.?ก\.?ส\.?|กสิกร|กรุงไทย|ไทยพาณิชย์|กรุงศรี|ออมสิน|ธนชาต|scb|kbank|ktb|bbl|ttb)[^\d\0\n]{0,25}\Z"
)
_BANK_CUT = (3, 1, 5, 1)
_ID_CUTS = ((13,), (1, 4, 5, 2, 1))
_MOBILE_CUTS = frozenset(
    [(10,), (3, 7), (3, 3, 4), (3, 4, 3), (2, 4, 4), (2, 8), (3, 3, 2, 2), (4, 3, 3), (4, 6),
     (6, 4), (3, 2, 2, 3), (3, 2, 5), (5, 5), (2, 3, 5), (1, 9), (1, 2, 3, 4), (1, 1, 4, 4),
     (3, 1, 3, 3), (1,) * 10]
)  # fmt: skip
_LANDLINE_CUTS = frozenset(
    [(9,), (2, 7), (2, 3, 4), (3, 6), (3, 3, 3), (5, 4), (2, 4, 3), (1, 8), (1, 1, 7), (1, 1, 3, 4),
     (3, 2, 4), (1, 2, 3, 3), (1,) * 9]
)  # fmt: skip


def find(text: str) -> Iterator[_Hit]:
    """National ids, phones and accounts of ``text`` (ASCII digits), left to right."""
    for run in _RUN.finditer(text):
        groups = [match.span() for match in _GROUP.finditer(text, run.start(), run.end())]
        yield from _in_run(text, groups)


def _in_run(text: str, groups: Sequence[_Group]) -> Iterator[_Hit]:
    rest = at = 0
    while at < len(groups):
        hit = _window(text, groups, at)
        if hit:
            kind, last = hit
            yield from _alone(text, groups[rest:at])
            yield kind, _sign(text, groups[at][0], kind), groups[last][1]
            rest = at = last + 1
        else:
            at += 1
    yield from _alone(text, groups[rest:])


def _alone(text: str, groups: Sequence[_Group]) -> Iterator[_Hit]:
    """A run of its own, however it is cut, that is thirteen digits with the right check digit."""
    if not 1 < len(groups) <= _MOST_GROUPS:
        return
    if is_national_id(_digits(text, groups)) and _deliberate(text, groups):
        yield "national_id", groups[0][0], groups[-1][1]


def _deliberate(text: str, groups: Sequence[_Group]) -> bool:
    """Whether the cuts are one number's, not those of a row of figures."""
    if _ID_WORD.search(text, max(0, groups[0][0] - 45), groups[0][0]):
        return True
    between = {text[one[1] : two[0]].strip() for one, two in pairwise(groups)}
    singles = all(end - start == 1 for start, end in groups)
    return singles or (len(between) == 1 and between != {""} and between != {"/"})


def _window(text: str, groups: Sequence[_Group], at: int) -> tuple[Number, int] | None:
    """The kind of number that begins at group ``at`` and the last group of it."""
    before = text[max(0, groups[at][0] - 45) : groups[at][0]]
    digits, cut = "", list[int]()
    for last in range(at, min(len(groups), at + _MOST_GROUPS)):
        start, end = groups[last]
        if end - start > _MOST_DIGITS:
            return None
        digits += text[start:end]
        cut.append(end - start)
        if len(digits) > _MOST_DIGITS:
            return None
        if len(digits) < _FEWEST:
            continue
        slashed = "/" in text[groups[at][0] : end]
        if kind := _kind(digits, tuple(cut), before, slashed):
            return kind, last
    return None


def _kind(digits: str, cut: tuple[int, ...], before: str, slashed: bool) -> Number | None:
    if len(digits) == 13 and _is_id(digits, cut, before):
        return "national_id"
    if not slashed and (_is_phone(digits, cut) or _is_abroad(digits, before)):
        return "phone"
    if cut == _BANK_CUT or (10 <= len(digits) <= 15 and _BANK_WORD.search(before)):
        return "bank_account"
    return None


def _is_id(digits: str, cut: tuple[int, ...], before: str) -> bool:
    named = bool(_ID_WORD.search(before))
    return (named and digits[0] != "0") or (cut in _ID_CUTS and is_national_id(digits))


def is_national_id(digits: str) -> bool:
    """Whether ``digits`` are thirteen with the right check digit, and not one digit repeated."""
    if len(digits) != 13 or digits[0] == "0" or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * (13 - at) for at, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])


def _is_phone(digits: str, cut: tuple[int, ...]) -> bool:
    if len(digits) == 10 and digits[0] == "0" and digits[1] in "689":
        return cut in _MOBILE_CUTS
    return len(digits) == 9 and digits[0] == "0" and digits[1] in "23457" and cut in _LANDLINE_CUTS


def _is_abroad(digits: str, before: str) -> bool:
    """``+66 81 234 5678``, ``0066…`` and ``66…``, with or without the zero after the code."""
    code = "0066" if digits.startswith("0066") else "66"
    if not digits.startswith(code):
        return False
    national = digits[len(code) :].removeprefix("0")
    if len(national) == 9:
        return national[0] in "689"
    signed = before.endswith(("+", "(+")) or code == "0066"
    return len(national) == 8 and national[0] in "23457" and signed


def _sign(text: str, start: int, kind: Number) -> int:
    """Where a phone's plus sign or bracket begins."""
    while kind == "phone" and start and text[start - 1] in "+(":
        start -= 1
    return start


def _digits(text: str, groups: Sequence[_Group]) -> str:
    return "".join(text[start:end] for start, end in groups)
