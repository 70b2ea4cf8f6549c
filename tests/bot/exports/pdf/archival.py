"""What ISO 19005-3 asks of the structure of a file at level b, as far as it can be told from it.

Not a validator: what a page draws is not followed. The clauses are those of ISO 19005-3:2012.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_HEADER = re.compile(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}")
_BLENDS = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten"}
_HIDDEN, _PRINT = 0b100011, 0b100
"""Flags of annotations: invisible, hidden or not to be viewed; to be printed."""


def faults(content: bytes) -> list[str]:
    """Clauses that do not hold, each with what is wrong; none if all do."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = [*_file(content, document), *_metadata(document), *_attached(document)]
        for each in document.objects:
            if isinstance(each, Dictionary | Stream):
                found += _object(each)
        return found


def _file(content: bytes, document: Pdf) -> Iterator[str]:
    if not _HEADER.match(content):
        yield "6.1.2 no header, or no comment of four letters beyond ASCII after it"
    if "/ID" not in document.trailer or "/Encrypt" in document.trailer:
        yield "6.1.3 no id in the trailer, or encrypted"
    intents = document.Root.get("/OutputIntents", Array())
    if [intent.S for intent in intents] != ["/GTS_PDFA1"]:
        yield "6.2.3 not one output intent"
    elif intents[0].DestOutputProfile.get("/N") not in (1, 3, 4):
        yield "6.2.3 an output intent without a profile of colours"


def _metadata(document: Pdf) -> Iterator[str]:
    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        if (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) != ("3", "B"):
            yield "6.6.4 not said to be level b of part 3"
        title = str(document.docinfo.get("/Title", ""))
        if metadata.get("dc:title") != title or not title:
            yield "6.6.3 the title is not the same in both places"


def _attached(document: Pdf) -> Iterator[str]:
    named = {spec.obj.objgen for spec in document.attachments.values()}
    linked = {spec.objgen for spec in document.Root.get("/AF", Array())}
    if named != linked:
        yield "6.8 an embedded file that is not associated with the document"


def _object(found: Object) -> Iterator[str]:
    match found.get("/Type"):
        case "/FontDescriptor":
            yield from _descriptor(found)
        case "/Font":
            yield from _font(found)
        case "/Annot":
            yield from _annotation(found)
        case "/ExtGState":
            yield from _state(found)
        case "/Filespec":
            yield from _file_specification(found)
        case _:
            pass
    yield from _any(found)


def _descriptor(found: Object) -> Iterator[str]:
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(found.keys()):
        yield f"6.2.11.4 {found.get('/FontName')} is not embedded"


def _font(found: Object) -> Iterator[str]:
    if found.Subtype == "/Type0" and "/ToUnicode" not in found:
        yield f"6.2.11.7 {found.BaseFont} without letters for its glyphs"
    if found.Subtype == "/CIDFontType2":
        if found.get("/CIDToGIDMap") != "/Identity":
            yield f"6.2.11.3 {found.BaseFont} without a map to its glyphs"
        elif not _widths_agree(found):
            yield f"6.2.11.5 {found.BaseFont} has other widths than its program"


def _widths_agree(font: Object) -> bool:
    """Whether every glyph is as wide as its program says, to a thousandth of the size."""
    if "/FontFile2" not in font.FontDescriptor:
        return True
    program = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
    unit = 1000 / program["head"].unitsPerEm
    own = [program["hmtx"].metrics[name][0] * unit for name in program.getGlyphOrder()]
    said = _widths(font.W)
    return all(abs(wide - own[glyph]) <= 1 for glyph, wide in said.items() if glyph < len(own))


def _widths(table: Object) -> dict[int, float]:
    """Widths by glyph; see ISO 32000-1, 9.7.4.3."""
    rest, widths = list(table), dict[int, float]()
    while rest:
        first, then = int(rest.pop(0)), rest.pop(0)
        if isinstance(then, Array):
            widths |= {first + n: float(wide) for n, wide in enumerate(then)}
        else:
            wide = float(rest.pop(0))
            widths |= dict.fromkeys(range(first, int(then) + 1), wide)
    return widths


def _annotation(found: Object) -> Iterator[str]:
    flags = int(found.get("/F", 0))
    if found.Subtype != "/Popup" and (flags & _HIDDEN or not flags & _PRINT):
        yield "6.3.2 an annotation that is hidden or not printed"
    if found.Subtype not in ("/Link", "/Popup") and "/AP" not in found:
        yield "6.3.3 an annotation without an appearance"
    if "/AA" in found:
        yield "6.5.2 an annotation that does something by itself"


def _state(found: Object) -> Iterator[str]:
    if "/TR" in found or "/HTP" in found:
        yield "6.2.5 a transfer function"
    if str(found.get("/BM", "/Normal")) not in _BLENDS:
        yield "6.2.10 an unknown blend mode"


def _file_specification(found: Object) -> Iterator[str]:
    held = found.get("/EF", Dictionary()).get("/F")
    if not {"/F", "/UF", "/AFRelationship"} <= set(found.keys()) or held is None:
        yield "6.8 an embedded file without its names or its relation to the document"
    elif "/" not in str(held.get("/Subtype", Name("/-")))[1:]:
        yield "6.8 an embedded file of an unknown type"


def _any(found: Object) -> Iterator[str]:
    filters = found.get("/Filter", Array())
    names = [filters] if isinstance(filters, Name) else list(filters)
    if {"/LZWDecode", "/Crypt"} & {str(name) for name in names}:
        yield "6.1.7 a filter that is not allowed"
    if isinstance(found, Stream) and "/F" in found:
        yield "6.1.7 a stream that is elsewhere"
    if found.get("/Subtype") in ("/PS", "/Image") and (
        found.Subtype == "/PS" or found.get("/Interpolate", False)
    ):
        yield "6.2.8 a picture that is made up of something else"
    if str(found.get("/S", "")) in ("/JavaScript", "/Launch", "/Sound", "/Movie", "/ImportData"):
        yield "6.5.1 an action that is not allowed"
