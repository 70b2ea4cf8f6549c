"""One text for both voices of the coach: ``{p}`` closes a statement, ``{q}`` a question or นะ.

Named fields such as ``{phrase}`` stand in the same text; what is put into them is never read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

Voice = Literal["krub", "kha"]

PARTICLES: Final[Mapping[Voice, Mapping[str, str]]] = {
    "krub": {"p": "ครับ", "q": "ครับ"},
    "kha": {"p": "ค่ะ", "q": "คะ"},
}
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def render(template: str, voice: Voice, **fields: str) -> str:
    """``template`` in ``voice`` with every field filled in verbatim.

    Raises KeyError for a field that is not given.
    """
    words = {**fields, **PARTICLES[voice]}
    return _FIELD.sub(lambda found: words[found[1]], template)


def fields_of(template: str) -> frozenset[str]:
    """The names of the fields in ``template``, particles left out."""
    return frozenset(_FIELD.findall(template)) - PARTICLES["krub"].keys()


def particles_of(template: str) -> tuple[str, ...]:
    """The particles of ``template`` in order: ``p`` and ``q``."""
    return tuple(name for name in _FIELD.findall(template) if name in PARTICLES["krub"])


def without_fields(template: str) -> str:
    """``template`` with every field cut out."""
    return _FIELD.sub("", template)


def has_stray_braces(template: str) -> bool:
    """Whether a brace is left that opens or closes no field."""
    return bool(re.search(r"[{}]", without_fields(template)))
