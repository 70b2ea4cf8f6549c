"""Finds and masks citizens' personal data in what officers type, before anything is kept.

Masked: Thai national ids, phones, e-mails, bank accounts, passports, LINE ids, car plates. Names
and addresses are only pointed out. Figures of the work itself (order numbers, years) survive.
The national id's check digit: (11 - sum of digit i x (14 - i), i = 1..12, mod 11) mod 10.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from dialogs.reading import personal_numbers as numbers
from dialogs.reading.personal_view import View

Kind = Literal[
    "national_id", "phone", "email", "bank_account", "passport", "line_id", "plate",
    "name", "address",
]  # fmt: skip
ONLY_WARN: frozenset[Kind] = frozenset(("name", "address"))

# --- Thai data: what stands in for each kind, and the words that give one away --------------------
LABELS: Mapping[Kind, str] = {
    "national_id": "[เลขบัตร]",
    "phone": "[เบอร์โทร]",
    "email": "[อีเมล]",
    "bank_account": "[เลขบัญชี]",
    "passport": "[เลขพาสปอร์ต]",
    "line_id": "[ไอดีไลน์]",
    "plate": "[ทะเบียนรถ]",
}
_PASSPORT = re.compile(
    r"(?:พาสปอร์ต|พาสปอต|หนังสือเดินทาง|passport)[^a-z0-9\0]{0,20}(?:(?:no|number)[^a-z0-9\0]{0,4})?"
    r"([a-z]{1,2} ?\d{6,7}|\d{9})(?![a-z0-9])"
)
_LINE_ID = re.compile(
    r"(?:(?:ไลน์|ไลน|line)[ ]?(?:id|ไอดี)|(?:id|ไอดี)[ ]?(?:ไลน์|ไลน|line)|แอด(?:ไลน์|ไลน|line))"
    r"[ ]{0,2}(?:คือ|ว่า|[:=])?[ ]{0,2}([a-z0-9][a-z0-9._-]{2,19})(?![a-z0-9@])"
)
_PLATE = re.compile(
    r"(?:ป้ายทะเบียน|(?:ทะเบียน|ป้าย)(?:รถ|มอเตอร์ไซค์|จักรยานยนต์)|รถ[ก-๙ ]{0,20}ทะเบียน)"
    r"[ ]{0,2}(?:คือ|เลข|เลขที่|:)?[ ]{0,2}"
    r"((?:\d ?)?[ก-ฮ]{1,3} ?-? ?\d{1,4})(?!\d)"
)
_NAME = re.compile(
    r"(?:นางสาว|น\.ส\.|นาย|นาง|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง|คุณ)"
    r"(?!กเทศ|กอบ|กสมาคม|อำเภอ|ทะเบียน|ช่าง|จ้าง|ทุน|หน้า|แพทย์|สัตว|ประกัน"
    r"|ภาพ|สมบัติ|ค่า|ธรรม|พยาบาล|วุฒิ|หมอ|ครู)"
    r"[ ]?([ก-ฮเ-ไ][ก-๙]{1,20} {1,2}[ก-ฮเ-ไ][ก-๙]{2,25})"
)
_ADDRESS = re.compile(
    r"(?:บ้านเลขที่|เลขที่)[ ]?\d{1,4}(?:/\d{1,4})?[ ]{0,2}(?:หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.|ต\.|ตำบล)"
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24}(?![a-z])")
_MAILBOX = re.compile(r"[a-z0-9._%+-]{1,64}\Z")
# -------------------------------------------------------------------------------------------------

_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Number signs that Unicode binds to the digit after them."""


class Personal(Struct, frozen=True):
    """A piece of personal data, as code point offsets into the text as typed."""

    kind: Kind
    start: int
    end: int


class Masked(Struct, frozen=True):
    """``text`` that may be kept; ``kinds`` taken out, and ``warnings`` left in, each kind once."""

    text: str
    kinds: tuple[Kind, ...] = ()
    warnings: tuple[Kind, ...] = ()


class Masker:
    """Masks with the given words, one for each kind; ``LABELS`` unless told otherwise."""

    def __init__(self, labels: Mapping[Kind, str] = LABELS) -> None:
        self._labels = labels

    def find(self, text: str) -> tuple[Personal, ...]:
        """All personal data in ``text``, in order, none overlapping, none cutting a grapheme."""
        view = View(text, self._labels.values())
        found: list[Personal] = []
        taken = bytearray(len(view.text))
        for kind, start, end in _candidates(view.text):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Personal(kind, *_whole(text, *view.typed(start, end))))
        return tuple(sorted(found, key=lambda personal: personal.start))

    def mask(self, text: str) -> Masked:
        """``text`` with a word in place of each piece. Masking twice changes nothing more."""
        kinds: list[Kind] = []
        found = self.find(text)
        while masked := [p for p in found if p.kind not in ONLY_WARN]:
            text = self._without(text, masked)
            kinds += [p.kind for p in masked]
            found = self.find(text)
        warnings = dict.fromkeys(p.kind for p in found)
        return Masked(text, tuple(dict.fromkeys(kinds)), tuple(warnings))

    def _without(self, text: str, found: Iterable[Personal]) -> str:
        parts, at = [], 0
        for personal in found:
            parts += [text[at : max(at, personal.start)], self._labels[personal.kind]]
            at = personal.end
        return "".join([*parts, text[at:]])


_USUAL = Masker()


def find(text: str) -> tuple[Personal, ...]:
    """All personal data in ``text``; see ``Masker.find``."""
    return _USUAL.find(text)


def mask(text: str) -> Masked:
    """``text`` masked with ``LABELS``; see ``Masker.mask``."""
    return _USUAL.mask(text)


def _candidates(text: str) -> Iterator[tuple[Kind, int, int]]:
    """What may be personal data, the surest first."""
    for start, end in _emails(text):
        yield "email", start, end
    yield from numbers.find(text)
    shapes: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("passport", _PASSPORT), ("line_id", _LINE_ID), ("plate", _PLATE), ("name", _NAME)
    )  # fmt: skip
    for kind, shape in shapes:
        for match in shape.finditer(text):
            yield kind, match.start(1), match.end(1)
    for match in _ADDRESS.finditer(text):
        yield "address", match.start(), match.end()


def _emails(text: str) -> Iterator[tuple[int, int]]:
    at = text.find("@")
    while at >= 0:
        before = at - (text[at - 1 : at] == " ")
        after = at + 1 + (text[at + 1 : at + 2] == " ")
        mailbox = _MAILBOX.search(text[max(0, before - 64) : before])
        domain = _DOMAIN.match(text, after)
        if mailbox and domain:
            yield before - len(mailbox[0]), domain.end()
        at = text.find("@", at + 1)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole graphemes: marks after it and signs bound to its first letter."""
    while end < len(text) and (text[end] in "\u0e33\u200d" or _binds(text[end])):
        end += 1
    while start and text[start - 1] in _PREPENDED:
        start -= 1
    return start, end


def _binds(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Me", "Mc")
