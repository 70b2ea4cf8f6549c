"""What the reader is made from, what guards it, and what the talks say are different texts.

Compared is what is left of a text without spaces, marks and case. Texts shorter than ``FORMULA``
characters are what everybody types (ขอบพระคุณเป็นอย่างสูงครับ); two of them may be alike.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import yaml
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.evaluating.sets import Persona, items
from content.models import Content

TESTS = Path(__file__).resolve().parent.parent
CONTENT = TESTS.parent / "content"
FORMULA = 26
ALIKE = 90
"""Out of 100: so many letters in common, in order."""

Texts = dict[str, str]
"""Letters and digits of a text, to the text as it stands in its file."""

LEARNED = ("training", "messages")
KEPT_APART = ("guard", "messages heard", "messages held", "officers", "talks")
PAIRS = [
    pair
    for pair in combinations(("exemplars", *LEARNED, *KEPT_APART), 2)
    if pair != ("exemplars", "messages")  # seeds and messages are learned together
]


@pytest.fixture(scope="module")
def groups(content: Content) -> dict[str, Texts]:
    """All texts of the repository that must be apart, by what they are for."""
    read = {
        "exemplars": [*_examples(content), *_seeds()],
        "training": _lines(CONTENT.glob("units/*/training/*.jsonl")),
        "messages": _lines([CONTENT / "reading" / "messages.jsonl"]),
        "guard": _lines((TESTS / "guard").glob("DS*.jsonl")),
        "messages heard": _lines([TESTS / "guard" / "intents.jsonl"]),
        "messages held": _held(TESTS / "dialogs" / "reading" / "intents.jsonl"),
        "officers": _said_by_officers(content),
        "talks": _said_in_talks(),
    }
    return {name: {letters(text): text for text in texts} for name, texts in read.items()}


def test_every_group_has_texts(groups: dict[str, Texts]) -> None:
    assert [name for name, texts in groups.items() if len(texts) < 50] == []


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_text_is_in_two_groups(groups: dict[str, Texts], one: str, other: str) -> None:
    assert list(alike(groups[one], groups[other])) == []


def test_no_service_of_the_guard_set_is_trained_on() -> None:
    trained = {letters(s) for s in _services(CONTENT.glob("units/*/training/*.jsonl"))}
    guarded = {letters(s): s for s in _services((TESTS / "guard").glob("DS*.jsonl"))}
    assert len(guarded) >= 100
    assert [guarded[s] for s in guarded.keys() & trained] == []


def test_look_alikes_are_found() -> None:
    one = {letters(t): t for t in ["ผู้ใหญ่บ้านถือหนังสือไปโรงพักเอง 3 เที่ยว", "ขอข้าม"]}
    other = {letters(t): t for t in ["ผู้ใหญ่บ้าน ถือหนังสือไปโรงพักเอง ๓ เที่ยวค่ะ", "ขอข้าม"]}
    assert len(list(alike(one, other))) == 1


def letters(text: str) -> str:
    """Letters, vowel signs and digits alone; Thai digits as Arabic ones."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = (c for c in plain if unicodedata.category(c)[0] in "LMN")
    return "".join(str(unicodedata.digit(c, c)) for c in kept)


def alike(one: Texts, other: Texts) -> Iterator[str]:
    """Pairs of texts that are the same or nearly so."""
    ours, theirs = ([t for t in texts if len(t) >= FORMULA] for texts in (one, other))
    same = cdist(ours, theirs, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
    for row, column in zip(*np.nonzero(same), strict=True):
        yield f"“{one[ours[row]]}” = “{other[theirs[column]]}”"


def _rows(files: Iterable[Path]) -> Iterator[dict[str, object]]:
    for file in sorted(files):
        yield from map(json.loads, file.read_text("utf-8").splitlines())


def _lines(files: Iterable[Path]) -> list[str]:
    return [str(row["text"]) for row in _rows(files)]


def _services(files: Iterable[Path]) -> Iterator[str]:
    return (str(row["service"]) for row in _rows(files) if row.get("service"))


def _held(file: Path) -> list[str]:
    """The messages that were set aside; the others are learned from on purpose."""
    return [str(row["text"]) for row in _rows([file]) if row.get("held")]


def _examples(content: Content) -> list[str]:
    return [c.example.text for unit in content.units.values() for c in unit.criteria]


def _seeds() -> list[str]:
    tables = yaml.safe_load((CONTENT / "reading" / "intents.yaml").read_text("utf-8"))
    return [seed.partition("&")[0] for seeds in tables["seeds"].values() for seed in seeds]


def _said_by_officers(content: Content) -> list[str]:
    found, _ = items([TESTS / "guard" / "personas"], content)
    personas = [item for item in found if isinstance(item, Persona)]
    parts = [part for persona in personas for part in persona.criteria.values()]
    facts = [fact for part in parts for fact in part.facts.values() if fact]
    openings = [text for part in parts for text in part.opening]
    return openings + [f.text for f in facts] + [f.vague_first for f in facts if f.vague_first]


def _said_in_talks() -> list[str]:
    texts = (file.read_text("utf-8") for file in (TESTS / "talks").glob("*.md"))
    said = (line.removeprefix("> ") for t in texts for line in t.splitlines() if line[:2] == "> ")
    return [text for text in said if not text.startswith("(")]
