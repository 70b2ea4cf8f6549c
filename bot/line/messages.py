"""Replies as LINE message objects, within LINE's limits.

At most five messages a call, a text at most 5,000 UTF-16 units, quick replies on the last message
only: at most 13, labels of at most 20 grapheme clusters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.cutting import clip, cut, utf16
from bot.line.flex import Json, Words, bubble, postback
from dialogs.values import Button, Reply

MOST_MESSAGES = 5
MOST_TEXT = 4_900
MOST_ALT_TEXT = 400
MOST_QUICK_REPLIES = 13
MOST_QUICK_LABEL = 20
MOST_CARD_BUTTONS = 4
MOST_BUBBLE = 30_000


def calls(replies: Iterable[Reply], words: Words) -> list[list[Json]]:
    """The messages of each call needed to say ``replies``: one call, but for extreme lengths."""
    said = [(reply, _messages(reply, words)) for reply in replies]
    messages = _joined([message for _, parts in said for message in parts])
    choices = _choices(said)
    if messages and choices:
        messages[-1] = {**messages[-1], "quickReply": _quick_replies(choices)}
    return [messages[at : at + MOST_MESSAGES] for at in range(0, len(messages), MOST_MESSAGES)]


def _messages(reply: Reply, words: Words) -> list[Json]:
    """A card if it fits in a bubble, else the text, which says the same."""
    if reply.card is not None:
        contents = bubble(reply.card, reply.buttons if _are_few(reply.buttons) else (), words)
        if len(json.dumps(contents)) <= MOST_BUBBLE:
            return [{"type": "flex", "altText": _alt_text(reply), "contents": contents}]
    return [{"type": "text", "text": piece} for piece in cut(reply.text, MOST_TEXT)]


def _are_few(buttons: tuple[Button, ...]) -> bool:
    """Few choices stand on the card itself, where they stay; quick replies go when one is used."""
    return len(buttons) <= MOST_CARD_BUTTONS


def _alt_text(reply: Reply) -> str:
    """What the notification and the list of chats show of a card."""
    return clip(" ".join(reply.text.split()) or "–", MOST_ALT_TEXT)


def _choices(said: list[tuple[Reply, list[Json]]]) -> tuple[Button, ...]:
    """The newest choices, unless they stand on a card."""
    for reply, messages in reversed(said):
        if reply.buttons:
            on_card = _are_few(reply.buttons) and any(m["type"] == "flex" for m in messages)
            return () if on_card else reply.buttons
    return ()


def _quick_replies(buttons: tuple[Button, ...]) -> Json:
    shown = buttons[:MOST_QUICK_REPLIES]
    actions = [postback(button, MOST_QUICK_LABEL) for button in shown]
    return {"items": [{"type": "action", "action": action} for action in actions]}


def _joined(messages: list[Json]) -> list[Json]:
    """The same in five messages, if joining neighbouring texts can bring that about."""
    while len(messages) > MOST_MESSAGES:
        places = [at for at in range(len(messages) - 1) if _fit(messages[at], messages[at + 1])]
        if not places:
            break
        at = min(places, key=lambda at: _size(messages[at]) + _size(messages[at + 1]))
        text = f"{messages[at]['text']}\n\n{messages[at + 1]['text']}"
        messages = [*messages[:at], {"type": "text", "text": text}, *messages[at + 2 :]]
    return messages


def _fit(one: Json, two: Json) -> bool:
    both_texts = one["type"] == two["type"] == "text"
    return both_texts and _size(one) + _size(two) + 2 <= MOST_TEXT


def _size(message: Json) -> int:
    return utf16(str(message.get("text", "")))
