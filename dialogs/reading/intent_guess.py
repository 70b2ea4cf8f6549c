"""Decides between what a rule says, what the wording is like and what it means.

A rule is believed at once where the wording is like that intent too. Otherwise meaning is asked,
the rule speaks for its intent, and a command must lead clearly over “answer”: an answer taken for
a command is lost, a command taken for an answer is only asked about again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dialogs.reading.intent_model import Floats, IntentModel
from dialogs.reading.intent_words import Token
from dialogs.reading.port import Context

CONFIRMED = 0.2
"""By how much the wording must lead over “answer” for a rule to need no second opinion."""

RULED = 0.15
"""What a rule adds to the score of its intent."""

BELIEVED = 0.07
"""By how much a command must lead over “answer”."""

UNHEARD = 0.3
"""The same where there is no encoder to say what is meant."""

_DENIALS = ("NEG", "DENY", "HAVENOT", "NOTYET", "SHAKE")


class Guesses:
    """Guesses of a learned model, in the light of rules."""

    def __init__(self, model: IntentModel, tags: Mapping[str, int]) -> None:
        self._model = model
        self._column = {intent: at for at, intent in enumerate(model.intents)}
        self._answer = self._column["answer"]
        self._denials = sum(tags[tag] for tag in _DENIALS)

    def intent(
        self, cleaned: str, tokens: Sequence[Token], context: Context, ruled: str | None
    ) -> str:
        """The likeliest intent, “answer” included; ``ruled`` is what a rule says, if any."""
        denied = any(token.meanings & self._denials for token in tokens)
        if denied and ruled == "yes":
            ruled = None
        scores = self._model.worded(cleaned, tokens)
        if ruled and (ruled not in self._column or self._lead(scores, ruled) > CONFIRMED):
            return ruled
        meant = self._model.meant(cleaned)
        least = UNHEARD if meant is None else BELIEVED
        scores = scores if meant is None else scores + meant
        if ruled:
            scores[self._column[ruled]] += RULED
        scores[self._answer] += least
        scores[self._impossible(denied, context, ruled)] = -np.inf
        return self._model.intents[int(scores.argmax())]

    def _lead(self, scores: Floats, intent: str) -> float:
        return float(scores[self._column[intent]] - scores[self._answer])

    def _impossible(self, denied: bool, context: Context, ruled: str | None) -> list[int]:
        """Columns of what cannot be: a yes that denies, a bare yes or no to an open question."""
        barred = {"yes", "no"} if context == "open" else {"yes"} if denied else set()
        return [at for intent, at in self._column.items() if intent in barred and intent != ruled]
