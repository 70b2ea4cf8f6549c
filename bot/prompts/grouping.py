"""A prompt in a chat group: said once there, and each person's answer counts for them."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.channel import ChannelName, Outgoing, Place
from bot.groups import GroupState, OpenPrompt, restored, stored
from bot.prompts import receipts
from bot.prompts.filling import filled, known_of
from bot.prompts.handing import Handing
from bot.prompts.means import Means
from bot.prompts.values import DAYS_TO_ANSWER, PROMPT, Received, Why
from content.voice import Voice
from dialogs.state import consented
from dialogs.values import Reply
from storage.port import Turn

_CHANNELS: dict[str, ChannelName] = {"line": "line", "telegram": "telegram"}


def place_of(group: str) -> Place | None:
    """The chat group that a store's name stands for; None if it is none."""
    channel, _, chat = group.partition(":group:")
    known = _CHANNELS.get(channel)
    return Place(known, chat, group=True) if known and chat else None


async def ask(means: Means, handing: Handing) -> Why:
    """Say the prompt in its group, once; why not, if it cannot be said."""
    group, place = handing.sending.group, place_of(handing.sending.group)
    async with means.store.turn(group, at=means.now) as turn:
        if receipts.read(turn, handing.sending.name) is not None:
            return ""
        state = restored(turn.state)
        if place is None or not state.present:
            return "refused"
        turn.keep(stored(_asked(means, state, handing, turn)))
        receipts.write(turn, handing.sending.name, _received(turn, handing))
        receipt, reply = PROMPT + handing.sending.name, said(means, handing, state.voice)
        means.post(turn, Outgoing(place, (reply,), means.new_key()), receipt)
    return ""


async def note(means: Means, handing: Handing) -> None:
    """Note on a member's page that they were asked in the group, so that an answer counts."""
    async with means.store.turn(handing.officer, at=means.now) as turn:
        known = receipts.read(turn, handing.sending.name) is not None
        if turn.state is not None and not known:
            receipts.write(turn, handing.sending.name, _received(turn, handing))


def said(means: Means, handing: Handing, voice: Voice) -> Reply:
    """What the group is shown."""
    phrases, coach = means.pack.content.phrases, handing.prompt.coach_name
    words = _words(means, handing)
    return Reply(phrases.say("prompts.in_group", voice, coach=coach, words=words))


def _words(means: Means, handing: Handing) -> str:
    """The prompt's words with what is known of everybody: of nobody in particular."""
    somebody = consented(means.now, "")
    return filled(handing.prompt.words, known_of(means.pack, handing.team, somebody, means.now))


def _asked(means: Means, state: GroupState, handing: Handing, turn: Turn) -> GroupState:
    criterion = handing.prompt.criterion
    if criterion is None:
        return state
    until = turn.at + timedelta(days=DAYS_TO_ANSWER)
    open = OpenPrompt(criterion, _words(means, handing), until)
    return replace(state, prompt=open, turns=state.turns + 1)


def _received(turn: Turn, handing: Handing) -> Received:
    sending = handing.sending
    return Received(
        sending.prompt,
        sending.occurrence,
        handing.team.id,
        "queued",
        turn.at,
        turn.at,
        criterion=handing.prompt.criterion,
        reserved=handing.reserved,
        group=sending.group,
    )
