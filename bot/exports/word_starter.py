"""A form to start from: an agency opens it in Word, makes it its own and hands it back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.exports.office import naive, repacked
from bot.exports.word_paper import Paper
from bot.exports.word_styles import QUOTE, SOURCE
from bot.exports.words import Writing, load_words
from bot.thailand import THAILAND

_DATED: Final = datetime(2026, 1, 1, tzinfo=THAILAND)
"""A form is of no particular day; the same program makes the same form."""

_PICTURE: Final = "{{ a.picture }}"

Line = tuple[str, str]
"""A style and a text of fields."""


def make() -> bytes:
    """A DOCX with the fields of ``bot.exports.word_fields`` that most agencies will want."""
    paper = Paper(Writing(load_words()))
    paper.running("{{ unit }} · {{ title }}", "{{ export }}")
    parts = (_front, _criteria, _former, _end)
    for style, text in (line for part in parts for line in part(paper.write)):
        paper.line(text, style, together=style == QUOTE or text == _PICTURE)
    paper.finish()
    core = paper.document.core_properties
    core.created = core.modified = naive(_DATED)
    core.author, core.comments = paper.write("brand"), ""
    out = io.BytesIO()
    paper.document.save(out)
    return repacked(out.getvalue(), _DATED)


def _front(write: Writing) -> Iterator[Line]:
    yield "Title", "{{ title }}"
    yield "Subtitle", "{{ unit }} {{ unit_name }}"
    for key in ("officer", "agency", "service", "team", "coach", "period", "made_at", "export"):
        yield "Normal", f"{write(f'cover.{key}')}: {{{{ {key} }}}}"
    yield SOURCE, f"{write('cover.digest')}: {{{{ digest }}}}"
    yield from _when(
        "verify_url",
        (SOURCE, f"{write('cover.verify')}: {{{{ verify_url }}}}"),
        (SOURCE, "{{ qr }}"),
    )
    yield from _loop("m", "marks", (SOURCE, "{{ m.mark }} {{ m.text }}"))
    yield "Normal", "{{ erased }}"


def _criteria(write: Writing) -> Iterator[Line]:
    file = ((QUOTE, "{{ a.name }}"), (SOURCE, "{{ a.kind }}"))
    facets = _when(
        "f.statements or f.attachments",
        ("Heading 3", "{{ f.label }} ({{ f.must }}) · {{ f.level }}"),
        *_loop("s", "f.statements", (QUOTE, "{{ s.said }}"), (SOURCE, "{{ s.source }}")),
        *_loop("a", "f.attachments", *_when("a.picture", (SOURCE, _PICTURE)), *file),
    )
    yield from _loop(
        "c",
        "criteria",
        ("Heading 2", "{{ c.number }} {{ c.title }}"),
        (SOURCE, "{{ c.level }} · {{ c.musts }} · {{ c.status }} {{ c.judgement }} {{ c.signed }}"),
        *_loop("f", "c.facets", *facets),
        *_when("c.left", (SOURCE, "{{ c.left }}")),
        *_loop("p", "c.plans", (QUOTE, "{{ p.kind }} {{ p.said }}")),
        *_loop(
            "o",
            "c.opinions",
            ("Normal", "{{ o.part }} {{ o.name }}: {{ o.verdict }} ({{ o.when }})"),
            *_when("o.words", (QUOTE, "{{ o.words }}")),
            *_loop("r", "o.rules", (SOURCE, "{{ r.rule }}: {{ r.met }} {{ r.reason }}")),
        ),
    )


def _former(write: Writing) -> Iterator[Line]:
    """What was told about facets that there are no more."""
    file = ((QUOTE, "{{ a.name }}"), (SOURCE, "{{ a.kind }}"))
    yield from _when("former", ("Heading 2", write("former.heading")))
    yield from _loop(
        "g",
        "former",
        ("Heading 3", "{{ g.about }}"),
        *_loop("s", "g.statements", (QUOTE, "{{ s.said }}"), (SOURCE, "{{ s.source }}")),
        *_loop("a", "g.attachments", *_when("a.picture", (SOURCE, _PICTURE)), *file),
    )


def _end(write: Writing) -> Iterator[Line]:
    yield "Heading 2", write("steps.heading")
    yield from _loop("s", "steps", ("Normal", "{{ s.action }} · {{ s.due }} · {{ s.outcome }}"))
    yield "Heading 2", write("signature.heading")
    signer = (
        f"{write('signature.line')} {{{{ s.name }}}} {{{{ s.part }}}} {write('signature.date')}"
    )
    yield from _loop("s", "signers", ("Normal", signer))
    yield "Heading 2", write("transcript.heading")
    talk = (
        *_when("t.later", (SOURCE, "{{ t.later }}")),
        ("Normal", "{{ t.number }} · {{ t.when }} · {{ t.who }}: {{ t.text }}"),
    )
    yield from _loop("t", "transcript", *talk)


def _loop(name: str, of: str, *lines: Line) -> tuple[Line, ...]:
    """Lines for each of a list; docxtpl takes the paragraphs of the loop itself away."""
    return (SOURCE, f"{{%p for {name} in {of} %}}"), *lines, (SOURCE, "{%p endfor %}")


def _when(there: str, *lines: Line) -> tuple[Line, ...]:
    """Lines only where there is something."""
    return (SOURCE, f"{{%p if {there} %}}"), *lines, (SOURCE, "{%p endif %}")
