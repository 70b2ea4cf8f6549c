"""The rich menu: six ways on that are always at hand, each a button the dialogue knows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from bot.cutting import clip, graphemes
from bot.line.flex import Json, Words
from dialogs import buttons as b

WIDTH, HEIGHT = 2500, 843
COLUMNS, ROWS = 3, 2
NAME = "mvs-coach menu"
DRAWING = 1
"""Raised when the picture is drawn differently, so that ``setup`` puts up the new one."""
MOST_BAR_TEXT = 14
RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Item:
    """One area: the button it sends, the phrase that labels it, and its icon's name."""

    button: str
    phrase: str
    icon: str


ITEMS = (
    Item(RESUME, "button.go_on", "play"),
    Item(b.PICK, "button.pick", "list"),
    Item(b.STATUS, "button.status", "bars"),
    Item(b.NEXT_STEP, "button.next_step", "arrow"),
    Item(b.EXAMPLE, "button.example", "bulb"),
    Item(b.HELP, "button.help", "question"),
)

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are outside."""


def boxes() -> Iterator[Box]:
    """The areas in the order of ``ITEMS``, covering the picture without gaps."""
    for place in range(len(ITEMS)):
        row, column = divmod(place, COLUMNS)
        yield (
            WIDTH * column // COLUMNS,
            HEIGHT * row // ROWS,
            WIDTH * (column + 1) // COLUMNS,
            HEIGHT * (row + 1) // ROWS,
        )


def rich_menu(words: Words) -> Json:
    """The menu as LINE's rich menu object. Its name changes when anything in it does."""
    menu: Json = {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "chatBarText": clip(words("line.menu"), MOST_BAR_TEXT, graphemes),
        "areas": [_area(item, box, words) for item, box in zip(ITEMS, boxes(), strict=True)],
    }
    seen = json.dumps([DRAWING, menu], sort_keys=True).encode()
    return {"name": f"{NAME} {hashlib.sha256(seen).hexdigest()[:12]}", **menu}


def _area(item: Item, box: Box, words: Words) -> Json:
    left, top, right, bottom = box
    label = words(item.phrase)
    return {
        "bounds": {"x": left, "y": top, "width": right - left, "height": bottom - top},
        "action": {
            "type": "postback",
            "label": clip(label, 20, graphemes),
            "data": item.button,
            "displayText": label,
        },
    }
