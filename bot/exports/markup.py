"""Markdown of what people wrote: escaped, so that it reads as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ACTIVE = re.compile(r"([\\`*_\[\]<>#|~&])")
_LISTS = re.compile(r"^(\s*[0-9]+)([.)])", re.MULTILINE)
_OPENS = re.compile(r"^(\s*)([-+=])", re.MULTILINE)


def escaped(text: str) -> str:
    """``text`` without anything Markdown would take for its own."""
    safe = _ACTIVE.sub(r"\\\1", text)
    return _OPENS.sub(r"\1\\\2", _LISTS.sub(r"\1\\\2", safe))


def line(text: str) -> str:
    """``text`` escaped and on one line, to stand within a line: in a table, after other words."""
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


def quote(text: str, *below: str) -> str:
    """Escaped words as a block quote; ``below`` are lines of ours under them, Markdown already."""
    parts = [escaped(text.strip()).splitlines() or [""], list(below)]
    told = "\n\n".join("\\\n".join(lines) for lines in parts if lines)
    return "\n".join(f"> {each}".rstrip() for each in told.split("\n"))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are Markdown already."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *map(list, rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
