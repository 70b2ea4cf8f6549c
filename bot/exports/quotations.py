"""What the program quoted, put back where it surely is what was said and still exists.

The trail has “…” for everything the program put in quotation marks, and … for what a profile says,
so that an erased message leaves no copy. Beside it may stand where the words are (``bot.quotes``).
The latest replies are kept in full beside the trail, by the event they answer, and go with an
erasure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.coach import BLANK
from storage.audit import Entry

_GAP = re.compile(re.escape(BLANK) + "|…")
_QUOTED = re.compile(r"“([^”]*)”")
_SAID = {"officer": "text", "to_coach": "text", "message_edited": "text", "media": "name"}
"""Where words stand in entries about a message, by kind."""
_CLAIMED = ("claim", "claim_corrected")


class Quotations:
    """Fills blanks with words that stand in ``texts``, or where a list beside them points to.

    ``replies`` are in full, by the message they answer; ``entries`` are the trail, which the lists
    point into.
    """

    def __init__(
        self,
        replies: Mapping[str, tuple[str, ...]],
        texts: Iterable[str],
        entries: Iterable[Entry] = (),
    ) -> None:
        self._replies = replies
        self._told = "\n".join(map(_plain, texts))
        self._words: dict[str, list[tuple[int, str]]] = {}
        for seq, name, words in (found for entry in entries for found in _pointed(entry)):
            self._words.setdefault(name, []).append((seq, words))

    def told(self, entry: Entry) -> str:
        """What the program said in an entry, with as many of its blanks filled as can be."""
        content = entry.content or {}
        logged = str(content.get("text", ""))
        ways = self.filled(logged, entry.ref or ""), self._listed(entry, content.get("quotes"))
        return min(ways, key=lambda text: text.count(BLANK))

    def _listed(self, entry: Entry, quotes: Any) -> str:
        """The same by the list beside it, which has something for every blank."""
        logged = str((entry.content or {}).get("text", ""))
        pieces = logged.split(BLANK)
        if not isinstance(quotes, list) or len(quotes) != len(pieces) - 1:
            return logged
        words = (self._pointed_to(quote, entry.seq) for quote in quotes)
        return "".join(a + b for a, b in zip(pieces, [*words, ""], strict=True))

    def _pointed_to(self, quote: Any, until: int) -> str:
        """The words, in quotation marks, as they stood before entry ``until``; or a blank."""
        match quote:
            case {"own": str(words)}:
                return f"“{words}”"
            case {"message": str(id), "start": int(start), "end": int(end)}:
                name = f"message:{id}"
            case {"claim": str(id), "start": int(start), "end": int(end)}:
                name = f"claim:{id}"
            case _:
                return BLANK
        before = [words for seq, words in self._words.get(name, ()) if seq < until]
        found = before[-1][start:end] if before and 0 <= start < end <= len(before[-1]) else ""
        return f"“{found}{'…' if quote.get('cut') else ''}”" if found else BLANK

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


def _pointed(entry: Entry) -> Iterator[tuple[int, str, str]]:
    """What of an entry can be pointed to: its number, a name, the words; nothing once erased."""
    content = entry.content or {}
    if entry.kind in _SAID and entry.ref and _SAID[entry.kind] in content:
        yield entry.seq, f"message:{entry.ref}", str(content[_SAID[entry.kind]])
    if entry.kind in _CLAIMED and "id" in content and "quote" in content:
        yield entry.seq, f"claim:{content['id']}", str(content["quote"])


def _pattern(part: str) -> str:
    if part == BLANK:
        return "“.*”"
    return ".*" if part == "…" else re.escape(part)


def _plain(text: str) -> str:
    return " ".join(text.split())
