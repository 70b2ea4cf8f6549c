"""ToUnicode: the table in a PDF that says which text each code of a font stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_AT_MOST = 100
"""Rows of one block, as the CMap specification wants."""


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """The CMap of ``texts`` by two-byte code; an empty text stands for nothing at all."""
    rows = [f"<{code:04X}> <{_utf16(text)}>\n" for code, text in sorted(texts.items())]
    return (_HEAD + "".join(_blocks(rows)) + _TAIL).encode()


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _blocks(rows: list[str]) -> Iterator[str]:
    for start in range(0, len(rows), _AT_MOST):
        block = rows[start : start + _AT_MOST]
        yield f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n"
