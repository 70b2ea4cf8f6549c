"""Files of their evidence that officers order in chat: made, handed over, and each only once.

::

    errand ─ made? ─▶ export, its id noted with the order ─▶ Telegram: the document itself
                                                          └▶ other apps, or in doubt: link, code

A document that may have arrived is not sent again: the link comes instead. Link and code are no
part of the conversation, so that no trail and no later document holds them.
"""

from __future__ import annotations

import asyncio
import logging
from base64 import b32encode
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes, token_hex
from typing import Literal, Protocol, runtime_checkable
from uuid import uuid4

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.channel import Channel, ChannelError, Outgoing, Place, Refused, Unreachable
from bot.coach import ASIDE, load
from bot.errands import Handler
from bot.errands.errands import Errand
from bot.exports import links
from bot.exports.bundle import packed
from bot.exports.clerk import Clerk
from bot.exports.dossier import Options
from bot.exports.formats import AWARDED, FORMATS
from bot.exports.maker import Exports, made_of
from bot.exports.page.routes import BASE
from bot.exports.register import Record
from bot.exports.shelf import LIVES
from bot.exports.withdrawing import withdraw
from bot.people.people import People
from bot.privacy.mine import Mine
from bot.service import absence, posting
from bot.service.blame import blame
from bot.service.clock import Clock
from bot.service.places import place_for
from bot.telegram.trouble import Uncertain
from content.phrases import Phrases
from content.voice import Voice
from dialogs.values import Reply
from storage.audit import History
from storage.port import Turn

logger = logging.getLogger(__name__)

ORDER = "duty.export"
"""The kind of errand; its body is a ``dialogs.tasks.Export``."""

ASIDE_ORDER = f"{ASIDE}order:"
MOST_TRIES = 5
"""After so many failures the officer is told that there will be no file."""


@runtime_checkable
class HandsOver(Protocol):
    """A channel that takes files."""

    async def send_document(
        self, place: Place, name: str, content: bytes, caption: str = ""
    ) -> None:
        """Send a file. Raises a ChannelError."""
        ...


class Order(Struct, frozen=True):
    """How far an order is. ``sent``: the document may have arrived."""

    export: str = ""
    sent: bool = False


class Customer(Struct, frozen=True):
    """Whom it is for, where they are, and how far their order is; ``what`` they get."""

    officer: str
    place: Place
    voice: Voice
    order: Order
    what: Literal["export", "copy"] = "export"


class Orders:
    """Carries orders out. ``address`` is the public one; ``sign`` shows that something is coming,
    ``send`` has the outbox looked into.
    """

    def __init__(
        self,
        exports: Exports,
        channels: Mapping[str, Channel],
        clock: Clock,
        phrases: Phrases,
        address: str,
        sign: Callable[[Place], None],
        send: Callable[[], None],
    ) -> None:
        self._exports = exports
        self._channels = channels
        self._clock = clock
        self._phrases = phrases
        self._address = address
        self._sign = sign
        self._send = send

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands, by kind."""
        clerk = Clerk(self._exports, People(self._exports.store, self._clock), self._clock)
        return {ORDER: self._carry_out, **clerk.handlers()}

    async def _carry_out(self, errand: Errand) -> None:
        customer = await self._customer(errand)
        if customer is None:
            return
        try:
            record = await self._made(errand, customer)
        except Exception as error:
            if errand.tries + 1 < MOST_TRIES:
                raise
            logger.error("an export was given up: %s", blame(error))
            await self._post(errand, customer, self._say(customer, "export.failed"))
            return
        if not await self._sent(errand, customer, record):
            await self._link(errand, customer, record)

    async def _customer(self, errand: Errand) -> Customer | None:
        """Whom the order is for; None if it is settled, or there is nobody to settle it with."""
        async with self._exports.store.turn(errand.page, at=self._clock.now()) as turn:
            state, place = load(turn), place_for(turn)
            done = turn.knows(_event(errand)) or absence.is_gone(turn)
            doc = turn.docs.get(ASIDE_ORDER + errand.id, {})
        if state is None or place is None or done:
            return None
        return Customer(errand.page, place, state.voice, msgspec.convert(doc, Order))

    async def _made(self, errand: Errand, customer: Customer) -> Record:
        """The export of this order: made now, or at an earlier try."""
        register, now = self._exports.register, self._clock.now()
        before = customer.order.export
        if before and (record := await register.find(before, now)) is not None:
            return record
        self._sign(customer.place)

        async def progress(what: str, number: int, total: int) -> None:
            self._sign(customer.place)

        formats = await self._formats(customer.officer, errand.body["format"])
        options = Options(tuple(errand.body["criteria"]), address=self._address)
        made = await self._exports.export(
            customer.officer, options, formats, customer.officer, now, progress
        )
        await self._note(errand, Order(made.id))
        return made.record

    async def _formats(self, officer: str, wanted: str) -> list[str]:
        """What goes into it: everything, if that is wanted, and the badges that were earned."""
        if wanted != "zip":
            return [wanted]
        earned = await self._exports.badges(officer, self._clock.now())
        return [*FORMATS, AWARDED] if earned else list(FORMATS)

    async def copy(self, officer: str, copy: Mine, id: str) -> None:
        """Hand over a copy of everything that is kept (``bot.privacy.privacy.HandOver``)."""
        errand = Errand(id, ORDER, {"format": "zip", "criteria": []}, officer)
        customer = await self._customer(errand)
        if customer is None:
            return
        customer = replace(customer, what="copy")
        record = await self._copied(errand, customer, copy)
        if not await self._sent(errand, customer, record):
            await self._link(errand, customer, record)

    async def _copied(self, errand: Errand, customer: Customer, copy: Mine) -> Record:
        """The copy of this order as a file to fetch, registered so that it is erased in time."""
        register, shelf, now = self._exports.register, self._exports.shelf, self._clock.now()
        before = customer.order.export
        if before and (record := await register.find(before, now)) is not None:
            return record
        record, file = _record(await register.store.history(errand.page), errand.page, copy, now)
        await register.add(record)
        until = now + LIVES
        await asyncio.to_thread(shelf.keep, errand.page, record.export, {"zip": file}, until)
        await withdraw(self._exports, errand.page, now)  # something was erased while it was made
        await self._note(errand, Order(record.export))
        return record

    # --- as a document ----------------------------------------------------------------------------

    async def _sent(self, errand: Errand, customer: Customer, record: Record) -> bool:
        """Send the document itself; whether that is settled. Raises TryLater."""
        channel: object = self._channels.get(customer.place.channel)
        file = await self._file(errand, record)
        if not isinstance(channel, HandsOver) or customer.order.sent or file is None:
            return False
        await self._note(errand, Order(record.export, sent=True))
        caption = self._handed(customer, "document", record)
        try:
            await channel.send_document(customer.place, *file, caption)
        except Unreachable as error:
            logger.info("a document reaches nobody: %s", blame(error))
        except (Uncertain, Refused) as error:
            logger.warning("a link goes out in place of a document: %s", blame(error))
            return False
        except ChannelError:
            await self._note(errand, Order(record.export))
            raise
        await self._post(errand, customer)
        return True

    async def _file(self, errand: Errand, record: Record) -> tuple[str, bytes] | None:
        fetch, now = self._exports.shelf.fetch, self._clock.now()
        format = errand.body["format"]
        return await asyncio.to_thread(fetch, record.officer, record.export, format, now)

    # --- as a link --------------------------------------------------------------------------------

    async def _link(self, errand: Errand, customer: Customer, record: Record) -> None:
        given = await links.give(self._exports.register, record, self._clock.now())
        hours = str(int(links.LIVES.total_seconds()) // 3600)
        link = self._handed(customer, "link", record, link=self._address + given.path, hours=hours)
        code = self._say(customer, "export.code", code=given.code)
        await self._post(errand, customer, link, code)

    def _handed(
        self, customer: Customer, how: Literal["document", "link"], record: Record, **fields: str
    ) -> str:
        """What is said with a file."""
        facts = {"head": record.head, "verify": self._address + BASE, **fields}
        said = self._say(customer, f"handed.{how}_{customer.what}", **facts)
        badges = any(file.format == AWARDED for file in record.files)
        return f"{said}\n{self._say(customer, 'handed.badges')}" if badges else said

    def _say(self, customer: Customer, key: str, **fields: str) -> str:
        return self._phrases.say(key, customer.voice, turn=0, **fields)

    async def _note(self, errand: Errand, order: Order) -> None:
        async with self._exports.store.turn(errand.page, at=self._clock.now()) as turn:
            if turn.state is not None:
                turn.put(ASIDE_ORDER + errand.id, msgspec.to_builtins(order))

    async def _post(self, errand: Errand, customer: Customer, *said: str) -> None:
        """Settle the order, once, with what is said about it."""
        store, event = self._exports.store, _event(errand)
        async with store.turn(errand.page, event=event, at=self._clock.now()) as turn:
            if turn.duplicate or turn.state is None:
                return
            _settle(turn, errand, customer.place, said)
        self._send()


def _settle(turn: Turn, errand: Errand, place: Place, said: tuple[str, ...]) -> None:
    turn.remove(ASIDE_ORDER + errand.id)
    if said and not absence.is_gone(turn):
        posting.post(turn, Outgoing(place, tuple(map(Reply, said)), str(uuid4())))


def _record(
    history: History, officer: str, copy: Mine, now: datetime
) -> tuple[Record, tuple[str, bytes]]:
    """A copy as one file, and what the register keeps of it."""
    content = packed({"my-data.md": copy.readable.encode(), "my-data.json": copy.json})
    export, salt = b32encode(token_bytes(10)).decode().lower(), token_hex(16)
    name = f"my-data-{export}.zip"
    record = Record(
        export, officer, officer, history.officer, history.head, len(history.entries), now, "",
        sha256(copy.json).hexdigest(), (), (made_of("zip", name, content, salt),), salt,
    )  # fmt: skip
    return record, (name, content)


def _event(errand: Errand) -> str:
    return f"ordered:{errand.id}"
