"""Threads, as officers and coaches use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from bot.errands import Handler, leave
from bot.errands.errands import Errand
from bot.people import rights
from bot.people.people import People
from bot.people.telling import Teller
from bot.people.values import Person
from bot.reviews import tidings
from bot.reviews.coaches import Coaches
from bot.reviews.rightful import rightful
from bot.service.clock import Clock
from bot.threads.values import ASIDE_THREAD, OpenThread, Spoken, Thread, read, write
from dialogs.pack import Pack
from dialogs.reviewing.refusals import Refused, demand
from dialogs.values import Bubble, FromCoach
from storage.port import Store, Turn
from storage.turn import random_id

CARRY = "thread_carry"
"""The kind of errand that carries words to coaches; answers are tidings."""

LONGEST_ANSWER = 2000  # characters


class Threads:
    """Carries words between an officer and the coaches of their team."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        people: People,
        teller: Teller,
        pack: Pack,
        *,
        new_id: Callable[[], str] = random_id,
        hurry: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._new_id = new_id
        self._hurry = hurry
        self._teller = teller
        self._coaches = Coaches(store, clock, people, teller, pack)

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands left by threads, by kind."""
        return {CARRY: self._carry, tidings.TIDINGS: self._tidings}

    # --- for the shell, inside the officer's turn -------------------------------------------------

    def to_coach(self, turn: Turn, bubbles: tuple[Bubble, ...]) -> None:
        """Keep the officer's (masked) words and have them carried; none: they only asked.

        A message that was edited takes the place of what it said before.
        Their words stand in the trail already, by the turn they came in.
        """
        before = read(turn) or Thread()
        said = tuple(Spoken(b.id, turn.at, b.text) for b in bubbles if b.text.strip())
        mended = before.mended(said)
        if mended is not None:
            write(turn, mended)
        else:
            self._opened(turn, before, said)
        if said or before.since is None:
            leave(turn, CARRY, {"messages": [spoken.id for spoken in said]})

    def end(self, turn: Turn) -> None:
        """The officer is done; an answer they wait for may still come."""
        before = read(turn)
        if before is not None and before.since is not None:
            write(turn, replace(before, since=None))
            turn.log("thread_ended", {"by": turn.officer}, ref=ASIDE_THREAD)

    def erase(self, turn: Turn, messages: Iterable[str]) -> None:
        """Let go of messages that were taken back (``Outcome.erase``)."""
        before, gone = read(turn), frozenset(messages)
        if before is None or not any(spoken.id in gone for spoken in before.messages):
            return
        left = tuple(spoken for spoken in before.messages if spoken.id not in gone)
        write(turn, replace(before, messages=left))

    # --- for coaches ------------------------------------------------------------------------------

    async def open(self, actor: Person, team: str) -> list[OpenThread]:
        """Threads of a team that are open or unanswered, who waits longest first."""
        who, asked = await rightful(self._people, actor, "board.see", team)
        found: list[OpenThread] = []
        for member in await self._people.members(team):
            if rights.may(who, "thread.answer", team=asked, officer=member.officer):
                thread = await self._read(member.officer)
                if thread is not None and (thread.since or thread.asked):
                    found.append(OpenThread(member.officer, member.name, thread))
        return sorted(found, key=_longest_first)

    async def thread(self, actor: Person, officer: str) -> Thread | None:
        """One officer's thread. Raises Forbidden."""
        await self._people.allow(actor, "thread.answer", officer)
        return await self._read(officer)

    async def answer(
        self, actor: Person, officer: str, words: str, *, ends: bool = False
    ) -> Thread:
        """Answer under the actor's name.

        Raises Forbidden, Refused: no_thread, no_words, too_long.
        """
        await self._people.allow(actor, "thread.answer", officer)
        words = words.strip()
        demand(words, "no_words")
        demand(len(words) <= LONGEST_ANSWER, "too_long")
        async with self._store.turn(officer, at=self._clock.now()) as turn:
            after = self._answered(turn, actor, words, ends)
        self._hurry()
        return after

    def _opened(self, turn: Turn, before: Thread, said: tuple[Spoken, ...]) -> None:
        since, asked = before.since or turn.at, before.asked or turn.at
        write(turn, replace(before.said(*said), since=since, asked=asked))
        if before.since is None:
            turn.log("thread_opened", {"by": turn.officer}, ref=ASIDE_THREAD)

    def _answered(self, turn: Turn, actor: Person, words: str, ends: bool) -> Thread:
        before = read(turn)
        if before is None:
            raise Refused("no_thread")
        spoken = Spoken(self._new_id(), turn.at, words, actor.id, actor.name)
        since = None if ends else before.since
        after = replace(before.said(spoken), since=since, asked=None)
        write(turn, after)
        said = {"by": actor.id, "words": words, "message": spoken.id, "ends": ends}
        turn.log("thread_answered", said, ref=ASIDE_THREAD)
        tidings.tell(turn, FromCoach(words, actor.name, ends))
        return after

    async def _read(self, officer: str) -> Thread | None:
        async with self._store.turn(officer, at=self._clock.now()) as turn:
            return read(turn)

    # --- errands ----------------------------------------------------------------------------------

    async def _tidings(self, errand: Errand) -> None:
        await tidings.carry(errand, self._teller)

    async def _carry(self, errand: Errand) -> None:
        """Carry what was not taken back meanwhile."""
        ids = errand.body["messages"]
        thread = await self._read(errand.page)
        said = [s.words for s in thread.messages if s.id in ids] if thread else []
        if said:
            words = "\n".join(said)
            await self._coaches.tell(errand.page, errand.id, "thread.said_for_coach", words=words)
        elif not ids:
            await self._coaches.tell(errand.page, errand.id, "thread.asked_for_coach")


def _longest_first(found: OpenThread) -> tuple[bool, float]:
    asked = found.thread.asked
    return asked is None, asked.timestamp() if asked else 0.0
