"""What the program quoted, put back where it surely is what was said and still exists.

The trail has “…” for everything the program put in quotation marks, and … for what a profile says,
so that an erased message leaves no copy. The latest replies are kept in full beside the trail, by
the event they answer, and go with an erasure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.coach import BLANK

_GAP = re.compile(re.escape(BLANK) + "|…")
_QUOTED = re.compile(r"“([^”]*)”")


class Quotations:
    """Fills blanks with words that stand in ``texts``.

    ``replies`` are in full, by the message they answer.
    """

    def __init__(self, replies: Mapping[str, tuple[str, ...]], texts: Iterable[str]) -> None:
        self._replies = replies
        self._told = "\n".join(map(_plain, texts))

    def filled(self, logged: str, ref: str) -> str:
        """``logged``, a reply to ``ref``, with its blanks filled where one reply to it fits."""
        if BLANK not in logged:
            return logged
        parts = re.split(f"({_GAP.pattern})", logged)
        shape = re.compile("".join(map(_pattern, parts)), re.DOTALL)
        fitting = {reply for reply in self._replies.get(ref, ()) if shape.fullmatch(reply)}
        return _QUOTED.sub(self._checked, fitting.pop()) if len(fitting) == 1 else logged

    def _checked(self, quoted: re.Match[str]) -> str:
        words = _plain(quoted[1]).removesuffix("…").strip()
        return quoted[0] if words and words in self._told else BLANK


def _pattern(part: str) -> str:
    if part == BLANK:
        return "“.*”"
    return ".*" if part == "…" else re.escape(part)


def _plain(text: str) -> str:
    return " ".join(text.split())
