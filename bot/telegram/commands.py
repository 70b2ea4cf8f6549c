"""The commands of the menu, and what each means to the coach: a button, or words it understands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from content.phrases import Phrases
from dialogs import buttons as b

START: Final = "start"
DELETE: Final = "delete"

TAPS: Final[Mapping[str, str]] = {
    "status": b.STATUS,
    "next": b.NEXT_STEP,
    "pick": b.PICK,
    "skip": b.SKIP,
    "example": b.EXAMPLE,
    "help": b.HELP,
}
"""Commands that are one of the coach's buttons."""

SAYINGS: Final[Mapping[str, str]] = {
    "pause": "telegram.says.pause",
    "stop": "telegram.says.pause",
    "resume": "telegram.says.resume",
    "export": "telegram.says.export",
    "human": "telegram.says.human",
    DELETE: "telegram.says.delete",
}
"""Commands that are typed words, each with the phrase that holds them."""

MENU: Final = (
    *("status", "next", "pick", "example", "skip", "pause", "resume"),
    *("export", "human", "delete", "help"),
)
"""The commands shown in the menu, in order; ``stop`` and ``start`` work without being shown."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?$", re.DOTALL)


class Command(NamedTuple):
    """``/name@bot rest``; ``bot`` and ``rest`` may be empty."""

    name: str
    bot: str
    rest: str


def command_in(text: str) -> Command | None:
    """The command ``text`` is, if it is one."""
    found = _COMMAND.match(text)
    return Command(found[1].lower(), found[2] or "", (found[3] or "").strip()) if found else None


def sayings(phrases: Phrases) -> dict[str, str]:
    """What each command of ``SAYINGS`` says, in Thai."""
    return {name: phrases.say(key, "krub") for name, key in SAYINGS.items()}


def descriptions(phrases: Phrases) -> list[tuple[str, str]]:
    """The menu as Telegram shows it: command, Thai description."""
    return [(name, phrases.say(f"telegram.command.{name}", "krub")) for name in MENU]
