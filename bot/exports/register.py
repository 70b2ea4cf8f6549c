"""The register of exports: what was made, of whom, and whether it is still the latest word.

Three kinds of pages in the store that belong to nobody::

    exports             the register's secret, and every public key that ever signed
    exports:of:<hmac>   an officer's records, under a name only the secret gives; erased with them
    exports:<a3>        by the first letters of the export id: which page the record is on

What stays after an erasure holds nobody's data: ids, digests of files, times. The record of an
export that says something erased since stays beside the officer's others, marked as withdrawn.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.exports.signing import Keys, pem
from storage.audit import Entry, History
from storage.port import Store
from storage.turn import ERASED

PAGE = "exports"
SECRET, KEY, RECORD, PLACE, WITHIN = "secret", "key:", "export:", "at:", "within:"
EXPORTED = "exported"

CHANGING = frozenset(
    {
        "claim", "claim_corrected", "claim_withdrawn", "contradiction_settled", "draft_confirmed",
        "draft_decided", "draft_returned", "draft_submitted", "draft_withdrawn", "erased", "file",
        "media", "message_edited", "plan", "profile", "promise", "promise_result", "reopened",
        "review_opinion", "review_submitted", "review_withdrawn", "round", "test_cause",
        "test_outcome", "unsent",
    }
)  # fmt: skip
"""Kinds of entries after which a document made before no longer says all there is."""

TEAMS_KNOWN = 20
"""Of how many exports of teams, the latest, it is known that they have an export in them."""

Outdated = Literal["moved_on", "newer", "erased"]


class Made(Struct, frozen=True):
    """A file of an export; ``parts`` are keyed digests of its parts, by name."""

    format: str
    name: str
    sha256: str
    size: int
    parts: dict[str, str] = {}


class Record(Struct, frozen=True):
    """An export as it was made. ``criteria`` empty: all; ``evidence`` is a SHA-256.

    ``officer`` is the store's name of the officer and ``by`` who asked, both empty for a team's,
    which has the exports of its ``members``. ``withdrawn``: since when it is, because something it
    says was erased; nothing is then left to test guesses about its parts with.
    """

    export: str
    officer: str
    by: str
    trail: str
    head: str
    links: int
    made_at: datetime
    unit: str
    evidence: str
    criteria: tuple[str, ...]
    files: tuple[Made, ...]
    salt: str
    team: str = ""
    members: tuple[str, ...] = ()
    withdrawn: datetime | None = None

    def file(self, digest: str) -> Made | None:
        """The file of this SHA-256."""
        return next((each for each in self.files if each.sha256 == digest), None)


class Place(Struct, frozen=True):
    """Where a record is, and what is known of it for good."""

    page: str
    made_at: datetime
    files: dict[str, str]


def keyed(salt: str, digests: dict[str, str]) -> dict[str, str]:
    """Digests of parts such that nobody without the salt can test a guess."""
    key = bytes.fromhex(salt)
    return {
        name: hmac.new(key, f"{name}\n{digest}".encode(), sha256).hexdigest()[:16]
        for name, digest in digests.items()
    }


class Register(Struct, frozen=True):
    """Keeps records in ``store``; ``secret`` is the register's own (see ``open_register``)."""

    store: Store
    secret: bytes

    async def add(self, record: Record) -> None:
        """Enter an export; the same again changes nothing."""
        page = self._page(record.officer or f"team:{record.team}")
        async with self.store.turn(page, at=record.made_at) as turn:
            turn.put(RECORD + record.export, msgspec.to_builtins(record))
        digests = {each.sha256: each.format for each in record.files}
        place = Place(page, record.made_at, digests)
        async with self.store.turn(_shard(record.export), at=record.made_at) as turn:
            turn.put(PLACE + record.export, msgspec.to_builtins(place))
        for member in record.members:
            async with self.store.turn(_shard(member), at=record.made_at) as turn:
                before = turn.docs.get(WITHIN + member, {}).get("teams", [])
                known = [*(team for team in before if team != record.export), record.export]
                turn.put(WITHIN + member, {"teams": known[-TEAMS_KNOWN:]})

    async def note(self, record: Record) -> None:
        """Write into the officer's trail that the export was made, once."""
        said = {
            "export": record.export,
            "files": {each.format: each.sha256 for each in record.files},
            "evidence": record.evidence,
            "head": record.head,
            "by": record.by,
            "criteria": list(record.criteria),
        }
        event = f"{EXPORTED}:{record.export}"
        async with self.store.turn(record.officer, event=event, at=record.made_at) as turn:
            if not turn.duplicate:
                turn.log(EXPORTED, said, ref=f"{EXPORTED}:{record.export}")

    async def place(self, export: str, at: datetime) -> Place | None:
        """What is known of an export for good; None if there never was one."""
        async with self.store.turn(_shard(export), at=at) as turn:
            doc = turn.docs.get(PLACE + export)
        return None if doc is None else msgspec.convert(doc, Place)

    async def find(self, export: str, at: datetime) -> Record | None:
        """The record of an export; None if there is none, or it was erased."""
        place = await self.place(export, at)
        if place is None:
            return None
        async with self.store.turn(place.page, at=at) as turn:
            doc = turn.docs.get(RECORD + export)
        return None if doc is None else msgspec.convert(doc, Record)

    async def all_of(self, officer: str, at: datetime) -> list[Record]:
        """Every export of an officer, newest first."""
        async with self.store.turn(self._page(officer), at=at) as turn:
            docs = [doc for id, doc in turn.docs.items() if id.startswith(RECORD)]
        found = [msgspec.convert(doc, Record) for doc in docs]
        return sorted(found, key=lambda record: record.made_at, reverse=True)

    async def forget(self, officer: str, at: datetime) -> int:
        """Erase every record of an officer; returns how many there were."""
        found = await self.all_of(officer, at)
        if found:
            await self.store.erase(self._page(officer), at=at)
        return len(found)

    async def withdraw(self, officer: str, at: datetime) -> tuple[str, ...]:
        """Withdraw every export of an officer that says anything erased since it was made.

        Returns all that are withdrawn, also from before: their files must be gone.
        """
        history = await self.store.history(officer)
        gone = [
            r for r in await self.all_of(officer, at) if r.withdrawn or lost(r, history.entries)
        ]
        fresh = [record for record in gone if record.withdrawn is None]
        if fresh:
            async with self.store.turn(self._page(officer), at=at) as turn:
                for record in fresh:
                    turn.put(RECORD + record.export, msgspec.to_builtins(_bare(record, at)))
                turn.erase(())  # what was known of the parts leaves the disk, too
        return tuple(record.export for record in gone)

    async def teams_with(self, exports: Iterable[str], at: datetime) -> set[str]:
        """The exports of teams that have any of these exports in them."""
        found: set[str] = set()
        for export in exports:
            async with self.store.turn(_shard(export), at=at) as turn:
                found |= {*turn.docs.get(WITHIN + export, {}).get("teams", ())}
        return found

    async def outdated(self, record: Record, format: str, at: datetime) -> tuple[Outdated, ...]:
        """Why an export is not the latest word any more; empty if it is."""
        if not record.officer:
            return await self._team_outdated(record, at)
        history = await self.store.history(record.officer)
        if record.withdrawn or _was_erased(record, history) or lost(record, history.entries):
            return ("erased",)
        why: list[Outdated] = ["moved_on"] if moved_on(record, history.entries) else []
        others = await self.all_of(record.officer, at)
        newer: list[Outdated] = ["newer"] if _newer(record, format, others) else []
        return (*why, *newer)

    async def _team_outdated(self, record: Record, at: datetime) -> tuple[Outdated, ...]:
        """A team's export is as good as those of its members: newer ones of theirs aside."""
        found: set[Outdated] = set()
        for export in record.members:
            member = await self.find(export, at)
            found |= {"erased"} if member is None else {*await self.outdated(member, "", at)}
        return tuple(sorted(found))

    def _page(self, officer: str) -> str:
        return f"{PAGE}:of:{self.pseudonym(officer)}"

    def pseudonym(self, name: str) -> str:
        """A name that says nothing to whoever lacks the secret."""
        told = name.encode("utf-8", "surrogatepass")
        return hmac.new(self.secret, b"name\0" + told, sha256).hexdigest()[:32]


async def open_register(store: Store, keys: Keys, at: datetime) -> tuple[Register, list[bytes]]:
    """The register, and every public key (PEM) that ever signed for it; the secret is made once."""
    async with store.turn(PAGE, at=at) as turn:
        doc = turn.docs.get(SECRET)
        if doc is None:
            doc = {"hex": secrets.token_hex(32)}
            turn.put(SECRET, doc)
        for name, key in keys.known.items():
            if KEY + name not in turn.docs:
                turn.put(KEY + name, {"pem": pem(key).decode()})
        known = [kept["pem"].encode() for id, kept in turn.docs.items() if id.startswith(KEY)]
    return Register(store, bytes.fromhex(doc["hex"])), known


def moved_on(record: Record, entries: Iterable[Entry]) -> bool:
    """Whether evidence of the export's criteria changed since it was made."""
    later = (e for e in entries if e.seq > record.links and e.kind in CHANGING)
    return any(_concerns(entry, record.criteria) for entry in later)


def lost(record: Record, entries: Iterable[Entry]) -> bool:
    """Whether anything that was said before the export was made has been erased since.

    An extract of some criteria counts as having said it, too: whose words stand in a review or on
    the cover cannot be told any more.
    """
    known = tuple(entries)
    later = [e for e in known[record.links :] if e.kind == ERASED and e.content]
    if any(map(_is_of_all, later)):
        return True
    gone = {ref for entry in later if entry.content for ref in entry.content.get("refs", ())}
    return any(entry.ref in gone for entry in known[: record.links])


def _bare(record: Record, at: datetime) -> Record:
    files = tuple(replace(made, parts={}) for made in record.files)
    return replace(record, withdrawn=at, salt="", files=files)


def _concerns(entry: Entry, criteria: tuple[str, ...]) -> bool:
    about = (entry.content or {}).get("criterion")
    return not criteria or about is None or about in criteria


def _was_erased(record: Record, history: History) -> bool:
    entries = history.entries
    if not entries or history.officer != record.trail:
        return True
    return any(e.seq > record.links and _is_of_all(e) for e in entries if e.kind == "erased")


def _is_of_all(entry: Entry) -> bool:
    return bool((entry.content or {}).get("all"))


def _newer(record: Record, format: str, others: Iterable[Record]) -> bool:
    """Whether there is a later export of the same criteria in the same format."""
    scope = (record.unit, record.criteria)
    later = (r for r in others if (r.unit, r.criteria) == scope and r.made_at > record.made_at)
    return any(made.format == format for each in later for made in each.files)


def _shard(export: str) -> str:
    return f"{PAGE}:{export.removeprefix('team-')[:2]}"
