"""Playing one made-up officer: scripted words through the real coach, at times gone by."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from bot.channel import Fetched
from bot.coach import keep, load
from bot.media import Kept, MediaStore
from bot.practice.board import photo
from bot.practice.entries import Line
from bot.practice.script import Picture, Player, Sitting
from dialogs import buttons as b
from dialogs.outcome import Outcome
from dialogs.pack import Pack
from dialogs.questions import (
    AskAgency,
    AskConsent,
    AskEvidence,
    AskMain,
    AskName,
    AskProbe,
    AskService,
    AskTeam,
    AskUnit,
    AskWhich,
    ConfirmDraft,
    OfferMore,
    OfferSubmit,
)
from dialogs.state import State, newcomer
from dialogs.step import step
from dialogs.tasks import Submit
from dialogs.values import Bubble, Joined, Media, Message, Said, Tap, Text
from storage.port import Store, Turn

READS, WRITES = timedelta(seconds=4), timedelta(seconds=75)
"""How long the coach takes to answer, and an officer to write."""
MOST_GREETINGS = 10
MOST_TURNS = 40
"""In one sitting; a script that does not fit the questions ends there."""

Carry = Callable[[Turn, State, Submit], None]
"""Hands a draft over, inside the officer's turn."""


@dataclass
class Playing:
    """One officer being played; ``at`` is their time, ``lines`` what their phone shows."""

    store: Store
    pack: Pack
    media: MediaStore | None
    carry: Carry
    officer: str
    run: str
    at: datetime
    lines: list[Line] = field(default_factory=list)
    state: State = field(default_factory=newcomer)
    said: dict[tuple[str, str], int] = field(default_factory=dict)
    count: int = 0

    async def meet(self, player: Player) -> None:
        """From the first greeting until the coach knows who it is."""
        await self._hear(Joined())
        for _ in range(MOST_GREETINGS):
            match self.state.question:
                case AskConsent():
                    await self.tap(b.AGREE)
                case AskName():
                    await self.type(player.name)
                case AskAgency():
                    await self.type(player.agency)
                case AskService():
                    await self.type(player.service)
                case AskTeam() | AskUnit():
                    await self.tap(b.SKIP)
                case _:
                    return

    async def sit(self, sitting: Sitting) -> None:
        """Talk about one criterion as far as the script goes."""
        await self.tap(f"{b.CRITERION}:{sitting.criterion}")
        told = 0
        for _ in range(MOST_TURNS):
            asked = self._asked(sitting)
            if asked is None:
                if not await self._decide(sitting):
                    return
                continue
            words = self._next(sitting, asked)
            if told == sitting.stop_after:
                return
            told += 1
            await (self.type(*words) if words else self.tap(b.SKIP))
            if asked == sitting.stop_at and self._is_last(sitting, asked):
                return

    async def tell(self, message: Message) -> None:
        """Something comes from the team or its coach."""
        await self._hear(message.said, id=message.id)

    async def type(self, *texts: str) -> None:
        """Write bubbles, one after the other."""
        bubbles = []
        for text in texts:
            id = self._new("")
            self.at += WRITES / 3
            self.lines.append(Line(id, "officer", self.at, text=text))
            bubbles.append(Bubble(id, text))
        await self._hear(Text(tuple(bubbles)), id=bubbles[0].id)

    async def tap(self, button: str) -> None:
        """Press a button, by its id; its label shows if it was on offer."""
        label = next((x.label for x in self.state.offered if x.id == button), "")
        id = self._new("")
        self.at += WRITES / 5
        if label:
            self.lines.append(Line(id, "officer", self.at, "tap", label))
        await self._hear(Tap(button), id=id)

    async def show(self, picture: Picture) -> None:
        """Send a photo."""
        id, content = self._new(""), await asyncio.to_thread(photo, picture)
        self.at += WRITES
        self.lines.append(Line(id, "officer", self.at, "image", picture.title, id))
        kept = None
        if self.media is not None:
            where = (self.officer, id, "image", Fetched(content, "image/jpeg"))
            kept = await asyncio.to_thread(self.media.keep, *where, at=self.at)  # type: ignore[arg-type]
        await self._hear(Media("image", id), id=id, kept=kept if isinstance(kept, Kept) else None)

    def _asked(self, sitting: Sitting) -> str | None:
        """Which of the script's answers is asked for: a facet's, or the main one."""
        match self.state.question:
            case AskMain(criterion) if criterion == sitting.criterion:
                return "main"
            case AskProbe(criterion, facet) if criterion == sitting.criterion:
                return facet
            case _:
                return None

    def _next(self, sitting: Sitting, asked: str) -> tuple[str, ...]:
        """The words for this time it is asked; the main answer is one burst."""
        words, key = sitting.answers.get(asked, ()), (sitting.criterion, asked)
        before = self.said.get(key, 0)
        self.said[key] = before + 1
        if asked == "main":
            return () if before else words
        return words[before : before + 1]

    def _is_last(self, sitting: Sitting, asked: str) -> bool:
        said = self.said.get((sitting.criterion, asked), 0)
        return said >= len(sitting.answers.get(asked, ()))

    async def _decide(self, sitting: Sitting) -> bool:
        """Answer what is no question about facets; False where the script ends."""
        match self.state.question:
            case OfferMore():
                await self.tap(b.GO_ON)
            case AskEvidence():
                await self._prove(sitting)
            case AskWhich():
                await self.tap(b.NEW)
            case ConfirmDraft() if sitting.confirm:
                await self.tap(b.USE_DRAFT)
            case OfferSubmit(criterion):
                wanted = b.SUBMIT if sitting.submit else b.LATER
                await self.tap(_offered(self.state, f"{wanted}:{criterion}", wanted))
            case _:
                return False
        return True

    async def _prove(self, sitting: Sitting) -> None:
        key = (sitting.criterion, "photo")
        if sitting.photo is None or key in self.said:
            await self.tap(b.NO_FILE)
        else:
            self.said[key] = 1
            await self.show(sitting.photo)

    def _new(self, id: str) -> str:
        self.count += 1
        return id or f"web:{self.run}-{self.count:03d}"

    async def _hear(self, said: Said, *, id: str = "", kept: Kept | None = None) -> None:
        message = Message(self._new(id), self.officer, self.at, said)
        async with self.store.turn(self.officer, event=message.id, at=self.at) as turn:
            if turn.duplicate:
                self.state = load(turn) or newcomer()
                return
            if kept is not None:
                about = {"sha256": kept.sha256, "mime": kept.mime, "size": kept.size}
                turn.log("file", about, ref=message.id)
            before = load(turn) or newcomer()
            outcome = step(self.pack, before, message)
            keep(turn, before, message, outcome)
            for task in outcome.tasks:
                if isinstance(task, Submit):
                    self.carry(turn, outcome.state, task)
        self._show(message, outcome)

    def _show(self, message: Message, outcome: Outcome) -> None:
        self.state = outcome.state
        self.at += READS
        for number, reply in enumerate(outcome.replies):
            line = Line(f"{message.id}:{number}", "coach", self.at, text=reply.text)
            card = msgspec.structs.replace(line, buttons=reply.buttons, card=reply.card)
            self.lines.append(card)


def _offered(state: State, *ids: str) -> str:
    """The first of these buttons that is on offer, else the last."""
    on_offer = {button.id for button in state.offered}
    return next((id for id in ids if id in on_offer), ids[-1])
