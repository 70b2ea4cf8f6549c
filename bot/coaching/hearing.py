"""What a coach types or taps is offered to their desk first; the rest is an officer's as any."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.coach import load
from bot.coaching import commands, table
from bot.coaching.acts import Act, Cancel
from bot.coaching.doing import do
from bot.coaching.table import TAPS, Shown, Table
from bot.coaching.visit import Visit
from bot.people.desk import Desk
from bot.people.values import Person
from content.voice import Voice
from dialogs import questions
from dialogs.reading.normal import clean
from dialogs.state import newcomer
from dialogs.values import Message, Reply, Tap, Text

FREE = (
    questions.AskName,
    questions.AskAgency,
    questions.AskService,
    questions.AskMain,
    questions.AskProbe,
    questions.AskNewWords,
    questions.AnswerPrompt,
    questions.AnswerRequest,
    questions.WithCoach,
)
"""Questions of the interview that any word may answer."""


class Handled(Struct, frozen=True):
    """The message was for the desk, and this is what it leads to."""

    replies: tuple[Reply, ...]


class _Known(Struct, frozen=True):
    """A coach's page: ``asked``, an open question of the interview may be answered by any word."""

    table: Table
    voice: Voice
    asked: bool
    handled: bool
    passed: bool


async def hear(desk: Desk, who: Person, message: Message) -> Handled | None:
    """Do what somebody with a role said to their desk; None: it is not for the desk.

    A message that was handled before does nothing and gives what it gave then. Never raises for
    what is typed, or for rights. Takes turns of its own: call it outside of any.
    """
    if not who.roles or not isinstance(message.said, Text | Tap):
        return None
    known = await _known(desk, who, message)
    if known.passed:
        return None
    if known.handled:
        return Handled(await _again(desk, who, message, known))
    act = _meant(commands.Words(desk.pack.content.phrases), known, who, message)
    if act is None:
        return None
    shown = await do(_visit(desk, who, message, known), act)
    return Handled(await _keep(desk, who, message, act, shown))


def _event(message: Message) -> str:
    return f"coaching:{message.id}"


def _visit(desk: Desk, who: Person, message: Message, known: _Known) -> Visit:
    return Visit(desk, who, message, known.voice, known.table)


async def _known(desk: Desk, who: Person, message: Message) -> _Known:
    async with desk.store.turn(who.id, at=desk.clock.now()) as turn:
        state = load(turn) or newcomer()
        handled, passed = turn.knows(_event(message)), turn.knows(message.id)
        asked = isinstance(state.question, FREE)
        return _Known(table.read(turn), state.voice, asked, handled, passed and not handled)


def _meant(words: commands.Words, known: _Known, who: Person, message: Message) -> Act | None:
    match message.said:
        case Tap(button):
            return known.table.tapped(button) if button.startswith(TAPS) else None
        case Text(bubbles):
            text = "\n".join(bubble.text for bubble in bubbles)
            if known.table.is_open(message.at):
                return _while_open(words, known, who, text)
            return _command(words, known, who, text)
        case _:
            return None


def _while_open(words: commands.Words, known: _Known, who: Person, text: str) -> Act | None:
    """While words are awaited only what is spelled right is a command."""
    here = known.table
    if words.is_cancel(text):
        return Cancel()
    if chosen := here.named(clean(text)):
        return chosen
    if here.hears is None:
        return _command(words, replace(known, asked=False), who, text)
    command = words.exactly(text)
    return commands.act_of(command, who) if command else replace(here.hears, words=text)


def _command(words: commands.Words, known: _Known, who: Person, text: str) -> Act | None:
    """A command, unless the interview waits for an answer that this may be."""
    name = words.new_team(text)
    if name is not None:
        return None if known.asked else commands.named_team(name, who)
    command = words.exactly(text) if known.asked else words.nearly(text)
    if command is None or (known.asked and command.plain):
        return None
    return commands.act_of(command, who)


async def _keep(
    desk: Desk, who: Person, message: Message, act: Act, shown: Shown
) -> tuple[Reply, ...]:
    """Keep what lies open now, and what was said unless it is fleeting."""
    at = desk.clock.now()
    async with desk.store.turn(who.id, event=_event(message), at=at) as turn:
        after = table.read(turn).after(shown, at)
        said = table.replies(shown, after.serial)
        if not turn.duplicate:
            table.write(turn, after)
            turn.answer(_body(act, shown, said, after.serial))
    return said


def _body(act: Act, shown: Shown, said: tuple[Reply, ...], serial: int) -> dict[str, Any]:
    if shown.fleeting:
        return {"act": msgspec.to_builtins(act), "serial": serial}
    return {"replies": msgspec.to_builtins(said)}


async def _again(desk: Desk, who: Person, message: Message, known: _Known) -> tuple[Reply, ...]:
    """What was said then; what was fleeting is looked up once more."""
    bodies = await desk.store.last_reply(who.id, _event(message))
    if not bodies:
        return ()
    body = bodies[0]
    if "replies" in body:
        return msgspec.convert(body["replies"], tuple[Reply, ...])
    shown = await do(_visit(desk, who, message, known), msgspec.convert(body["act"], Act))
    return table.replies(shown, body["serial"])
