"""What the sender, and the officer's answer, change about a prompt on the officer's own page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from bot.errands import leave
from bot.prompts.values import PROMPT, RECEIVED, Received, Standing, Why
from storage.audit import JsonObject
from storage.port import Turn

COUNTED: Final = "prompt.counted"
"""The errand that tells the team's page what a message cost."""
RANK: Final[dict[Standing, int]] = {"queued": 0, "failed": 1, "sent": 2, "answered": 3}


def mark(turn: Turn, receipt: str, state: Standing, why: Why = "", *, charged: int = 0) -> None:
    """Note on the page of an officer or group what became of ``receipt`` (``prompt:<name>``).

    Called by the sender, in its own turn after a send. ``charged``: how many of the month's
    messages it cost. Receipts that are no prompt's, or unknown here, are passed over. Nothing goes
    back: what was answered is never merely sent.
    """
    name = receipt.removeprefix(PROMPT)
    before = read(turn, name)
    if before is None or not receipt.startswith(PROMPT):
        return
    over = state != "queued"
    after = replace(before, charged=before.charged + charged)
    after = replace(after, reserved=0) if over else after
    if RANK[state] > RANK[before.state] or state == before.state == "queued":
        after = replace(after, state=state, why=why, at=turn.at)
    write(turn, name, after)
    if over and (charged or before.reserved or before.group):
        _report(turn, name, before, after, charged)


def _report(turn: Turn, name: str, before: Received, after: Received, charged: int) -> None:
    """Have the team's page count what was charged, and give back what was set aside."""
    body: JsonObject = {"sending": name, "team": before.team, "at": turn.at.isoformat()}
    body |= {"charged": charged, "aside": before.reserved}
    leave(turn, COUNTED, {**body, "state": after.state, "why": after.why})


def answered(turn: Turn, prompt: str, messages: tuple[str, ...], because: str = "told") -> None:
    """The officer answered the prompt called ``prompt``: called in the turn of the answer, for the
    task ``Answered``. The first answer counts; later messages are added.
    """
    before = read(turn, prompt)
    if before is None:
        return
    why: Why = "skipped" if because == "skipped" and not before.messages else ""
    known = tuple(dict.fromkeys((*before.messages, *messages)))
    at = before.at if before.state == "answered" else turn.at
    write(turn, prompt, replace(before, state="answered", why=why, messages=known, at=at))


def answered_in_group(turn: Turn, criterion: str, messages: tuple[str, ...]) -> None:
    """The officer answered in a group (``FromGroup``): what a group was asked about ``criterion``
    last counts as answered by them.
    """
    asked = [
        (each.told, name)
        for name, each in all_received(turn)
        if each.group and each.criterion == criterion
    ]
    if asked:
        answered(turn, max(asked)[1], messages)


def read(turn: Turn, name: str) -> Received | None:
    """What became of the sending ``name`` for whoever's page this is."""
    doc = turn.docs.get(RECEIVED + name)
    return None if doc is None else msgspec.convert(doc, Received)


def write(turn: Turn, name: str, received: Received) -> None:
    """Keep it."""
    turn.put(RECEIVED + name, msgspec.to_builtins(received))


def all_received(turn: Turn) -> Iterator[tuple[str, Received]]:
    """Every sending that reached this page, by name."""
    for id, doc in turn.docs.items():
        if id.startswith(RECEIVED):
            yield id.removeprefix(RECEIVED), msgspec.convert(doc, Received)
