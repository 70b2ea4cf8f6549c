"""The dossier in an agency's own Word document, made in Word with fields in double braces.

The fields are those of ``bot.exports.word_fields``, in the notation of docxtpl (Jinja2). A template
is a stranger's file: it is rendered in a sandbox, its size is bounded, and one that would fetch
anything from elsewhere when opened is refused. What officers said is always text, never markup.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from bot.exports.dossier import Dossier
from bot.exports.json import digest
from bot.exports.office import plain
from bot.exports.word import qr
from bot.exports.word_fields import QR, fields
from bot.exports.word_paper import sealed
from bot.exports.words import Writing, load_words

MOST_BYTES: Final = 50_000_000
MOST_PARTS: Final = 2_000
"""How large a template may be unpacked."""
_PICTURED: Final = frozenset({"picture", "qr"})


class BadTemplate(ValueError):  # noqa: N818 -- named by what is wrong, told to its maker
    """The template cannot be used; the message says why, for whoever made it."""


def make(dossier: Dossier, template: bytes) -> bytes:
    """The template filled in; the same dossier and template make the same bytes.

    Raises BadTemplate.
    """
    _check(template)
    write, content = Writing(load_words(), dossier.options.thai_digits), digest(dossier)
    try:
        filled = DocxTemplate(io.BytesIO(template))
        filled.init_docx()
        _refuse_remote(filled)
        said = _safe(fields(write, dossier, content), _Pictures(filled, _pictures(dossier)))
        filled.render(said, _environment(), autoescape=True)
    except (TemplateError, PackageNotFoundError, KeyError, SyntaxError) as problem:
        raise BadTemplate(f"{type(problem).__name__}: {problem}") from problem
    return sealed(filled.docx, dossier.cover, content, write)


def _environment() -> ImmutableSandboxedEnvironment:
    """A field that does not exist is a mistake to be told, not an empty place in evidence."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _check(template: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(template)) as archive:
            parts = archive.infolist()
    except BadZipFile as problem:
        raise BadTemplate("not a .docx file") from problem
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise BadTemplate("too large")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise BadTemplate("has macros")


def _refuse_remote(filled: DocxTemplate) -> None:
    """Links to click are fine; parts that Word would load from elsewhere are not."""
    for part in filled.docx.part.package.iter_parts():
        for relation in part.rels.values():
            if relation.is_external and not relation.reltype.endswith("/hyperlink"):
                raise BadTemplate(f"loads from elsewhere: {relation.target_ref}")


def _pictures(dossier: Dossier) -> dict[str, bytes]:
    url = dossier.cover.verify_url
    return {**dossier.thumbnails, QR: qr(url)} if url else dict(dossier.thumbnails)


class _Pictures:
    """Thumbnails and the QR code by key as docxtpl places them."""

    def __init__(self, filled: DocxTemplate, pictures: Mapping[str, bytes]) -> None:
        self._filled = filled
        self._pictures = pictures

    def __call__(self, key: str) -> Any:
        content = self._pictures.get(key)
        wide = Cm(2.6 if key == QR else 5)
        return InlineImage(self._filled, io.BytesIO(content), width=wide) if content else ""


def _safe(value: Any, pictures: _Pictures) -> Any:
    """Texts escaped for XML; a map's ``picture`` and ``qr`` become pictures."""
    match value:
        case str():
            return _text(value)
        case dict():
            return {
                key: pictures(inner) if key in _PICTURED else _safe(inner, pictures)
                for key, inner in value.items()
            }
        case list():
            return [_safe(inner, pictures) for inner in value]
        case _:
            return value


def _text(value: str) -> Markup:
    """docxtpl takes ``{_{`` for its own way to write ``{{``; a quote keeps what was typed."""
    escaped = str(escape(plain(value)))
    return Markup(escaped.replace("{_", "{&#95;").replace("_}", "&#95;}"))
