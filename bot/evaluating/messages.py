"""Chat messages against the intents the reader hears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

from bot.evaluating.sets import Message
from bot.evaluating.tally import Times
from dialogs.pack import Pack
from dialogs.reading.port import Intent


@dataclass(frozen=True, slots=True)
class Heard:
    """A message and the intent it was read as."""

    message: Message
    intent: Intent
    ms: float

    @property
    def right(self) -> bool:
        """Whether the intent is the labelled one, or one that is no mistake."""
        return self.intent == self.message.intent or self.intent in self.message.also_ok


@dataclass(frozen=True, slots=True)
class MessageScores:
    """All figures about intents; at least one message was heard."""

    heard: tuple[Heard, ...]

    @property
    def accuracy(self) -> float:
        """The share of messages heard rightly."""
        return sum(h.right for h in self.heard) / len(self.heard)

    @property
    def answers_kept(self) -> float | None:
        """The share of true answers that were heard as answers; None if there are none."""
        true = [h for h in self.heard if h.message.intent == "answer"]
        return sum(h.right for h in true) / len(true) if true else None

    @property
    def times(self) -> Times:
        """The time of every reading."""
        return Times(tuple(h.ms for h in self.heard))

    def confusions(self) -> Counter[tuple[str, str]]:
        """How often one intent was heard as another."""
        return Counter((h.message.intent, h.intent) for h in self.mistakes())

    def mistakes(self) -> list[Heard]:
        """Every message heard wrongly; lost answers first, as nothing is worse."""
        wrong = [h for h in self.heard if not h.right]
        return sorted(wrong, key=lambda h: h.message.intent != "answer")


def hear(pack: Pack, message: Message) -> Heard:
    """Hear one message while the first criterion is asked about; only the reading is timed."""
    masked = pack.mask(message.text).text
    asked = pack.content.default.criteria[0].id
    began = perf_counter()
    reading = pack.reader.read(masked, criterion=asked, context=message.context)
    return Heard(message, reading.intent, (perf_counter() - began) * 1_000)


def score(pack: Pack, messages: Iterable[Message]) -> MessageScores | None:
    """Hear them all; None if there are none."""
    heard = tuple(hear(pack, message) for message in messages)
    return MessageScores(heard) if heard else None
