"""Making an export: gather, make every format, sign, register, put on the shelf.

Nothing is handed out before it is registered and in the officer's trail.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from bot.coach import load
from bot.exports import badge, badge_token, json
from bot.exports.agency import NONE, Agency
from bot.exports.anatomy import anatomy
from bot.exports.bundle import bundle, seal_of
from bot.exports.dossier import Dossier, Options
from bot.exports.formats import AWARDED, KINDS, file_name, framework, make
from bot.exports.gathering import gather_from
from bot.exports.register import Made, Record, Register, keyed, open_register
from bot.exports.shelf import LIVES, TEAMS, Shelf
from bot.exports.signing import Keys, public_key
from bot.exports.verifying import Verdict, verify
from bot.exports.withdrawing import withdraw
from bot.media.store import MediaStore
from bot.reviews.shelf import read_all
from dialogs.pack import Pack
from storage.audit import Entry, canonical
from storage.errors import Damaged
from storage.files import Files
from storage.port import Store
from storage.tiny import files

Progress = Callable[[str, int, int], Awaitable[None]]
"""Told what begins now (a format, ``gather`` or ``register``), its number, and how many there are.
"""


class Exported(Struct, frozen=True):
    """An export that was made: ``files`` by format, name and bytes; ``seals`` by format.

    A seal is JSON that lets anybody with the public key check the file without this service.
    """

    dossier: Dossier
    record: Record
    files: dict[str, tuple[str, bytes]]
    seals: dict[str, bytes]

    @property
    def id(self) -> str:
        """The export's id."""
        return self.record.export


class CannotMake(ValueError):  # noqa: N818 -- it says what it is
    """A format that does not exist, or no format at all; the text names it."""


@dataclass(frozen=True, slots=True)
class Exports:
    """Makes exports and looks after them; ``open_exports`` makes one."""

    store: Store
    media: MediaStore | None
    pack: Pack
    keys: Keys
    register: Register
    shelf: Shelf
    agency: Agency = NONE

    async def export(
        self,
        officer: str,
        options: Options,
        formats: Sequence[str],
        by: str,
        at: datetime,
        progress: Progress | None = None,
    ) -> Exported:
        """Make an export of ``officer`` for ``by``; rights are the caller's to check.

        ``zip`` holds all other formats that were asked for; ``docx`` is the agency's form if it
        has one. Raises CannotMake (also: no badge was earned, the form cannot be used), StoreError
        (ChainBroken), OSError, ImportError (a format's library is missing), BadKey.
        """
        wanted = in_order(formats)
        told = _Told(progress, len(wanted) + 2)
        await told("gather")
        dossier = await gather_from(self.store, self.media, officer, self.pack, at, options)
        documents: dict[str, tuple[str, bytes]] = {}
        for format in wanted:
            await told(format)
            made = await self._made(dossier, officer, format, documents)
            documents[format] = (file_name(dossier, format), made)
        await told("register")
        return await self._kept(dossier, officer, by, documents)

    async def verify(self, content: bytes, at: datetime, claimed: str = "") -> Verdict:
        """See ``verifying.verify``; knows Mahara's frameworks, too. Raises StoreError."""
        for unit in self.pack.content.units:
            if content == framework(self.pack, unit):
                return Verdict("genuine_current", format="matrix", unit=unit)
        return await verify(content, self.register, self.keys, at, claimed)

    async def badges(self, officer: str, at: datetime) -> tuple[str, ...]:
        """The criteria for which a badge can be made now: what a ``badge`` may be offered for.

        None where the agency awards none. Raises StoreError.
        """
        if self.agency.issuer is None:
            return ()
        async with self.store.turn(officer, at=at) as turn:
            state, reviews = load(turn), read_all(turn)
        return badge.earned(state, reviews, self.pack.unit(state.unit)) if state else ()

    async def forget(self, officer: str, at: datetime) -> int:
        """Erase every export of an officer, from disk and register; returns how many there were.

        What stays is that an export of that id was made and is withdrawn. Raises StoreError,
        OSError.
        """
        await asyncio.to_thread(self.shelf.remove_all, officer)
        await asyncio.to_thread(self.shelf.remove_all, TEAMS)  # which may have theirs in them
        return await self.register.forget(officer, at)

    def files_of(self, dossier: Dossier, officer: str) -> dict[int, bytes]:
        """Files that are still as they were sent, by number in the dossier. Blocks."""
        if self.media is None or not dossier.options.with_attachments:
            return {}
        found = {}
        for attached in dossier.attachments:
            try:
                read = self.media.read(officer, attached.message)
            except Damaged:
                continue
            if read is not None:
                found[attached.number] = read[1]
        return found

    async def _made(
        self, dossier: Dossier, officer: str, format: str, so_far: Mapping[str, tuple[str, bytes]]
    ) -> bytes:
        if format == AWARDED:
            return await asyncio.to_thread(self._awarded, dossier)
        if format == "docx" and self.agency.form:
            return await asyncio.to_thread(self._filled, dossier)
        if format != "zip":
            return await asyncio.to_thread(make, format, dossier, self.pack)
        history = await self.store.history(officer)
        return await asyncio.to_thread(
            self._bundled, dossier, officer, history.entries, dict(so_far.values())
        )

    def _filled(self, dossier: Dossier) -> bytes:
        from bot.exports import word_template

        try:
            return word_template.make(dossier, self.agency.form)
        except word_template.BadTemplate as problem:
            raise CannotMake(f"the form cannot be used: {problem}") from problem

    def _awarded(self, dossier: Dossier) -> bytes:
        if self.agency.issuer is None:
            raise CannotMake("who awards badges is not set (MVS_BADGE_ISSUER, MVS_BADGE_URL)")
        seal = badge_token.Seal(self.keys.sign_token, self.keys.public)
        made = badge.packed(dossier, self.agency.issuer, seal)
        if not made:
            raise CannotMake("no assessor has signed off a criterion, so there is no badge")
        return made

    def _bundled(
        self,
        dossier: Dossier,
        officer: str,
        entries: Sequence[Entry],
        documents: Mapping[str, bytes],
    ) -> bytes:
        return bundle(dossier, entries, documents, self.files_of(dossier, officer), self.keys)

    async def _kept(
        self, dossier: Dossier, officer: str, by: str, files: dict[str, tuple[str, bytes]]
    ) -> Exported:
        record = await asyncio.to_thread(record_of, dossier, officer, by, files)
        seals = await asyncio.to_thread(self._seals, dossier, files)
        await self.register.add(record)
        await self.register.note(record)
        until = record.made_at + LIVES
        await asyncio.to_thread(self.shelf.keep, officer, record.export, files, until)
        await withdraw(self, officer, record.made_at)  # something was erased while it was made
        return Exported(dossier, record, files, seals)

    def _seals(self, dossier: Dossier, files: Mapping[str, tuple[str, bytes]]) -> dict[str, bytes]:
        evidence, seals = json.make(dossier), {}
        for format, (_, content) in files.items():
            seal = seal_of(dossier, evidence, content, self.keys, format)
            seals[format] = canonical(msgspec.to_builtins(seal))
        return seals


async def open_exports(
    store: Store,
    media: MediaStore | None,
    pack: Pack,
    keys: Keys,
    shelf: Path | Files,
    at: datetime,
    agency: Agency = NONE,
) -> Exports:
    """Exports over ``store``, with files in ``shelf``. Raises StoreError, OSError."""
    if isinstance(shelf, Path):
        await asyncio.to_thread(files.make_folder, shelf)
    register, known = await open_register(store, keys, at)
    every = keys.with_known(map(public_key, known))
    return Exports(store, media, pack, every, register, Shelf(shelf, register.pseudonym), agency)


def in_order(formats: Iterable[str]) -> list[str]:
    """Formats each once, in the order they are made. Raises CannotMake."""
    asked = set(formats)
    if unknown := sorted(asked - KINDS.keys()):
        raise CannotMake(f"there is no format {', '.join(unknown)}")
    if not asked:
        raise CannotMake("no format was asked for")
    return [format for format in KINDS if format in asked]


def record_of(
    dossier: Dossier, officer: str, by: str, files: Mapping[str, tuple[str, bytes]]
) -> Record:
    """What the register keeps of an export."""
    cover, salt = dossier.cover, secrets.token_hex(16)
    made = tuple(made_of(format, name, content, salt) for format, (name, content) in files.items())
    return Record(
        cover.export, officer, by, cover.trail, cover.head, cover.links, cover.made_at, cover.unit,
        json.digest(dossier), tuple(sorted(dossier.options.criteria)), made, salt,
    )  # fmt: skip


def made_of(format: str, name: str, content: bytes, salt: str) -> Made:
    """What the register keeps of a file."""
    parts = keyed(salt, anatomy(content).digests())
    return Made(format, name, sha256(content).hexdigest(), len(content), parts)


@dataclass(slots=True)
class _Told:
    progress: Progress | None
    total: int
    done: int = 0

    async def __call__(self, what: str) -> None:
        self.done += 1
        if self.progress is not None:
            await self.progress(what, self.done, self.total)
