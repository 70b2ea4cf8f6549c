"""Handing a prompt to one officer: whether it may be, noted on their page, then told, once."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.coach import load
from bot.people.values import Team
from bot.prompts import receipts
from bot.prompts.filling import filled, known_of
from bot.prompts.means import Means
from bot.prompts.values import PROMPT, Prompt, Received, Sending, Why
from bot.service import absence
from bot.thailand import THAILAND
from dialogs import put_off
from dialogs.state import State
from dialogs.values import Message, Prompted
from storage.port import Turn


class Handing(Struct, frozen=True):
    """A sending, or a reminder of one, on its way to ``officer``."""

    team: Team
    prompt: Prompt
    sending: Sending
    officer: str
    reserved: int = 0

    @property
    def id(self) -> str:
        """The message's id: the same whenever this is tried again."""
        key = f"{PROMPT}{self.prompt.id}:{self.sending.occurrence}:{self.officer}"
        return f"{key}:{self.sending.round}" if self.sending.round else key


async def hand(means: Means, handing: Handing) -> Why:
    """Tell the officer, unless there is a reason not to, which is returned."""
    async with means.store.turn(handing.officer, at=means.now) as turn:
        why = _noted(turn, handing)
        state = load(turn)
    if why or state is None:
        return why
    receipt, free = PROMPT + handing.sending.name, handing.prompt.wanted.free
    await means.teller.tell(message(means, handing, state), receipt=receipt, free=free)
    return ""


def message(means: Means, handing: Handing, state: State) -> Message:
    """What the officer is told, its gaps filled with what is known of them."""
    prompt = handing.prompt
    known = known_of(means.pack, handing.team, state, means.now)
    words = filled(prompt.words, known)
    said = Prompted(handing.sending.name, words, prompt.coach_name, prompt.criterion)
    return Message(handing.id, handing.officer, means.now, said)


def crowded(turn: Turn, at: datetime, but: str = "") -> bool:
    """Whether the officer had another prompt than ``but`` on the day of ``at``."""
    day = at.astimezone(THAILAND).date()
    return any(
        name != but and each.state != "failed" and not each.group and _day(each) == day
        for name, each in receipts.all_received(turn)
    )


def _noted(turn: Turn, handing: Handing) -> Why:
    """Why the officer is not told; if there is no reason, it is noted that they are."""
    state, before = load(turn), receipts.read(turn, handing.sending.name)
    if state is None or state.consent is None:
        return "no_consent"
    if before is not None and before.round == handing.sending.round:
        return ""
    if absence.is_gone(turn):
        return "blocked"
    wanted = handing.prompt.wanted
    if not (wanted.crowd or wanted.free) and crowded(turn, turn.at, handing.sending.name):
        return "tomorrow"
    received = _received(turn, handing, before)
    waits: Why = "onboarding" if put_off.is_on_the_way_in(state) else received.why
    receipts.write(turn, handing.sending.name, replace(received, why=waits))
    return ""


def _received(turn: Turn, handing: Handing, before: Received | None) -> Received:
    sending = handing.sending
    if before is not None:
        reserved = before.reserved + handing.reserved
        return replace(before, round=sending.round, told=turn.at, reserved=reserved)
    return Received(
        sending.prompt,
        sending.occurrence,
        handing.team.id,
        "queued",
        turn.at,
        turn.at,
        criterion=handing.prompt.criterion,
        reserved=handing.reserved,
        round=sending.round,
    )


def _day(received: Received) -> object:
    return received.told.astimezone(THAILAND).date()
