"""A pleasant conversation in a terminal: buttons numbered, Thai wrapped between words."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import datetime

from bot.coach import Coach, Heard
from bot.talk import Talk
from bot.wrapping import thai_words, wrap
from dialogs.questions import AskMain, AskProbe
from dialogs.state import State, newcomer
from dialogs.tasks import Export
from dialogs.values import Bubble, Button, Due, Joined, Message, Reply, Said, Tap, Text

WIDEST = 76  # columns; longer lines are hard to read
INDENT = "  "
GAP = "   "  # between two buttons
MOST_REMINDERS = 1_000  # looked through for this person's own


class Terminal:
    """One person's conversation on standard input and output."""

    def __init__(
        self,
        coach: Coach,
        name: str,
        *,
        ask: Callable[[str], str] = input,
        show: Callable[[str], None] = print,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.coach = coach
        self.name = name
        self._ask = ask
        self._show = show
        self._now = now
        self._buttons: tuple[Button, ...] = ()
        self._state: State | None = None
        self._notes = Talk(coach, name)

    async def talk(self) -> None:
        """Go on until the person leaves with Ctrl-D, Ctrl-C or an empty end of input."""
        self._show(self._phrase("terminal.hint", name=self.name) + "\n")
        await self._hear(_id(self._now()), Joined())
        while True:
            await self._remind()
            try:
                typed = await asyncio.to_thread(self._ask, "> ")
            except (EOFError, KeyboardInterrupt):
                self._show("\n" + self._phrase("terminal.farewell"))
                return
            if typed.strip():
                id = _id(self._now())
                await self._hear(id, self._said(id, typed))

    def talked(self) -> str:
        """The conversation of this run as a talk."""
        return "\n".join(self._notes.lines).rstrip() + "\n"

    async def _remind(self) -> None:
        """Deliver what this person asked to be reminded of, each once."""
        now = self._now()
        for reminder in await self.coach.store.reminders(now=now, limit=MOST_REMINDERS):
            if reminder.officer != self.name:
                continue
            id = f"due:{reminder.id}:{reminder.at.isoformat()}"
            heard = await self.coach.hear(Message(id, self.name, now, Due(reminder.id)))
            if heard.outcome is not None:  # else it was delivered before
                self._tell(heard)

    async def _hear(self, id: str, said: Said) -> None:
        message = Message(id, self.name, self._now(), said)
        self._notes.note(said)
        self._tell(await self.coach.hear(message))

    def _tell(self, heard: Heard) -> None:
        self._notes.print(heard)
        self._print(heard)

    def _print(self, heard: Heard) -> None:
        if heard.outcome is not None:
            self._state = newcomer() if heard.outcome.forget else heard.outcome.state
        for reply in heard.replies:
            self._say(reply)
        for task in heard.outcome.tasks if heard.outcome is not None else ():
            if isinstance(task, Export):
                fields = {"name": self.name, "format": task.format}
                self._show(self._phrase("terminal.export", **fields) + "\n")
        if heard.replies:
            self._buttons = heard.replies[-1].buttons

    def _say(self, reply: Reply) -> None:
        width = min(WIDEST, shutil.get_terminal_size((80, 24)).columns)
        self._show(wrap(reply.text, width, thai_words, INDENT))
        marked = (f"[{self._mark(n)}] {b.label}" for n, b in enumerate(reply.buttons, 1))
        choices = GAP.join(marked)
        if choices:
            self._show("\n" + wrap(choices, width, _choices, INDENT))
        self._show("")

    def _phrase(self, key: str, **fields: str) -> str:
        voice = self._state.voice if self._state else "krub"
        return self.coach.pack.content.phrases.say(key, voice, turn=0, **fields)

    def _said(self, id: str, typed: str) -> Said:
        chosen = self._chosen(typed.strip())
        if chosen is not None:
            return Tap(chosen.id)
        return Text((Bubble(id, typed),))

    def _chosen(self, typed: str) -> Button | None:
        """The button whose number was typed; where numbers may be answers it takes a ``#``."""
        marks = {self._mark(n): b for n, b in enumerate(self._buttons, 1)}
        return marks.get(typed)

    def _mark(self, number: int) -> str:
        open_now = self._state.question if self._state else None
        return f"#{number}" if isinstance(open_now, AskMain | AskProbe) else str(number)


def _id(at: datetime) -> str:
    """A message's name: when it was typed, which is what a person can find again."""
    return at.strftime("%Y%m%dT%H%M%S.%f")


def _choices(line: str) -> list[str]:
    """A line of buttons in pieces that must stay whole."""
    first, *rest = line.split(GAP)
    return [first, *(GAP + choice for choice in rest)]
