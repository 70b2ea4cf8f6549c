"""The names people give to files, made harmless."""

from __future__ import annotations

import re
import unicodedata

from bot.cutting import clip, utf16

LONGEST = 120  # UTF-16 units
_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')


def sanitised(name: str) -> str:
    """``name`` as one harmless line: no path, no control or direction marks, no dots around it.

    Empty if nothing is left of it.
    """
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    name = re.split(r"[/\\]", name)[-1]
    visible = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    plain = " ".join(_FORBIDDEN.sub(" ", visible).split()).strip(". ")
    stem, dot, last = plain.rpartition(".")
    if not stem or len(last) > 10:
        return clip(plain, LONGEST)
    return clip(stem, LONGEST - utf16(last) - 1) + dot + last


def suffix(name: str) -> str:
    """What the name says of the type, in small letters and without the dot."""
    stem, _, last = sanitised(name).rpartition(".")
    return last.lower().strip() if stem else ""
