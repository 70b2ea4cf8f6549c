"""What LINE documents about message objects and its OpenAPI description does not say: sizes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.cutting import graphemes, utf16

Problem = tuple[str, str]
"""The property LINE names, and what it says about it."""

SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")


def message_problems(messages: object) -> list[Problem]:
    """What LINE refuses in the ``messages`` of a send."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= 5:
        return [("messages", "Size must be between 1 and 5")]
    return [
        (f"messages[{number}]{where}", what)
        for number, message in enumerate(messages)
        for where, what in _message(message)
    ]


def _message(message: Any) -> Iterator[Problem]:
    match message.get("type"):
        case "text":
            yield from _text(message.get("text"), ".text", 5000)
        case "flex":
            yield from _text(message.get("altText"), ".altText", 1500)
            yield from _flex(message.get("contents", {}))
        case other:
            yield ".type", f"{other} is not a kind this emulator knows"
    items = message.get("quickReply", {}).get("items", [])
    if len(items) > 13:
        yield ".quickReply.items", "Size must be between 1 and 13"
    for item in items:
        yield from _action(item.get("action", {}), 20)


def _text(text: object, where: str, most: int) -> Iterator[Problem]:
    if not isinstance(text, str) or not text.strip():
        yield where, "May not be empty"
    elif utf16(text) > most:
        yield where, f"Length must be between 0 and {most}"


def _action(action: Any, most: int) -> Iterator[Problem]:
    label = action.get("label", "")
    if not label.strip() or _exceeds(label, most):
        yield ".action.label", f"must be between 1 and {most} grapheme clusters"
    if action.get("type") == "postback":
        if not 0 < utf16(action.get("data", "")) <= 300:
            yield ".action.data", "Length must be between 1 and 300"
        if _exceeds(action.get("displayText", ""), 300):
            yield ".action.displayText", "Length must be between 0 and 300"


def _exceeds(text: str, most: int) -> bool:
    """Whether ``text`` has more grapheme clusters; counted only where it could."""
    return utf16(text) > most and graphemes(text) > most


def _flex(contents: Any) -> Iterator[Problem]:
    if contents.get("type") == "carousel":
        bubbles = contents.get("contents", [])
        if not 1 <= len(bubbles) <= 12 or size_of(contents) > 50 * 1024:
            yield ".contents", "a carousel holds 1 to 12 bubbles and 50 KB"
        if len({bubble.get("size", "mega") for bubble in bubbles}) > 1:
            yield ".contents", "bubbles must be of one size"
    else:
        bubbles = [contents]
    for bubble in bubbles:
        yield from _bubble(bubble)


def _bubble(bubble: Any) -> Iterator[Problem]:
    if size_of(bubble) > 30 * 1024:
        yield ".contents", "a bubble holds 30 KB"
    if bubble.get("size", "mega") not in SIZES:
        yield ".contents.size", "unknown size"
    for component in components(bubble):
        if component.get("type") == "text" and not component.get("contents"):
            yield from _text(component.get("text"), ".contents.text", 10_000)
        if component.get("type") == "button":
            yield from _action(component.get("action", {}), 40)


def components(part: Any) -> Iterator[Any]:
    """Every component of a bubble, outermost first."""
    for name in ("header", "hero", "body", "footer"):
        if name in part:
            yield from _within(part[name])


def _within(component: Any) -> Iterable[Any]:
    yield component
    for inner in component.get("contents", []):
        yield from _within(inner)


def size_of(value: object) -> int:
    """Bytes of the JSON as it was sent; the SDK writes Thai as escapes."""
    return len(json.dumps(value))


def menu_problems(menu: Any) -> Iterator[Problem]:
    """What LINE refuses in a rich menu object."""
    size, areas = menu.get("size", {}), menu.get("areas", [])
    width, height = size.get("width", 0), size.get("height", 0)
    if not 800 <= width <= 2500 or height < 250 or width / height < 1.45:
        yield "size", "width 800 to 2500, height from 250, ratio from 1.45"
    if not 0 < graphemes(menu.get("chatBarText", "")) <= 14:
        yield "chatBarText", "Length must be between 1 and 14"
    if not 0 < graphemes(menu.get("name", "")) <= 300:
        yield "name", "Length must be between 1 and 300"
    if len(areas) > 20:
        yield "areas", "Size must be between 0 and 20"
    for area in areas:
        bounds = area["bounds"]
        right, low = bounds["x"] + bounds["width"], bounds["y"] + bounds["height"]
        if min(bounds.values()) < 0 or right > width or low > height:
            yield "areas.bounds", "must lie in the menu"
        yield from _action({"label": "-", **area["action"]}, 20)
