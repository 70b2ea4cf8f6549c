"""Where prompts are kept: as documents on their team's page."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from bot.prompts.values import PROMPT, SENDING, Chat, Prompt, Sending
from storage.port import Turn

GROUP = "group:"


def page_of(team: str) -> str:
    """The name of a team's page."""
    return f"team:{team}"


def prompt(turn: Turn, id: str) -> Prompt | None:
    """A prompt of the team whose page this is."""
    doc = turn.docs.get(PROMPT + id)
    return None if doc is None else msgspec.convert(doc, Prompt)


def prompts(turn: Turn) -> Iterator[Prompt]:
    """All of them."""
    for id, doc in turn.docs.items():
        if id.startswith(PROMPT):
            yield msgspec.convert(doc, Prompt)


def keep(turn: Turn, prompt: Prompt) -> None:
    """Keep a prompt."""
    turn.put(PROMPT + prompt.id, msgspec.to_builtins(prompt))


def sending(turn: Turn, name: str) -> Sending | None:
    """A sending of one of the team's prompts."""
    doc = turn.docs.get(SENDING + name)
    return None if doc is None else msgspec.convert(doc, Sending)


def sendings(turn: Turn, prompt: str) -> list[Sending]:
    """All sendings of a prompt, oldest first."""
    docs = [doc for id, doc in turn.docs.items() if id.startswith(SENDING + prompt)]
    found = (msgspec.convert(doc, Sending) for doc in docs)
    return sorted((each for each in found if each.prompt == prompt), key=lambda each: each.at)


def keep_sending(turn: Turn, sending: Sending) -> None:
    """Keep a sending."""
    turn.put(SENDING + sending.name, msgspec.to_builtins(sending))


def chats(turn: Turn) -> list[Chat]:
    """The chat groups connected with the team."""
    docs = [doc for id, doc in turn.docs.items() if id.startswith(GROUP)]
    return [msgspec.convert(doc, Chat) for doc in docs]


def keep_chat(turn: Turn, chat: Chat) -> None:
    """Connect a chat group with the team."""
    turn.put(GROUP + chat.group, msgspec.to_builtins(chat))
