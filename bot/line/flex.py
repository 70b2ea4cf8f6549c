"""The coach's cards as Flex bubbles: a coloured title, one topic, text that wraps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bot.cutting import clip, graphemes
from dialogs.values import Button, Card, DraftCard, ProgressCard, StepCard

Json = dict[str, Any]

Words = Callable[[str], str]
"""A fixed wording of a card by its phrase key."""

NAVY, WHITE, PALE = "#17406D", "#FFFFFF", "#D6E4F2"
INK, QUIET, RULE = "#1F2933", "#52606D", "#E4E7EB"
GREEN, AMBER, MIST = "#2E7D4F", "#C77700", "#F3F7FB"
MOST_LABEL, MOST_SHOWN = 40, 300
"""Grapheme clusters on a Flex button, and in the chat when it was tapped."""


def bubble(card: Card, buttons: tuple[Button, ...], words: Words) -> Json:
    """A card as the contents of a Flex message, its buttons at the foot."""
    match card:
        case DraftCard(title, lines):
            parts = _page(words("card.draft"), title, _draft(lines))
        case StepCard(title, reason, action):
            parts = _page(words("card.step"), title, _step(reason, action, words))
        case ProgressCard(rows):
            parts = _page("", words("card.progress"), _progress(rows, words))
    if buttons:
        parts["footer"] = _box(_footer(buttons), spacing="sm", paddingAll="16px")
    return parts


def postback(button: Button, most_label: int) -> Json:
    """A button as the action that sends its id back; the chat shows its whole label."""
    label = button.label.strip() or button.id
    return {
        "type": "postback",
        "label": clip(label, most_label, graphemes),
        "data": button.id,
        "displayText": clip(label, MOST_SHOWN, graphemes),
    }


def _page(kicker: str, title: str, body: Iterable[Json]) -> Json:
    head = [_text(kicker, size="sm", color=PALE)] if kicker else []
    head.append(_text(title, size="lg", weight="bold", color=WHITE, margin="xs"))
    return {
        "type": "bubble",
        "size": "mega",
        "header": _box(head, backgroundColor=NAVY, paddingAll="16px"),
        "body": _box(body, spacing="lg", paddingAll="16px"),
    }


def _draft(lines: Iterable[tuple[str, str]]) -> Iterable[Json]:
    for label, quote in lines:
        yield _box([_text(label, size="sm", color=QUIET), _text(quote)], spacing="xs")


def _step(reason: str, action: str, words: Words) -> Iterable[Json]:
    yield _box([_text(words("card.step_reason"), size="sm", color=QUIET), _text(reason)])
    yield _box(
        [
            _text(words("card.step_action"), size="sm", color=GREEN, weight="bold"),
            _text(action, margin="xs"),
        ],
        backgroundColor=MIST,
        cornerRadius="8px",
        paddingAll="12px",
    )


def _progress(rows: Iterable[tuple[str, str, int, bool]], words: Words) -> Iterable[Json]:
    for number, title, share, confirmed in rows:
        share = min(100, max(0, share))
        state = "✓ " + words("card.confirmed") if confirmed else f"{share}%"
        colour = GREEN if confirmed else INK if share else QUIET
        yield _box(
            [
                _beside(
                    _text(f"{number} {title}".strip(), size="sm", flex=5),
                    _text(state, size="sm", color=colour, align="end", flex=3),
                ),
                _bar(share, GREEN if confirmed else AMBER),
            ],
            spacing="xs",
        )


def _bar(share: int, colour: str) -> Json:
    filled = [_box([], width=f"{share}%", height="6px", backgroundColor=colour)] if share else []
    return _box(filled, height="6px", cornerRadius="3px", backgroundColor=RULE)


def _footer(buttons: tuple[Button, ...]) -> Iterable[Json]:
    for place, button in enumerate(buttons):
        yield {
            "type": "button",
            "style": "secondary" if place else "primary",
            "height": "sm",
            "action": postback(button, MOST_LABEL),
            **({} if place else {"color": NAVY}),
        }


def _text(text: str, *, size: str = "md", color: str = INK, **more: Any) -> Json:
    """A Flex text; LINE refuses an empty one."""
    shown = text.strip() or "–"
    return {"type": "text", "text": shown, "size": size, "color": color, "wrap": True, **more}


def _box(contents: Iterable[Json], **more: Any) -> Json:
    return {"type": "box", "layout": "vertical", "contents": list(contents), **more}


def _beside(*contents: Json) -> Json:
    return {"type": "box", "layout": "horizontal", "contents": list(contents), "spacing": "md"}
