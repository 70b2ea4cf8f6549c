"""Ready-made prompts by stage, from the unit's coach kit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from bot.prompts.filling import fillable
from content.coach_kit import CoachKit, Stage
from content.voice import Voice
from dialogs.pack import Pack

Kind = Literal["ask", "do"]


class Offer(Struct, frozen=True):
    """A ready-made prompt. ``id`` is stable (``co_create.ask.3``); ``words`` end in the voice's
    particle and may have gaps such as ``{service}``, which are filled for each officer.
    """

    id: str
    stage: str
    kind: Kind
    words: str


class Shelf(Struct, frozen=True):
    """The offers of one stage, and the journey's steps they are for."""

    stage: str
    title: str
    steps: tuple[str, ...]
    offers: tuple[Offer, ...]


class Library:
    """The ready-made prompts of every unit; what cannot be filled is left out."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def shelves(self, unit: str = "", voice: Voice = "krub") -> tuple[Shelf, ...]:
        """All prompts of a unit (empty: the default one) by stage, in walking order."""
        kit = self._pack.unit(unit).coach_kit
        return tuple(_shelf(kit, stage, voice) for stage in kit.stages) if kit else ()

    def offer(self, id: str, unit: str = "", voice: Voice = "krub") -> Offer | None:
        """One of them."""
        offers = (o for shelf in self.shelves(unit, voice) for o in shelf.offers)
        return next((offer for offer in offers if offer.id == id), None)

    def for_step(self, step: str, unit: str = "", voice: Voice = "krub") -> tuple[Offer, ...]:
        """Those that fit a team at a step of the journey."""
        shelves = (shelf for shelf in self.shelves(unit, voice) if step in shelf.steps)
        return tuple(offer for shelf in shelves for offer in shelf.offers)


def _shelf(kit: CoachKit, stage: Stage, voice: Voice) -> Shelf:
    offers = (*_offers(kit, stage, "ask", voice), *_offers(kit, stage, "do", voice))
    return Shelf(stage.id, stage.title, tuple(stage.steps), offers)


def _offers(kit: CoachKit, stage: Stage, kind: Kind, voice: Voice) -> Iterator[Offer]:
    texts = stage.ask if kind == "ask" else stage.do
    for number, text in enumerate(texts, 1):
        if fillable(text):
            words = kit.message(kind, text, voice)
            yield Offer(f"{stage.id}.{kind}.{number}", stage.id, kind, words)
