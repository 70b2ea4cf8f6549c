"""What a message is for: an answer, or one of the things said to the coach about the interview.

A message is a command when rules account for *all* of it, or for a clause of it beside a short
excuse, and what was learned does not contradict; or when its wording and meaning are much like
commands and little like answers. Anything else is an answer. Tables come from
``content.reading_tables``; the encoder of meanings is passed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from rapidfuzz import fuzz, process

from content.reading_tables import IntentTables, IntentWords
from dialogs.reading import keyboard, normal
from dialogs.reading.heads import Encoder
from dialogs.reading.intent_clauses import Clauses
from dialogs.reading.intent_guess import Guesses
from dialogs.reading.intent_model import Features, IntentModel, Wording
from dialogs.reading.intent_noise import is_mash
from dialogs.reading.intent_rules import Grammar
from dialogs.reading.intent_words import NUMBER, STRANGE, WORD, Token, lexicons
from dialogs.reading.port import INTENTS, Context, Intent

LONGEST_COMMAND = 120
"""Code points; a longer text is an answer unless it opens as a correction."""

_MOST_TOKENS = 30
_ODD = 2
_OPENING = 60
_LIKE, _LEAD, _LONGEST_SEED = 84.0, 6.0, 32

_LOOSE = frozenset(["dont_know", "not_done", "smalltalk", "complaint"])
"""Intents whose rules let other words stand between: never across clauses."""


class Heard(Struct, frozen=True):
    """``about``: the term an ``explain`` asks about. ``text``: what was meant, if keys slipped."""

    intent: Intent
    about: str | None = None
    text: str | None = None


class IntentReader:
    """Reads intents by rules and by what was learned; a pure function of what it is made of.

    Without an ``encoder`` only wording is looked at, and fewer unforeseen commands are heard.
    """

    def __init__(self, tables: IntentTables, encoder: Encoder | None = None) -> None:
        words = tables.words
        self._tags = _tags(words)
        self._lexicon, self._rough = lexicons(words.words, self._tags)
        self._soft = self._any(words.soft)
        self._clauses = Clauses(self._tags, self._soft)
        self._openings = self._grammar(words.openings)
        rules = self._grammar(words.rules)
        self._contexts: dict[Context, tuple[Grammar, ...]] = {
            "open": (self._grammar(words.open, words.bare), rules),
            "yes_no": (self._grammar(words.yes_no, words.bare), rules),
        }
        self._seeds = [
            (normal.skeleton(normal.clean(seed)), intent)
            for intent, seeds in words.seeds.items()
            for seed in seeds
        ]
        self._seed_texts = [text for text, _ in self._seeds]
        self._features = Features(self._tags)
        self._guesses: Guesses | None = None
        if tables.learned is not None:
            model = IntentModel(tables.learned, self._features, encoder)
            self._guesses = Guesses(model, self._tags)

    def _any(self, tags: Iterable[str]) -> int:
        return sum(self._tags[tag] for tag in tags)

    def _grammar(
        self, rules: Mapping[str, Sequence[str]], soft: Iterable[str] | None = None
    ) -> Grammar:
        if unknown := set(rules) - set(INTENTS):
            raise ValueError(f"unknown intents {sorted(unknown)}")
        mask = self._soft if soft is None else self._any(soft)
        return Grammar(rules, self._tags, mask)

    def read(self, text: str, context: Context = "open") -> Intent:
        """The intent of ``text``. Never raises for any text."""
        return self.hear(text, context).intent

    def hear(self, text: str, context: Context = "open") -> Heard:
        """The intent of ``text`` and what it asks about. Never raises for any text."""
        if len(text) > LONGEST_COMMAND:
            return self._long(text)
        cleaned = normal.clean(text)
        tokens = self._lexicon.tokens(cleaned)
        ruled = self._ruled(cleaned, tokens, context)
        if not ruled and (slipped := self._slipped(text, cleaned, tokens, context)):
            return slipped
        intent = self._likely(cleaned, tokens, context, ruled)
        if intent == "explain":
            return Heard("explain", self._about(text, cleaned, tokens))
        return Heard(_intent(intent))

    def wording(self, text: str) -> Wording:
        """What is looked at to guess the intent of ``text``; what is learned is learned from it."""
        cleaned = normal.clean(text)
        return self._features.of(cleaned, self._lexicon.tokens(cleaned))

    def _ruled(self, cleaned: str, tokens: Sequence[Token], context: Context) -> str | None:
        if not tokens or len(tokens) > _MOST_TOKENS:
            return None
        grammars = self._contexts[context]
        clauses = self._clauses.of(cleaned, tokens, lambda part: _fit(grammars, part))
        whole = _fit(grammars, tokens)
        if whole and (len(clauses) < 2 or whole not in _LOOSE):
            return whole
        return self._opening(tokens) or self._clauses.intent(clauses)

    def _likely(
        self, cleaned: str, tokens: Sequence[Token], context: Context, ruled: str | None
    ) -> str:
        if not ruled and is_mash(cleaned, self._strange(tokens)):
            return "gibberish"
        guess = ruled or "answer"
        if self._guesses:
            guess = self._guesses.intent(cleaned, tokens, context, ruled)
        if guess != "answer" or ruled:
            return guess
        return self._roughly(cleaned, tokens, context) or "answer"

    # --- openings of corrections --------------------------------------------------------------

    def _long(self, text: str) -> Heard:
        cleaned = normal.clean(text[:_OPENING])
        tokens = self._lexicon.tokens(cleaned)
        if self._opening(tokens):
            return Heard("edit")
        return Heard("gibberish" if is_mash(cleaned, self._strange(tokens)) else "answer")

    def _opening(self, tokens: Sequence[Token]) -> str | None:
        meanings = self._openings.within([token.meanings for token in tokens[:12]])
        starts = (self._openings.intent(meanings[:count]) for count in range(1, len(meanings) + 1))
        return next(filter(None, starts), None)

    # --- near misses --------------------------------------------------------------------------

    def _roughly(self, cleaned: str, tokens: Sequence[Token], context: Context) -> str | None:
        if len(cleaned) > _LONGEST_SEED or any(t.meanings & self._tags[NUMBER] for t in tokens):
            return None
        bones = normal.skeleton(cleaned)
        rough = self._rough.tokens(bones)
        plain = self._tags[WORD] | self._tags[STRANGE]
        if any(token.meanings & plain for token in rough):
            return self._like(bones)
        return _fit(self._contexts[context], rough) or self._like(bones)

    def _like(self, bones: str) -> str | None:
        ranked = process.extract(
            bones, self._seed_texts, scorer=fuzz.ratio, limit=8, score_cutoff=_LIKE - _LEAD
        )
        if not ranked or ranked[0][1] < _LIKE:
            return None
        intent = self._seeds[ranked[0][2]][1]
        rivals = [score for _, score, at in ranked if self._seeds[at][1] != intent]
        return None if rivals and ranked[0][1] - rivals[0] < _LEAD else intent

    # --- slips and mash -----------------------------------------------------------------------

    def _slipped(
        self, text: str, cleaned: str, tokens: Sequence[Token], context: Context
    ) -> Heard | None:
        """What the same keys say in the other layout, where these say nothing in this one."""
        if not cleaned.isascii() and self._strange(tokens) < _ODD:
            return None
        if not (other := keyboard.other_layout(text)):
            return None
        meant = normal.clean(other)
        said = self._lexicon.tokens(meant)
        if self._strange(said):
            return None
        intent = self._ruled(meant, said, context)
        return Heard(_intent(intent), text=other) if intent else None

    def _strange(self, tokens: Sequence[Token]) -> int:
        """How many letters are in no word."""
        odd = self._tags[STRANGE]
        return sum(token.end - token.start for token in tokens if token.meanings & odd)

    # --- the term asked about -----------------------------------------------------------------

    def _about(self, text: str, cleaned: str, tokens: Sequence[Token]) -> str | None:
        asking = self._soft | sum(
            self._tags[tag] for tag in ("MEAN", "WORD", "CONFUSED", "EXPLAINDO", "WHATASK", "WHAT",
                                        "HOWANSWER", "EASIER", "ANSWERS", "NEG", "UNDERSTAND")
        )  # fmt: skip
        term = [token for token in tokens if not token.meanings & asking]
        if not term:
            return None
        found = cleaned[term[0].start : term[-1].end]
        typed = re.search(re.escape(found), text, re.IGNORECASE)
        return typed[0] if typed else found


def _tags(words: IntentWords) -> dict[str, int]:
    return {tag: 1 << at for at, tag in enumerate([*words.words, WORD, NUMBER, STRANGE])}


def _fit(grammars: Iterable[Grammar], tokens: Sequence[Token]) -> str | None:
    meanings = [token.meanings for token in tokens]
    return next(filter(None, (grammar.intent(meanings) for grammar in grammars)), None)


def _intent(name: str) -> Intent:
    return next(intent for intent in INTENTS if intent == name)
