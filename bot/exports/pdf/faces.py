"""Sarabun as documents are set in it: made so that readers of PDF find every letter of Thai.

Shaping splits ``ำ`` into a ring and an ``า``, also where a tone mark stands between. Two glyphs for
one letter is what no reader undoes, so the pair is joined again, as drawn; after a tone mark the
ring is part of the mark and only the ``า`` becomes a glyph of its own that stands for ``ำ``. And
tone marks keep their height over every vowel, which differs by at most 5 % of the size: to pdf.js a
mark that is moved up or down begins a new piece of text, and it puts a space after it.

Sarabun is under the SIL Open Font License without a reserved name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

from fontTools.otlLib.builder import (
    buildLigatureSubstSubtable,
    buildLookup,
    buildMultipleSubstSubtable,
)
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from bot.fonts import Weight, font_file

WEIGHTS: tuple[Weight, ...] = ("Regular", "Bold")

TAIL = "uni0E33.tail"
"""The glyph of ``ำ`` after a tone mark: looks like ``า``."""

_AA = "uni0E32"
_BASE_CLASS = 1
_TONES = ("0E48", "0E49", "0E4A", "0E4B")
_SMALL = tuple(f"uni{code}.small" for code in (*_TONES, "0E4C"))
_VOWELS = ("uni0E31", "uni0E34", "uni0E35", "uni0E36", "uni0E37")
_MARK_TO_MARK = 6
_SHAPES = ("", ".narrow")
"""Narrow marks stand beside the ascender of ป ฝ ฟ."""


@cache
def face(weight: Weight) -> bytes:
    """The font as TrueType, the same bytes at every call. Raises FontsMissing."""
    font = TTFont(font_file(weight), recalcTimestamp=False)
    _add(font, TAIL, _turned(font))
    plain = {(f"uni0E4D{shape}", _AA): _joined(font, shape) for shape in _SHAPES}
    toned = {(ring, _AA): f"{ring}.pair" for ring in list(_toned(font))}
    for pair in toned.values():
        _add(font, pair, TTGlyphPen(None).glyph())
    parted = {pair: (ring, TAIL) for (ring, _), pair in toned.items()}
    _substitute(font, buildLigatureSubstSubtable(plain | toned))
    _substitute(font, buildMultipleSubstSubtable(parted))
    _level(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def faces() -> dict[str, bytes]:
    """Every face by its PostScript name."""
    return {f"Sarabun-{weight}": face(weight) for weight in WEIGHTS}


def _toned(font: TTFont) -> Iterator[str]:
    """The glyphs that are a ring with a tone mark."""
    for tone in _TONES:
        for shape in _SHAPES:
            if (ring := f"uni0E4D{tone}{shape}") in font["glyf"].glyphs:
                yield ring


def _joined(font: TTFont, shape: str) -> str:
    """The name of a new glyph: ring and ``า`` as they are drawn one after the other."""
    pen = TTGlyphPen(font.getGlyphSet())
    for part in (f"uni0E4D{shape}", _AA):
        pen.addComponent(part, (1, 0, 0, 1, 0, 0))
    name = f"uni0E33{shape or '.joined'}"
    _add(font, name, pen.glyph())
    return name


def _turned(font: TTFont) -> Any:
    """The ``า`` with its outline begun elsewhere, so that a subset's glyphs can be told apart."""
    pen = TTGlyphPen(None)
    points, ends, flags = font["glyf"][_AA].getCoordinates(font["glyf"])
    first = next(at for at in range(1, ends[0] + 1) if flags[at])
    turned = [*range(first, ends[0] + 1), *range(first), *range(ends[0] + 1, len(points))]
    glyph = pen.glyph()
    glyph.coordinates = type(points)([points[at] for at in turned])
    glyph.flags = type(flags)([flags[at] for at in turned])
    glyph.endPtsOfContours, glyph.numberOfContours = list(ends), len(ends)
    glyph.program = font["glyf"][_AA].program
    return glyph


def _add(font: TTFont, name: str, glyph: Any) -> None:
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (font["hmtx"][_AA][0], getattr(glyph, "xMin", 0))
    font["GDEF"].table.GlyphClassDef.classDefs[name] = _BASE_CLASS


def _substitute(font: TTFont, subtable: Any) -> None:
    """Adds a lookup after all others, in the feature that composes glyphs."""
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([subtable]))
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ccmp":
            record.Feature.LookupListIndex.append(len(table.LookupList.Lookup) - 1)


def _level(font: TTFont) -> None:
    """Puts small marks over vowels at the height they are drawn at."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            if subtable.LookupType == _MARK_TO_MARK:
                _level_marks(subtable)


def _level_marks(subtable: Any) -> None:
    marks = dict(zip(subtable.Mark1Coverage.glyphs, subtable.Mark1Array.MarkRecord, strict=True))
    small = [record for name, record in marks.items() if name in _SMALL]
    for record in small:
        record.MarkAnchor.YCoordinate = marks[_SMALL[0]].MarkAnchor.YCoordinate
    below = zip(subtable.Mark2Coverage.glyphs, subtable.Mark2Array.Mark2Record, strict=True)
    for name, record in below:
        if name.split(".")[0] in _VOWELS and small:
            anchor = record.Mark2Anchor[small[0].Class]
            anchor.YCoordinate = small[0].MarkAnchor.YCoordinate
