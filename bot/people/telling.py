"""How something is said to an officer from outside their conversation."""

from __future__ import annotations

from typing import Protocol

from dialogs.values import Message


class Teller(Protocol):
    """Puts a message into an officer's conversation."""

    async def tell(self, message: Message, *, receipt: str = "", free: bool = False) -> bool:
        """Take one durable turn on the officer's page, once for each ``message.id``.

        The replies go into the outbox. ``receipt`` is what the sender reports back about
        (``prompt:<id>``); ``free``: ride on the officer's next message, which costs nothing.
        Returns whether it was told; False if this message was told before.
        """
        ...
