"""What the practice room is built of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.media import MediaStore
from bot.practice.channel import WebChannel
from bot.practice.words import Persona, Words, load_words
from bot.service.clock import Clock
from dialogs.pack import Pack

if TYPE_CHECKING:
    from bot.service.reception import Reception

CoachLink = Callable[[], Awaitable[str]]
"""Makes an address that opens the console as the sample team's coach, once."""


@dataclass
class Progress:
    """How far the making of the sample team is: ``done`` of ``all`` officers."""

    done: int = 0
    all: int = 0
    failed: bool = False

    @property
    def ready(self) -> bool:
        """Whether everybody is there."""
        return self.all > 0 and self.done >= self.all


@dataclass(frozen=True)
class PracticeParts:
    """``media`` keeps what the coach accepted; without ``progress`` nobody is made up."""

    channel: WebChannel
    reception: Reception
    pack: Pack
    clock: Clock
    media: MediaStore | None = None
    coach_link: CoachLink | None = None
    progress: Progress | None = None
    words: Words = field(default_factory=load_words)

    @property
    def people(self) -> tuple[Persona, ...]:
        """The made-up officers one can be."""
        return () if self.progress is None else self.words.people


def sample_chat(id: str) -> str:
    """The name of a made-up officer's chat; ``web:`` before it makes the officer's id."""
    return f"sample-{id}"
