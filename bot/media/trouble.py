"""Why a file is not kept, in words for the officer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from content.phrases import Phrases
from dialogs.values import Voice

Why = Literal[
    "large", "dangerous", "macros", "archive", "locked", "mismatch", "unknown", "damaged", "bomb"
]
"""``locked``: nobody can look inside. ``mismatch``: it is something else than it claims to be."""


class Trouble(Struct, frozen=True):
    """A file that is refused. ``most`` is how large it could be, as people write it: “10 MB”."""

    why: Why
    most: str = ""

    @property
    def phrase(self) -> str:
        """The key of the explanation."""
        return f"media.trouble.{self.why}"

    def words(self, phrases: Phrases, voice: Voice = "krub") -> str:
        """The explanation for the officer."""
        return phrases.say(self.phrase, voice, most=self.most)
