"""Buttons under a message: one or two a row, as wide as their labels need."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from bot.cutting import clip, code_points, graphemes
from dialogs.values import Button

MOST: Final = 100  # buttons under one message
DATA: Final = 64  # bytes of what a tap sends back
LABEL: Final = 64  # characters of a label
HALF: Final = 16  # clusters that are readable on half the width of a telephone


class Key(Struct, frozen=True):
    """A button, as the Bot API names its parts."""

    text: str
    callback_data: str


class Keyboard(Struct, frozen=True):
    """Buttons by row."""

    inline_keyboard: tuple[tuple[Key, ...], ...]


def keyboard(buttons: Iterable[Button]) -> Keyboard | None:
    """The keyboard for ``buttons``, None for none.

    A button Telegram would refuse, for its id or an empty label, is left out: it can be typed.
    """
    fit = [button for button in buttons if _fits(button)][:MOST]
    rows = tuple(tuple(_key(button) for button in row) for row in _rows(fit))
    return Keyboard(rows) if rows else None


def _fits(button: Button) -> bool:
    return bool(button.label.strip()) and 1 <= len(button.id.encode()) <= DATA


def _key(button: Button) -> Key:
    return Key(clip(button.label, LABEL, code_points), button.id)


def _rows(buttons: list[Button]) -> list[list[Button]]:
    rows: list[list[Button]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(button):
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


@functools.lru_cache(maxsize=1024)
def _is_short(button: Button) -> bool:
    return graphemes(button.label) <= HALF
