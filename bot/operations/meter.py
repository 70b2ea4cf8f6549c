"""What is counted while the coach works: hooks cheap enough to be called for every message."""

from __future__ import annotations

from typing import Literal, Protocol

from bot.channel import QuotaGone, Refused, TokenDead, Unreachable

Result = Literal["sent", "later", "parked", "unreachable", "refused"]
"""What came of a send: ``later`` is tried again, ``parked`` waits for the officer's next word."""


class Meter(Protocol):
    """Takes note of what happens. Nothing here blocks or raises."""

    def turn(self, seconds: float) -> None:
        """A turn was kept; ``seconds`` from its beginning to the commit."""
        ...

    def reading(self, seconds: float) -> None:
        """An answer was read, which took ``seconds``."""
        ...

    def webhook(self, channel: str, status: int) -> None:
        """A webhook was answered with an HTTP status."""
        ...

    def send(self, channel: str, result: Result) -> None:
        """An attempt to send a message came to an end."""
        ...

    def error(self, kind: str) -> None:
        """Something failed; ``kind`` is the name of the error's class."""
        ...

    def flooded(self, channel: str) -> None:
        """A message was left unread because its sender sent too many at once."""
        ...


class Silent:
    """A ``Meter`` that takes note of nothing."""

    def turn(self, seconds: float) -> None:
        """See ``Meter.turn``."""

    def reading(self, seconds: float) -> None:
        """See ``Meter.reading``."""

    def webhook(self, channel: str, status: int) -> None:
        """See ``Meter.webhook``."""

    def send(self, channel: str, result: Result) -> None:
        """See ``Meter.send``."""

    def error(self, kind: str) -> None:
        """See ``Meter.error``."""

    def flooded(self, channel: str) -> None:
        """See ``Meter.flooded``."""


SILENT: Meter = Silent()


def result_of(error: Exception | None) -> Result:
    """What a channel's answer to a send means for the message."""
    match error:
        case None:
            return "sent"
        case QuotaGone() | TokenDead():
            return "parked"
        case Unreachable():
            return "unreachable"
        case Refused():
            return "refused"
        case _:
            return "later"
