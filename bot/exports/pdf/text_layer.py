"""The text layer of a Thai PDF made readable for all readers; what is drawn stays the same.

Typst writes a cluster such as ``นี้`` as several glyphs, gives the text of all to the first one and
repeats it as ActualText: readers then read it twice, once, or not at all. Here every glyph gets
its own letters and ActualText goes. ``bot.exports.pdf.faces`` sees to it that ``ำ`` is one glyph.
A space that stands alone is joined to what is before it: pdfium overlooks texts without width.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pikepdf

from bot.exports.pdf.cmaps import to_unicode
from bot.exports.pdf.glyphs import letters_in

_CLUSTER = re.compile(
    rb"/Span<</ActualText(?:<[0-9A-F]*>|\((?:[^()\\]|\\.)*\))>>BDC(.*?)\nEMC", re.DOTALL
)
"""Line ends within strings are escaped: the first ``EMC`` that begins a line is the cluster's."""

_STRING = rb"(?:\((?:[^()\\]|\\.)*+\)|<[0-9A-F]*+>)"
_SHOWN = rb"(?:\[(?:%b|[-\d.]++)*+\]TJ|%bTj)" % (_STRING, _STRING)
_SPACED = re.compile(
    rb"(?P<font>/(?P<name>\w+) [\d.]+ Tf) (?P<at>1 0 0 -1 \S+ (?P<y>\S+) Tm)(?P<before>%b)"
    rb" 0 Tr(?P=font) 1 0 0 -1 \S+ (?P=y) Tm(?P<space>%b)Tj" % (_SHOWN, _STRING)
)
"""A text and after it, on its line and in its font, one that may be a space."""

Spaces = Mapping[bytes, frozenset[bytes]]
"""The codes of a page's fonts that are spaces, by the names of the fonts."""


def repaired(pdf: bytes, faces: Mapping[str, bytes]) -> bytes:
    """``pdf`` as Typst made it, with a text layer that can be searched and copied.

    ``faces`` are the whole fonts by PostScript name. The same bytes for the same ``pdf``. Raises
    pikepdf.PdfError if it is not a PDF, KeyError for a font that is not among the faces.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spaces = {of: _lettered(document, font, faces) for of, font in _fonts(document).items()}
        for page in document.pages:
            fonts = page.resources.get("/Font", pikepdf.Dictionary()).items()
            named = {name[1:].encode(): spaces[font.objgen] for name, font in fonts}
            drawn = _CLUSTER.sub(rb"\1", page.Contents.read_bytes())
            page.Contents = document.make_stream(_joined(drawn, named))
        return _saved(document)


def _lettered(
    document: pikepdf.Pdf, font: pikepdf.Object, faces: Mapping[str, bytes]
) -> frozenset[bytes]:
    """Gives every code of ``font`` its letters; returns those that are spaces."""
    program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    letters = letters_in(program, faces[str(font.BaseFont).split("+")[-1]])
    font.ToUnicode = document.make_stream(to_unicode(letters))
    return frozenset(code.to_bytes(2, "big") for code, text in letters.items() if text == " ")


def _joined(drawn: bytes, spaces: Spaces) -> bytes:
    def both(found: re.Match[bytes]) -> bytes:
        if bytes(pikepdf.Object.parse(found["space"])) not in spaces.get(found["name"], ()):
            return found[0]
        before = found["before"][:-2].removeprefix(b"[").removesuffix(b"]")
        return b"%b %b[%b%b]TJ" % (found["font"], found["at"], before, found["space"])

    return _SPACED.sub(both, drawn)


def _fonts(document: pikepdf.Pdf) -> dict[tuple[int, int], pikepdf.Object]:
    """Every font that a page writes with, by its number."""
    named = (page.resources.get("/Font", pikepdf.Dictionary()) for page in document.pages)
    return {font.objgen: font for fonts in named for font in fonts.values()}


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()
