"""What readers find in a PDF: pypdf, and pdfium, which is Chrome's."""

from __future__ import annotations

import io
import re

import pypdf
import pypdfium2

READERS = ("pypdf", "pdfium")


def pages(pdf: bytes, reader: str) -> list[str]:
    """The text of each page as ``reader`` has it."""
    if reader == "pypdf":
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    with pypdfium2.PdfDocument(pdf) as document:
        return [_page(document[at]) for at in range(len(document))]


def pictures(pdf: bytes, scale: float = 1.0) -> list[bytes]:
    """The pixels of each page as pdfium draws it, at ``scale`` × 72 dots an inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = (document[at].render(scale=scale) for at in range(len(document)))
        return [bytes(bitmap.buffer) for bitmap in drawn]


def joined(text: str) -> str:
    """Text without white space, as lines are broken anywhere."""
    return re.sub(r"\s+", "", text)


def _page(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()
