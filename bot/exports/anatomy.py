"""What a file of an export is made of, part by part, read so that nothing in it can do harm.

No parser of the file's own format is used: compressed pieces are found by their marks and inflated
one by one, each and all together up to a limit, so that a file with one wrong byte still shows the
rest, and a file made to burst does not. Parts have names such as ``evidence:DS501.02``,
``member:word/document.xml``, ``section:3`` or ``pages``.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

MOST_INFLATED = 128 << 20
"""Bytes that all pieces of one file may have together."""
MOST_PARTS, MOST_PIECES = 400, 20_000
EVIDENCE_FORMAT = "mvs-coach/evidence"
WHOLE, PAGES, EVIDENCE = "whole", "pages", "evidence"

_ID = re.compile(rb"(?<![A-Za-z0-9])(?:team-[0-9a-f]{16}|[a-z2-7]{16})(?![A-Za-z0-9])")
_NAMED_ID = re.compile(
    rb"(?:export[\"'=:/>\s-]{1,12}|verify/)(team-[0-9a-f]{16}|[a-z2-7]{16})(?![a-z0-9])"
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_MEMBER = b"PK\x03\x04"
_HEADING = re.compile(rb"^#{1,2} ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The parts of a file; ``pieces`` is everything that can be read in it, to search."""

    kind: Literal["pdf", "zip", "json", "text"]
    parts: dict[str, bytes]
    pieces: tuple[bytes, ...]

    def digests(self) -> dict[str, str]:
        """The SHA-256 of every part in hex."""
        return {name: sha256(part).hexdigest() for name, part in self.parts.items()}

    def exports(self, most: int = 40) -> list[str]:
        """What may be the id of an export, likeliest first, at most ``most``."""
        likely = (m[1] for piece in self.pieces for m in _NAMED_ID.finditer(piece))
        rest = (m[0] for piece in self.pieces for m in _ID.finditer(piece))
        found: dict[str, None] = {}
        for each in (*likely, *rest):
            found.setdefault(each.decode())
            if len(found) >= most:
                break
        return list(found)


def anatomy(content: bytes) -> Anatomy:
    """Take a file apart; total: any bytes give an answer."""
    start = content.lstrip()[:5]
    if start.startswith(b"%PDF"):
        return _pdf(content)
    if start.startswith(b"PK"):
        return _archive(content)
    whole = json_of(content)
    if whole is not None:
        return Anatomy("json", dict(_limited(_json_parts(whole))), (content,))
    if start[:1] in (b"{", b"["):
        return Anatomy("json", {}, (content,))
    return Anatomy("text", dict(_limited(_sections(content))), (content,))


def json_of(content: bytes) -> Any:
    """The content as JSON, also with letters that are none; None if it is none."""
    try:
        return json.loads(content.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None


def evidence_parts(evidence: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """``evidence.json`` by what a person would call its parts: a criterion each, and the rest."""
    for key, value in evidence.items():
        if key != "elements":
            yield f"{EVIDENCE}:{key}", _packed(value)
    for element in _listed(evidence.get("elements")):
        for criterion in _listed(element.get("criteria")):
            yield f"{EVIDENCE}:{criterion.get('id', '')}", _packed(criterion)
        rest = {key: value for key, value in element.items() if key != "criteria"}
        yield f"{EVIDENCE}:{element.get('code', '')}", _packed(rest)


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The members of a ZIP, as their own headers tell them; one that is broken ends early."""
    left, at, count = MOST_INFLATED, content.find(_MEMBER), 0
    while at >= 0 and left > 0 and (count := count + 1) < MOST_PIECES:
        head = content[at : at + 30]
        if len(head) < 30:
            return
        method, packed = int.from_bytes(head[8:10], "little"), int.from_bytes(head[18:22], "little")
        named, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
        name = content[at + 30 : at + 30 + named].decode("utf-8", "replace")
        begin = at + 30 + named + extra
        body, used = _body(content, begin, method, packed, left)
        left -= len(body)
        yield name, body
        at = content.find(_MEMBER, begin + max(used, 0))


def _body(content: bytes, begin: int, method: int, packed: int, left: int) -> tuple[bytes, int]:
    if method == 8:
        return _inflated(memoryview(content)[begin:], left, -zlib.MAX_WBITS)
    return content[begin : begin + min(packed, left)], packed


def _inflated(packed: memoryview, most: int, bits: int) -> tuple[bytes, int]:
    """What can be inflated, at most ``most`` bytes, and how much of ``packed`` that took."""
    engine, out, at, size = zlib.decompressobj(bits), bytearray(), 0, 1 << 14
    while at < len(packed) and len(out) < most and not engine.eof:
        try:
            out += engine.decompress(bytes(packed[at : at + size]), most - len(out))
        except zlib.error:
            break
        at += size
    return bytes(out), max(min(at, len(packed)) - len(engine.unused_data), 0)


def _pdf(content: bytes) -> Anatomy:
    """Evidence that is attached, and everything else, which is how the pages look."""
    pieces, outside, left, last = [content], bytearray(), MOST_INFLATED, 0
    parts: dict[str, bytes] = {}
    for mark in _STREAM.finditer(content):
        if mark.start() < last:
            continue
        if left <= 0 or len(pieces) > MOST_PIECES:
            break
        body, used = _inflated(memoryview(content)[mark.end() :], left, zlib.MAX_WBITS)
        left -= len(body)
        pieces.append(body)
        if body.startswith(b'{"') and EVIDENCE_FORMAT.encode() in body:
            parts |= _attached(body)
            outside += content[last : mark.end()]
            last = mark.end() + used
    outside += content[last:]
    parts.setdefault(EVIDENCE, b"")
    told = {**dict(_limited(iter(parts.items()))), PAGES: bytes(outside)}
    return Anatomy("pdf", told, tuple(pieces))


def _attached(body: bytes) -> dict[str, bytes]:
    whole = json_of(body)
    if isinstance(whole, dict):
        return {EVIDENCE: body, **dict(evidence_parts(whole))}
    return {EVIDENCE: body}


def _archive(content: bytes) -> Anatomy:
    found = list(members(content))
    parts: dict[str, bytes] = {}
    for name, body in found:
        parts.setdefault(f"member:{name}", body)
    evidence = next((body for name, body in found if name.endswith("data/evidence.json")), b"")
    whole = json_of(evidence)
    if isinstance(whole, dict):
        parts |= dict(evidence_parts(whole))
    # names are in the archive's directory, too: that id survives where a member's does not
    pieces = (*(body for _, body in found), content)
    return Anatomy("zip", dict(_limited(iter(parts.items()))), pieces)


def _json_parts(whole: Any) -> Iterator[tuple[str, bytes]]:
    match whole:
        case {"format": str(kind)} if kind == EVIDENCE_FORMAT:
            yield from evidence_parts(whole)
        case dict():
            for key, value in whole.items():
                yield f"field:{key}", _packed(value)
        case list():
            for n, value in enumerate(whole, 1):
                yield f"item:{n}", _packed(value)
        case _:
            yield WHOLE, _packed(whole)


def _sections(content: bytes) -> Iterator[tuple[str, bytes]]:
    starts = [0, *(m.start() for m in _HEADING.finditer(content)), len(content)]
    for n in range(len(starts) - 1):
        yield f"section:{n}", content[starts[n] : starts[n + 1]]


def _limited(parts: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """At most ``MOST_PARTS``; what is beyond is not told apart."""
    for _, part in zip(range(MOST_PARTS), parts, strict=False):
        yield part


def _listed(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, dict)]


def _packed(value: Any) -> bytes:
    """As it is written, whatever it is: half characters stay escaped."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True).encode()
