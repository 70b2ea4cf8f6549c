"""Rubbish: hostile texts, values and bytes, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

THAI = "กขคงจฉชซญดตถทธนบปผฝพฟมยรลวศสหอฮะาำิีึืุูเแโใไ็่้๊๋์ๆฯ๐๑๒๓๔๕๖๗๘๙"
ODD = (
    "\u200d", "\u200b", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffe", "\uffff", "\ufe0f",
    "\0", "\x07", "\x1b[31m", "\x7f", "\x85", "\u2028", "\r", "\n", "\t", "\\", '"', "'", "{", "}",
    "{name}", "%s", "$(id)", "<b>", "&amp;", "“", "”", "…", "—", "٣", "𝟙", "𠮷", "ﷺ", "e\u0301" * 9,
    "👨‍👩‍👧‍👦", "🇹🇭", "👍🏽", "🙏", "ก็็็็็็็็็็", "ป้้้้้้", "\ud83d", "\udc00", "\ud800\ud800", "../../etc",
    "1101700230708", "๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘", "081-234-5678", "a@b.co", "https://x.th/?q=\u202e",
)  # fmt: skip
"""What texts trip over: half surrogate pairs, invisible letters, marks without end, templates."""

NUMBERS = (0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63) - 1, 10**30, 10**300, 0.5, -0.0, 1e308)
DEEPEST = 100_000


class Rubbish:
    """Makes rubbish of what is sound. Nothing here looks at the clock."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def one_of(self, *makers: Callable[[], str]) -> str:
        """What one of them makes."""
        return self.chance.choice(makers)()

    def text(self, longest: int = 60) -> str:
        """Words of no meaning, Thai and others mixed."""
        letters = [self._piece() for _ in range(self.chance.randint(0, longest))]
        return "".join(letters)

    def long(self, length: int = 100_000) -> str:
        """A text of about so many characters."""
        piece = self.text(40) or "ก"
        return (piece * (length // len(piece) + 1))[:length]

    def damaged(self, text: str) -> str:
        """A sound text with something put in, left out, doubled or turned round."""
        for _ in range(self.chance.randint(1, 4)):
            a, b = sorted(self.chance.randint(0, len(text)) for _ in range(2))
            text = self.chance.choice(
                (
                    text[:a] + self._piece() + text[a:],
                    text[:a] + text[b:],
                    text[:b] + text[a:b] * 2 + text[b:],
                    text[:a] + text[a:b][::-1] + text[b:],
                )
            )[:2_000]
        return text

    def value(self, depth: int = 3) -> Any:
        """Any JSON."""
        kind = self.chance.randint(0, 7 if depth else 5)
        match kind:
            case 0:
                return self.chance.choice((None, True, False))
            case 1:
                return self.chance.choice(NUMBERS)
            case 2 | 3 | 4 | 5:
                return self.text(12)
            case 6:
                return [self.value(depth - 1) for _ in range(self.chance.randint(0, 4))]
        return {self.text(4): self.value(depth - 1) for _ in range(self.chance.randint(0, 4))}

    def bent(self, value: Any) -> Any:
        """A sound value with one thing in it that should not be so."""
        if isinstance(value, dict) and value and self.chance.random() < 0.85:
            return self._bent_object(dict(value))
        if isinstance(value, list) and value and self.chance.random() < 0.85:
            place = self.chance.randrange(len(value))
            return [self.bent(each) if n == place else each for n, each in enumerate(value)]
        if isinstance(value, str) and self.chance.random() < 0.5:
            return self.damaged(value)
        return self.value()

    def broken(self, body: bytes) -> bytes:
        """Bytes with some of them changed, cut off, or more of them."""
        at = self.chance.randint(0, len(body))
        match self.chance.randint(0, 4):
            case 0:
                return body[:at]
            case 1:
                return body[:at] + self.chance.randbytes(self.chance.randint(1, 9)) + body[at:]
            case 2:
                return body[:at] + self._bits(body[at:])
            case 3:
                return body + body[:at]
        return body[at:]

    def deep(self) -> bytes:
        """JSON nested without measure, closed or not."""
        opening, closing = self.chance.choice((("[", "]"), ('{"a":', "}"), ('{"events":[', "]}")))
        count = self.chance.choice((200, 2_000, DEEPEST))
        core = opening * count + ("1" + closing * count if self.chance.random() < 0.5 else "")
        return core.encode()

    def _piece(self) -> str:
        if self.chance.random() < 0.12:
            return self.chance.choice(ODD)
        if self.chance.random() < 0.03:
            return chr(self.chance.randrange(0x110000))
        return self.chance.choice(THAI + " abc123")

    def _bent_object(self, value: dict[str, Any]) -> dict[str, Any]:
        key = self.chance.choice(sorted(value))
        match self.chance.randint(0, 5):
            case 0:
                del value[key]
            case 1:
                value[self.text(6)] = self.value()
            case _:
                value[key] = self.bent(value[key])
        return value

    def _bits(self, body: bytes) -> bytes:
        if not body:
            return b"\0"
        changed = bytearray(body)
        for _ in range(self.chance.randint(1, 8)):
            changed[self.chance.randrange(len(body))] ^= 1 << self.chance.randrange(8)
        return bytes(changed)


def shared(count: int, shares: Sequence[tuple[str, int]]) -> list[str]:
    """``count`` names in the proportion of their shares, mixed evenly."""
    names = [name for name, share in shares for _ in range(share)]
    step = next(n for n in (37, 41, 43, 47) if len(names) % n)
    return [names[n * step % len(names)] for n in range(count)]
