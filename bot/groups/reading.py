"""What somebody in a group wants of the coach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from bot.groups.state import OpenPrompt
from dialogs.pack import Pack
from dialogs.reading.port import Intent, Reading
from dialogs.values import Level, Text

Meant = Literal["answer", "thanks", "quiet", "help", "no_answer", "private", "chatter"]
"""``private``: whatever is about one person's own work. ``chatter``: not meant for the coach."""

LONGEST_READ = 5000  # characters of one message that are read

_MEANS: Final[Mapping[Intent, Meant]] = {
    "thanks": "thanks",
    "complaint": "quiet",
    "help": "help",
    "greet": "help",
    "explain": "help",
    "example": "help",
    "smalltalk": "help",
    "gibberish": "help",
    "yes": "help",
    "no": "no_answer",
    "skip": "no_answer",
    "dont_know": "no_answer",
}
"""Every intent that is not here is personal."""


def meant(pack: Pack, text: Text, prompt: OpenPrompt | None, *, addressed: bool) -> Meant:
    """What ``text`` asks of the coach; personal data is masked before anything reads it.

    What was not said to the coach is an answer only where it beyond doubt tells something about
    the prompt's criterion: people who chat in a group have not asked to be quoted.
    """
    words = pack.mask("\n".join(bubble.text for bubble in text.bubbles)).text[:LONGEST_READ]
    if addressed and not words.strip():
        return "help"
    reading = pack.reader.read(words, criterion=prompt.criterion if prompt else None)
    if not addressed:
        return "answer" if prompt is not None and _tells(reading, prompt) else "chatter"
    if prompt is not None and reading.intent in ("answer", "not_done"):
        return "answer"
    return _MEANS.get(reading.intent, "private")


def _tells(reading: Reading, prompt: OpenPrompt) -> bool:
    about = (f.level for f in reading.findings if f.criterion == prompt.criterion)
    return reading.intent == "answer" and max(about, default=Level.NONE) >= Level.COVERED
