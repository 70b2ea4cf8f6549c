"""A verdict in words: for the page and for the terminal, and nothing of what the file says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from bot.exports.verifying import Verdict
from bot.exports.words import Writing

EXIT: dict[str, int] = {
    "genuine_current": 0,
    "genuine_offline": 0,
    "genuine_superseded": 3,
    "altered": 1,
    "unknown": 2,
}
"""What ``mvs-coach verify`` ends with."""

_ENGLISH = {
    "genuine_current": "GENUINE, CURRENT",
    "genuine_offline": "GENUINE (offline: ask the verify page whether it is current)",
    "genuine_superseded": "GENUINE, SUPERSEDED",
    "altered": "ALTERED",
    "unknown": "UNKNOWN",
}
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_ATTACHED = re.compile(r"(?:.*/)?data/attachments/(\d+)-.*", re.DOTALL)
"""What officers called their files is theirs: only the number is told."""
_DOCUMENTS = ("word/document.xml", "xl/sharedStrings.xml")
_CRITERION = re.compile(r"[A-Z]+\d+\.\d+")
_PLAIN = ("whole", "added", "head", "pages", "evidence")


class Told(Struct, frozen=True):
    """A verdict as people read it; ``facts`` are label and value."""

    standing: str
    title: str
    text: str
    why: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    where: tuple[str, ...]


def told(verdict: Verdict, write: Writing, *, by_id: bool = False) -> Told:
    """The verdict in words. ``by_id``: only an id was looked up, the file was not seen."""
    group = "by_id" if by_id else "standing"
    key = f"verify.{group}.{verdict.standing}"
    return Told(
        verdict.standing,
        write(f"{key}.title"),
        write(f"{key}.text"),
        tuple(write(f"verify.why.{why}") for why in verdict.why),
        tuple(_facts(verdict, write)),
        tuple(dict.fromkeys(_part(name, write) for name in verdict.where)),
    )


def in_terminal(verdict: Verdict, write: Writing) -> str:
    """The verdict as text of several lines, English word first so that scripts may read it."""
    said = told(verdict, write)
    lines = [_ENGLISH[verdict.standing], f"{said.title}: {said.text}"]
    lines += [f"  {label}: {value}" for label, value in said.facts]
    lines += [f"  ! {why}" for why in said.why]
    lines += [f"  ✗ {where}" for where in said.where]
    return "\n".join(lines)


def _facts(verdict: Verdict, write: Writing) -> Iterator[tuple[str, str]]:
    if verdict.export:
        yield write("verify.fact.export"), verdict.export
    if verdict.format:
        yield write("verify.fact.format"), verdict.format.upper()
    if verdict.unit:
        yield write("verify.fact.unit"), verdict.unit
    if verdict.made_at is not None:
        yield write("verify.fact.made_at"), write.moment(verdict.made_at)
    if verdict.head:
        yield write("verify.fact.head"), verdict.head[:16]
    if verdict.key:
        yield write("verify.fact.key"), verdict.key


def _part(name: str, write: Writing) -> str:
    kind, _, rest = name.partition(":")
    match kind:
        case "section" | "item":
            return write(f"verify.part.{kind}", n=rest)
        case "member":
            return _member(rest, write)
        case "field":
            return write("verify.part.field", name=rest)
        case "evidence" if rest:
            return _evidence(rest, write)
        case _:
            return write(f"verify.part.{kind if kind in _PLAIN else 'whole'}")


def _evidence(part: str, write: Writing) -> str:
    if _CRITERION.fullmatch(part):
        return write("verify.part.evidence_of", name=part)
    if part in ("cover", "transcript"):
        return write(f"verify.part.evidence_{part}")
    return write("verify.part.evidence_other", name=part)


def _member(name: str, write: Writing) -> str:
    if sheet := _SHEET.fullmatch(name):
        return write("verify.part.sheet", n=sheet[1])
    if name in _DOCUMENTS:
        return write("verify.part.document")
    if name.startswith(("word/media/", "xl/media/")):
        return write("verify.part.picture")
    if attached := _ATTACHED.fullmatch(name):
        return write("verify.part.attachment", n=attached[1])
    return write("verify.part.member", name=name.rpartition("/")[2])
