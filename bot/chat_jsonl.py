"""``mvs-coach chat --jsonl``: conversations with any number of officers, one event a line.

The protocol is written down in ``docs/protocol.md`` and stays stable.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
import orjson
from msgspec import Struct

from bot.coach import Coach, Heard
from bot.cutting import code_points, cut
from dialogs import steps
from dialogs.kinds import kind_of
from dialogs.reading.port import Reading
from dialogs.state import State, consented, coverage, newcomer
from dialogs.turn import LONGEST_BUBBLE
from dialogs.values import Begin, Bubble, Media, Message, Reply, Said, Sticker, Tap, Text, Unsent

Json = dict[str, Any]

YEARS = range(1970, 2201)  # beyond them, times are mistakes and dates cannot be reckoned


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """One line in: who, when, and exactly one thing that happened."""

    user: str
    at: datetime
    id: str | None = None
    begin: str | None = None
    texts: tuple[str, ...] | None = None
    tap: str | None = None
    sticker: bool | None = None
    image: str | None = None
    unsend: str | None = None

    def said(self, id: str) -> Said:
        """What happened. Raises ValueError unless exactly one thing did."""
        happened: list[Said] = []
        if self.begin is not None:
            happened.append(Begin(self.begin))
        if self.texts is not None:
            happened.append(Text(tuple(Bubble(id, text) for text in self.texts)))
        if self.tap is not None:
            happened.append(Tap(self.tap))
        if self.sticker:
            happened.append(Sticker())
        if self.image is not None:
            happened.append(Media("image", self.image))
        if self.unsend is not None:
            happened.append(Unsent(self.unsend))
        if len(happened) != 1:
            raise ValueError("name exactly one of begin, texts, tap, sticker, image, unsend")
        return happened[0]


def message_of(line: bytes | str) -> Message:
    """One line as a message. Raises ValueError with a sentence saying what is wrong."""
    event = msgspec.json.decode(line, type=Event)
    if event.at.tzinfo is None:
        raise ValueError("at needs a time zone, such as +07:00")
    if event.at.year not in YEARS:
        raise ValueError(f"at must lie in the years {YEARS[0]} to {YEARS[-1]}")
    id = event.id or str(uuid4())
    return Message(id, event.user, event.at, event.said(id))


async def serve(coach: Coach, lines: Iterable[bytes | str]) -> AsyncIterator[bytes]:
    """Answer each line with a line; a bad one with ``{"error": {"line": n, "text": …}}``."""
    notice = coach.pack.content.persona.notice_version
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            message = message_of(line)
        except (ValueError, msgspec.DecodeError) as problem:
            yield orjson.dumps({"error": {"line": number, "text": str(problem)}}) + b"\n"
            continue
        known = isinstance(message.said, Begin)
        heard = await coach.hear(
            message, (lambda at: consented(at, notice)) if known else (lambda at: newcomer())
        )
        yield orjson.dumps(await answer(coach, message, heard)) + b"\n"


async def answer(coach: Coach, message: Message, heard: Heard) -> Json:
    """The line out: replies, the question now open, what was heard, coverage, and the next step."""
    state = await _left(coach, message, heard)
    found = steps.recommendation(coach.pack, state, message.at)
    return {
        "user": message.officer,
        "replies": [_bubble(part) for reply in heard.replies for part in parts(reply)],
        "asked": asked(state),
        "heard": _heard(heard),
        "coverage": _words(coverage(state)),
        "next_step": {"step": found.step, "rule": found.rule},
    }


async def _left(coach: Coach, message: Message, heard: Heard) -> State:
    """What is known of the officer after the turn: nothing, once everything was erased."""
    if heard.outcome is None:
        return await coach.recall(message.officer, message.at)
    return newcomer() if heard.outcome.forget else heard.outcome.state


def parts(reply: Reply) -> list[Reply]:
    """The reply in bubbles short enough for a phone, cut between lines or words; buttons last."""
    texts = cut(reply.text, LONGEST_BUBBLE, code_points) or [reply.text]
    return [Reply(text) for text in texts[:-1]] + [Reply(texts[-1], reply.buttons)]


def _bubble(reply: Reply) -> Json:
    buttons = [{"id": b.id, "label": b.label} for b in reply.buttons]
    return {"text": reply.text, "buttons": buttons}


def asked(state: State) -> Json | None:
    """The question on the table as the protocol names it."""
    kind = kind_of(state.question)
    if kind is None:
        return None
    return {
        "criterion": getattr(state.question, "criterion", None),
        "facet": getattr(state.question, "facet", None),
        "kind": kind,
    }


def _heard(heard: Heard) -> Json | None:
    if heard.outcome is None or heard.outcome.reading is None:
        return None
    reading: Reading = heard.outcome.reading
    return {"intent": reading.intent, "facets": _words(heard.outcome.heard)}


def _words(levels: Mapping[str, Mapping[str, Any]]) -> Json:
    return {c: {f: level.word for f, level in known.items()} for c, known in levels.items()}
