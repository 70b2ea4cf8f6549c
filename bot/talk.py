"""Talks: conversations as Markdown that a coach can read, run again and compared as a whole.

::

    # What this conversation shows
    @ 2026-03-02 09:00               or "… as consented": past first contact
    > สวัสดีค่ะ                      what the officer types; several lines are one burst
    > [ยินยอม]                       a button, by its label
    > (sticker) (photo board.jpg) (voice) (location) (unsend 3) (edit 3: words) (begin DS501.01)
    < coach สมศรี: words              from the human coach or the team; see ``bot.talk_people``
    coach's words                    [button] [button] on the line below
    + DS501.01.handoffs covered: …   a claim kept
    * submit DS501.01                what the shell is asked to do
    ! 27 Nov 2026 09:00              a reminder set
    ~ 2 weeks                        time passing; reminders that fall due are delivered

The runner reads only ``#``, ``@``, ``>``, ``<`` and ``~`` lines, runs them, and prints the whole
again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.coach import Coach, Heard
from bot.talk_people import asked_of_shell, said_by_people
from bot.thailand import THAILAND
from dialogs.state import State, consented, newcomer
from dialogs.values import (
    Begin,
    Bubble,
    Button,
    Due,
    Edited,
    Joined,
    Left,
    Location,
    Media,
    Message,
    Said,
    Sticker,
    Tap,
    Text,
    Unsent,
)

BETWEEN = timedelta(seconds=70)  # from one thing said to the next

_SPAN = re.compile(r"~ (\d+) (minute|hour|day|week)s?$")
_DOING = re.compile(r"\((\w+)(?: (.*))?\)$")
_SIMPLE: dict[str, Callable[[str], Said]] = {
    "sticker": lambda _: Sticker(),
    "photo": lambda name: Media("image", name),
    "voice": lambda name: Media("voice", name or "voice.m4a"),
    "video": lambda name: Media("video", name),
    "file": lambda name: Media("file", name),
    "location": lambda _: Location(),
    "join": lambda payload: Joined(payload),
    "block": lambda _: Left(),
    "begin": lambda criterion: Begin(criterion),
    "unsend": lambda number: Unsent(f"m{number}"),
}


class BadTalk(ValueError):  # noqa: N818 - named by what it is, as the other problems are
    """A line of a talk that cannot be run; the text says which and why."""


@dataclass
class Talk:
    """A talk being run: one officer, one clock, and the lines printed so far."""

    coach: Coach
    officer: str = "talk"
    start: Callable[[datetime], State] = lambda at: newcomer()
    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=THAILAND)
    lines: list[str] = field(default_factory=list)
    count: int = 0
    buttons: tuple[Button, ...] = ()
    reminders: dict[str, datetime] = field(default_factory=dict)

    async def run(self, script: str) -> str:
        """Run what the officer does in ``script`` and print the whole talk."""
        for block in _blocks(script):
            await self._block(block)
        return "\n".join(self.lines).rstrip() + "\n"

    async def hear(self, said: Said) -> Heard:
        """Let one thing happen and print what came of it."""
        self.count += 1
        self.at += BETWEEN
        message = Message(f"m{self.count}", self.officer, self.at, said)
        heard = await self.coach.hear(message, self.start)
        if heard.outcome is not None and heard.outcome.forget:
            self.start = lambda at: newcomer()  # nothing is left, not even consent
        self.print(heard)
        return heard

    def note(self, said: Said) -> None:
        """Print what the officer did, in the form that ``run`` reads."""
        match said:
            case Text(bubbles):
                self.lines += [f"> {line}" for b in bubbles for line in b.text.split("\n")]
            case Tap(id):
                label = next((b.label for b in self.buttons if b.id == id), id)
                self.lines.append(f"> [{label}]")
            case _:
                self.lines.append(f"> ({type(said).__name__.lower().replace('joined', 'join')})")

    async def _block(self, block: list[str]) -> None:
        head = block[0]
        if head.startswith("#"):
            self.lines += [*block, ""]
        elif head.startswith("@"):
            self._begin(head)
        elif head.startswith("~"):
            await self._wait(head)
        elif head.startswith("<"):
            await self._people(head)
        else:
            self.lines += block
            await self.hear(self._said([line[1:].strip() for line in block]))

    async def _people(self, line: str) -> None:
        said = said_by_people(line)
        if said is None:
            raise BadTalk(f"who says what in {line!r}?")
        self.lines.append(line)
        await self.hear(said)

    def _begin(self, head: str) -> None:
        when, _, how = head[1:].strip().partition(" as ")
        self.at = datetime.fromisoformat(when).replace(tzinfo=THAILAND)
        if how == "consented":
            notice = self.coach.pack.content.persona.notice_version
            self.start = lambda at: consented(at, notice)
        self.lines += [head, ""]

    async def _wait(self, line: str) -> None:
        found = _SPAN.match(line)
        if found is None:
            raise BadTalk(f"how long is {line!r}?")
        self.lines += [line, ""]
        until = self.at + timedelta(**{found[2] + "s": int(found[1])})
        for id, due in sorted(self.reminders.items(), key=lambda item: item[1]):
            if due <= until:
                self.at = due - BETWEEN
                del self.reminders[id]
                await self.hear(Due(id))
        self.at = max(self.at, until)

    def _said(self, typed: list[str]) -> Said:
        label = re.fullmatch(r"\[(.+)\]", typed[0])
        if label:
            return Tap(self._button(label[1]).id)
        doing = _DOING.match(typed[0])
        if doing and doing[1] in _SIMPLE:
            return _SIMPLE[doing[1]](doing[2] or "")
        if doing and doing[1] == "edit":
            number, _, words = (doing[2] or "").partition(":")
            return Edited(f"m{number.strip()}", words.strip())
        id = f"m{self.count + 1}"
        return Text(tuple(Bubble(id, text) for text in typed))

    def _button(self, label: str) -> Button:
        found = next((b for b in self.buttons if b.label == label), None)
        if found is None:
            raise BadTalk(f"no button [{label}]; there are {[b.label for b in self.buttons]}")
        return found

    def print(self, heard: Heard) -> None:
        """Print what came of one thing said."""
        for reply in heard.replies:
            self.lines += reply.text.split("\n")
            if reply.buttons:
                self.lines.append(" ".join(f"[{b.label}]" for b in reply.buttons))
        if heard.replies:
            self.buttons = heard.replies[-1].buttons
        self.lines += list(_kept(heard))
        if heard.outcome is not None:
            self.lines += [asked_of_shell(task) for task in heard.outcome.tasks]
        for reminder in heard.outcome.reminders if heard.outcome else ():
            if reminder.at is None:
                self.reminders.pop(reminder.id, None)
            else:
                self.reminders[reminder.id] = reminder.at
                self.lines.append(f"! {reminder.at:%Y-%m-%d %H:%M}")
        self.lines.append("")


def _kept(heard: Heard) -> Iterator[str]:
    for entry in heard.outcome.entries if heard.outcome else ():
        if entry.kind in ("claim", "claim_corrected"):
            level = entry.content.get("level", "corrected")
            about, quote = entry.content["id"].partition("#")[0], entry.content.get("quote", "…")
            yield f"+ {about} {level}: {quote!r}"
        elif entry.kind not in ("officer", "tap", "media", "to_coach"):
            yield f"+ {entry.kind}"


def _blocks(script: str) -> Iterator[list[str]]:
    """What happens: bursts of ``>`` lines, and single ``#``, ``@``, ``<`` and ``~`` lines."""
    burst: list[str] = []
    for line in [*script.splitlines(), ""]:
        single = line.startswith("> [") or line.startswith("> (")
        if line.startswith(">") and not single:
            burst.append(line)
            continue
        if burst:
            yield burst
            burst = []
        if single or line.startswith(("#", "@", "~", "<")):
            yield [line]
