"""Replies as Telegram shows them: plain text, or the same words with the important ones bold.

A card adds no words to its reply: its labels are made bold where they stand in the text, and
progress gets a line with a bar for each criterion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from msgspec import Struct

from bot.cutting import cut
from bot.telegram.keyboard import Keyboard, keyboard
from dialogs.values import Card, DraftCard, ProgressCard, Reply, StepCard

MOST: Final = 4096  # UTF-16 units of one message
BLOCKS: Final = 5  # blocks of a full progress bar


class Shown(Struct, frozen=True):
    """One message. ``html`` says the same as ``text`` with some of it bold; None: plain."""

    text: str
    html: str | None = None
    keys: Keyboard | None = None


def rendered(replies: Iterable[Reply]) -> list[Shown]:
    """The messages that ``replies`` become, in order; buttons stand under the last of a reply."""
    return [message for reply in replies for message in _messages(reply)]


def bar(share: int) -> str:
    """A bar for ``share`` percent; full only when everything is done."""
    full = min(BLOCKS, max(0, share) * BLOCKS // 100)
    return "▰" * full + "▱" * (BLOCKS - full)


def _messages(reply: Reply) -> Iterator[Shown]:
    keys = keyboard(reply.buttons)
    pieces = cut(_text(reply), MOST) or (["…"] if keys else [])
    bold = _labels(reply.card)
    for number, piece in enumerate(pieces, 1):
        html = _emphasised(piece, bold) if bold else None
        yield Shown(piece, html, keys if number == len(pieces) else None)


def _text(reply: Reply) -> str:
    if not isinstance(reply.card, ProgressCard):
        return reply.text
    return "\n".join([reply.text, "", *(_row(*row) for row in reply.card.rows)])


def _row(number: str, title: str, share: int, confirmed: bool) -> str:
    return f"{bar(share)} {share}% {number} {title}" + (" ✓" if confirmed else "")


def _labels(card: Card | None) -> list[str]:
    match card:
        case DraftCard(title, lines):
            return [title, *(label for label, _ in lines)]
        case StepCard(title, _, action):
            return [title, action]
        case ProgressCard(rows):
            return [number for number, *_ in rows]
        case None:
            return []


def _emphasised(text: str, bold: Iterable[str]) -> str:
    """``text`` as HTML with each of ``bold`` marked where it comes first, in order."""
    html, rest = "", text
    for words in bold:
        before, found, after = rest.partition(words) if words else (rest, "", "")
        if found:
            html += f"{escape(before, quote=False)}<b>{escape(found, quote=False)}</b>"
            rest = after
    return html + escape(rest, quote=False)
