"""``read --jsonl``: one question a line in, one reading a line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TextIO

import msgspec

from dialogs.pack import Masked
from dialogs.reading.port import Context, Reader, Reading

Mask = Callable[[str], Masked]


class Asked(msgspec.Struct):
    """One line in: a text, and the question it answers."""

    id: str | int
    text: str
    criterion: str | None = None
    facet: str | None = None
    context: Context = "open"


def serve(reader: Reader, mask: Mask, lines: Iterable[bytes | str], out: TextIO) -> None:
    """Answer every line, in order, at once; a line that cannot be read is answered by its error.

    Every text is masked before it is read, as in a conversation.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            answer = _answer(reader, mask, msgspec.json.decode(line, type=Asked))
        except (msgspec.DecodeError, ValueError, RecursionError) as problem:
            answer = {"error": {"line": number, "text": str(problem)}}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()


def _answer(reader: Reader, mask: Mask, asked: Asked) -> dict[str, object]:
    began = perf_counter()
    text = mask(asked.text).text
    reading = reader.read(text, criterion=asked.criterion, facet=asked.facet, context=asked.context)
    ms = (perf_counter() - began) * 1_000
    return {
        "id": asked.id,
        "intent": reading.intent,
        "facets": _facets(reading, asked.criterion),
        "plan": [text[p.start : p.end] for p in reading.plans],
        "ms": round(ms, 3),
    }


def _facets(reading: Reading, criterion: str | None) -> dict[str, str]:
    found = (f for f in reading.findings if f.criterion == criterion)
    return {f.facet: f.level.word for f in found}
