"""Everything the coach says that belongs to no unit: one key, one or more wordings, and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from content.frozen import Frozen, Line
from content.voice import Voice, fields_of, has_stray_braces, particles_of, render, without_fields


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Variants = Annotated[tuple[Line, ...], BeforeValidator(_listed), Field(min_length=1)]


class Phrase(Frozen):
    """One thing to say. ``th`` are *templates*; ``en`` is for reviewers: one, or one for each."""

    th: Variants
    en: Variants


class Phrases(Frozen):
    """What the coach can say, by key."""

    entries: Mapping[str, Phrase]

    def say(self, key: str, voice: Voice, *, turn: int = 0, **fields: str) -> str:
        """The wording of ``key`` for this turn, in ``voice``, fields filled in verbatim.

        Raises KeyError for an unknown key or a field that is not given.
        """
        variants = self.entries[key].th
        return render(variants[turn % len(variants)], voice, **fields)

    def english(self, key: str, *, turn: int = 0, **fields: str) -> str:
        """The English beside ``say``. Raises KeyError like it."""
        variants = self.entries[key].en
        return render(variants[turn % len(variants)], "krub", **fields)


def phrase_problems(phrase: Phrase) -> Iterator[str]:
    """What is wrong with one phrase beyond its shape."""
    wanted = fields_of(phrase.th[0])
    for text in (*phrase.th, *phrase.en):
        if fields_of(text) != wanted:
            yield f"must name the fields {_names(wanted)} in every wording: {text!r}"
        if has_stray_braces(text):
            yield f"has a brace that belongs to no field: {text!r}"
    for text in phrase.th:
        yield from template_problems(text)
    for text in phrase.en:
        if particles_of(text):
            yield f"English takes no {{p}} or {{q}}: {text!r}"
    if len(phrase.en) not in (1, len(phrase.th)):
        yield f"has {len(phrase.th)} Thai wordings and {len(phrase.en)} English ones"


_THAI = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]")
_LATIN = re.compile(r"[A-Za-z]")
_BARE_PARTICLE = re.compile(r"ครับ|ค่ะ|คะ(?![\u0e01-\u0e4e])")
_QUOTED = re.compile(r"“[^”]*”")
_BLAMING = re.compile(r"(?:^|\n)\s*ทำไม")
_QUESTION = re.compile(r"(?<!นะ)\{q\}")


def template_problems(text: str) -> Iterator[str]:
    """What is wrong with one Thai text that is said in both voices."""
    if _LATIN.search(without_fields(text)) and not _THAI.search(text):
        yield f"must be in Thai: {text!r}"
    if _BARE_PARTICLE.search(_QUOTED.sub("", text)):
        yield f"must write its particles as {{p}} and {{q}}: {text!r}"
    if len(_QUESTION.findall(text)) > 1 or text.count("?") > 1:
        yield f"asks two questions: {text!r}"
    if _BLAMING.search(text) and "{q}" in text:
        yield f"must not ask with ทำไม first: {text!r}"


def _names(fields: frozenset[str]) -> str:
    return ", ".join(sorted(fields)) or "(none)"
