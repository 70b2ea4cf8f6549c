"""Typst at work: data and the template of this package in, PDF or pictures of its pages out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from bot.exports.pdf.faces import WEIGHTS, face

STANDARD: Final = "a-3b"
"""PDF/A-3, level b.

veraPDF's profile for it (146 rules, of August 2025) found no fault in repaired files: the sample
with everything in it, the same in Thai digits, an empty one, one of hostile texts. What can be seen
of the structure is tested (``tests/bot/exports/pdf/archival.py``). By its profiles for levels u and
a only the claim itself is missing; it is not made, as nobody has heard the tags read out.
"""

_WARM_UP = b'#set text(font: "Sarabun")\nA *A*'


def typeset(data: Mapping[str, str], at: datetime) -> bytes:
    """The document as PDF/A; ``data`` reaches the template as strings, never as markup.

    ``at`` is its date. Raises typst.TypstError, FontsMissing.
    """
    done = _compiler().compile(
        format="pdf", sys_inputs=dict(data), pdf_standards=STANDARD, timestamp=at
    )
    assert isinstance(done, bytes)  # a PDF is one file, whatever its pages
    return done


@cache
def _compiler() -> typst.Compiler:
    root = Path(str(files("bot.exports.pdf"))) / "template"
    return typst.Compiler(
        str(root / "document.typ"), root=str(root), font_paths=fonts(), ignore_system_fonts=True
    )


@cache
def fonts() -> typst.Fonts:
    """Sarabun, in memory: Typst takes fonts from files only, and keeps those it has used."""
    with TemporaryDirectory() as folder:
        for weight in WEIGHTS:
            (Path(folder) / f"{weight}.ttf").write_bytes(face(weight))
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )
        typst.Compiler(font_paths=fonts, ignore_system_fonts=True).compile(_WARM_UP, format="png")
    return fonts
