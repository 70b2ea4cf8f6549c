"""What each glyph of Sarabun is in Unicode: known by its drawing, as a subset has no names."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

Drawing = tuple[int, bytes | tuple[tuple[str, tuple[object, ...]], ...]]
"""Advance and outline of a glyph: as the font's file has it, or, if made of others, as drawn."""

_OF_OTHERS = b"\xff\xff"
"""How a glyph begins that is made of others; a subset numbers those anew."""

_RING = "\u0e4d"
"""With a tone mark it is the first half of a ``ำ``, which the second half stands for."""

_CODES = re.compile(r"uni((?:[0-9A-F]{4})+)")
_OLD_NAMES = {
    "yoYingthai": "ญ", "thoThanthai": "ฐ", "doChadathai": "ฎ", "toPatakthai": "ฏ",
    "loChulathai": "ฬ",
}  # fmt: skip
"""The forms of these letters beside marks below them have older names."""

_LOOK_ALIKE = frozenset("\u00ad\u0110\u03bc\u2010\u2012\u2015\u210a\u2206\uf8ff")
"""Drawn like other characters that are written more often."""


def letters_in(program: bytes, face: bytes) -> dict[int, str]:
    """The text of every glyph id in ``program``, a subset of ``face``; others are left out.

    Raises TTLibError if either is not TrueType.
    """
    texts = _letters_of(face)
    drawn = enumerate(drawings(TTFont(io.BytesIO(program))))
    return {glyph: texts[drawing] for glyph, drawing in drawn if drawing in texts}


@cache
def _letters_of(face: bytes) -> dict[Drawing, str]:
    """The text of every glyph by its drawing; where several look alike, the usual one."""
    whole = TTFont(io.BytesIO(face))
    known = _named(whole)
    texts: dict[Drawing, str] = {}
    for drawing, name in zip(drawings(whole), whole.getGlyphOrder(), strict=True):
        text = _text(name, known) if drawing[1] else _blank(drawing)
        if text is not None and text not in _LOOK_ALIKE:
            texts.setdefault(drawing, text)
    return texts


def drawings(font: TTFont) -> Iterator[Drawing]:
    """The drawing of every glyph, in the order of their ids."""
    glyphs, names, advances = font.getGlyphSet(), font.getGlyphOrder(), font["hmtx"].metrics
    # before anything is drawn, as that takes it away; what is blank has none
    kept = [getattr(font["glyf"].glyphs[name], "data", b"") for name in names]
    for name, data in zip(names, kept, strict=True):
        if data.startswith(_OF_OTHERS):
            pen = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(pen)
            yield advances[name][0], tuple((how, tuple(where)) for how, where in pen.value)
        else:
            yield advances[name][0], data.rstrip(b"\0")


def _named(font: TTFont) -> dict[str, str]:
    """The character of each glyph that has one of its own; the lowest where it has several."""
    pairs = sorted(font.getBestCmap().items(), reverse=True)
    return {name: unicodedata.normalize("NFKC", chr(code)) if _is_ligature(code) else chr(code)
            for code, name in pairs}  # fmt: skip


def _blank(drawing: Drawing) -> str:
    """A space where there is room for one; control characters have glyphs too."""
    return " " if drawing[0] else ""


def _is_ligature(code: int) -> bool:
    return 0xFB00 <= code <= 0xFB06


def _text(name: str, known: dict[str, str]) -> str | None:
    """The text of a glyph by its name: its own, of what it is a form of, or of its parts."""
    base = name.split(".")[0]
    if name in known or base in known:
        return known.get(name) or known[base]
    if base in _OLD_NAMES:
        return _OLD_NAMES[base]
    if codes := _CODES.fullmatch(base):
        return bytes.fromhex(codes[1]).decode("utf-16-be").removeprefix(_RING)
    parts = [_text(part, known) for part in base.split("_")] if "_" in base else [None]
    return None if None in parts else "".join(part or "" for part in parts)
