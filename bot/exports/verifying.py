"""Is this file one of ours, unchanged, and still the latest word? Without showing what it says.

What decides is the SHA-256 of the whole file, which is registered for every file ever made; the id
inside only says which export it claims to be. So one changed byte anywhere is noticed, and keyed
digests of the parts say which part it is in, as far as that can be told.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from bot.exports.anatomy import EVIDENCE, Anatomy, anatomy, members
from bot.exports.badge_token import Token, token_in
from bot.exports.bundle import MANIFEST, SIGNATURE
from bot.exports.formats import AWARDED, KINDS
from bot.exports.register import Made, Outdated, Place, Record, Register, keyed
from bot.exports.signing import Keys, Seal

Standing = Literal["genuine_current", "genuine_superseded", "genuine_offline", "altered", "unknown"]
"""``genuine_offline``: signed and unchanged, but without the register nobody can say if current."""

MOST_PLACES = 12
_EXPORT = re.compile(r"(?<![a-z0-9])(?:team-[0-9a-f]{16}|[a-z2-7]{16})(?![a-z0-9])")


class Verdict(Struct, frozen=True):
    """What can be said of a file. ``where`` names parts that differ, see ``anatomy``.

    ``why`` says why it is superseded; ``head`` is what the trail ended in when it was made. Nothing
    here is about what the file says.
    """

    standing: Standing
    export: str = ""
    format: str = ""
    unit: str = ""
    made_at: datetime | None = None
    head: str = ""
    why: tuple[Outdated, ...] = ()
    where: tuple[str, ...] = ()
    key: str = ""

    @property
    def is_genuine(self) -> bool:
        """Whether it is as it was made."""
        return self.standing.startswith("genuine")


UNKNOWN = Verdict("unknown")


async def verify(
    content: bytes, register: Register, keys: Keys, at: datetime, claimed: str = ""
) -> Verdict:
    """Look a file up; ``claimed`` is the export its bearer says it is. Raises StoreError."""
    if (badge := token_in(content, keys.known.values())) is not None:
        return await _badge(badge, register, at)
    digest = sha256(content).hexdigest()
    taken = await asyncio.to_thread(anatomy, content)
    named = [claimed] if is_export(claimed) else []
    altered: Verdict | None = None
    for export in dict.fromkeys([*named, *taken.exports()]):
        place = await register.place(export, at)
        if place is None:
            continue
        if digest in place.files:
            return await _genuine(register, place, export, digest, keys, at)
        record = await register.find(export, at)
        altered = altered or _altered(export, place, record, taken)
    return altered or UNKNOWN


async def look_up(export: str, register: Register, at: datetime, head: str = "") -> Verdict:
    """What a printed id, and the head printed with it, say without the file. Raises StoreError."""
    place = await register.place(export, at) if is_export(export) else None
    if place is None:
        return UNKNOWN
    record = await register.find(export, at)
    if record is None:
        return Verdict("genuine_superseded", export, made_at=place.made_at, why=("erased",))
    if head and not record.head.startswith(head.lower()):
        return _of(record, "altered", where=("head",))
    every = [await register.outdated(record, made.format, at) for made in record.files]
    why = min(every, key=len, default=())
    return _of(record, "genuine_superseded" if why else "genuine_current", why=why)


def named_in(name: str) -> str:
    """The export a file's name says it is of; empty if it does not."""
    found = _EXPORT.search(name)
    return found[0] if found else ""


def is_export(text: str) -> bool:
    """Whether it could be the id of an export."""
    return bool(_EXPORT.fullmatch(text))


def verify_offline(content: bytes, keys: Keys, seal: Seal | None = None) -> Verdict:
    """Check a file with public keys alone: by its seal, or the one within a bundle.

    An evidence file without a seal cannot be told from a forgery: ``unknown``.
    """
    if (badge := token_in(content, keys.known.values())) is not None:
        standing: Standing = "genuine_offline" if badge.holds else "unknown"
        return Verdict(standing, badge.export if badge.holds else "", AWARDED)
    within = dict(members(content)) if seal is None and content.startswith(b"PK") else {}
    if SIGNATURE in within:
        return _bundle_offline(within, keys)
    if seal is None or not keys.sealed(seal):
        return UNKNOWN
    same = sha256(content).hexdigest() == seal.sha256
    return _sealed(seal, "genuine_offline" if same else "altered", () if same else ("whole",))


def seal_in(text: bytes) -> Seal | None:
    """A seal as it was written; None if it is none."""
    try:
        return msgspec.json.decode(text, type=Seal)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _bundle_offline(within: Mapping[str, bytes], keys: Keys) -> Verdict:
    seal, manifest = seal_in(within[SIGNATURE]), within.get(MANIFEST, b"")
    if seal is None or seal.key not in keys.known:
        return UNKNOWN
    if not keys.sealed(seal):
        return _sealed(seal, "altered", (f"member:{SIGNATURE}",))
    if sha256(manifest).hexdigest() != seal.sha256:
        return _sealed(seal, "altered", (f"member:{MANIFEST}",))
    told = dict(line.split("  ", 1)[::-1] for line in manifest.decode().splitlines())
    found = {name: sha256(part).hexdigest() for name, part in within.items() if "data/" in name}
    where = tuple(f"member:{n}" for n in sorted(told.keys() | found) if told.get(n) != found.get(n))
    return _sealed(seal, "altered" if where else "genuine_offline", where)


def _sealed(seal: Seal, standing: Standing, where: tuple[str, ...]) -> Verdict:
    made = datetime.fromisoformat(seal.made_at)
    format = "zip" if seal.format == "manifest" else seal.format
    return Verdict(
        standing, seal.export, format, "", made, seal.head, where=where[:MOST_PLACES], key=seal.key
    )


async def _badge(badge: Token, register: Register, at: datetime) -> Verdict:
    """A badge by its own signature; what it is worth, by the export it is of."""
    found = await look_up(badge.export, register, at)
    if found.standing == "unknown":
        return UNKNOWN
    if not badge.holds:
        return msgspec.structs.replace(found, standing="altered", why=(), where=("whole",))
    return msgspec.structs.replace(found, format=AWARDED)


async def _genuine(
    register: Register, place: Place, export: str, digest: str, keys: Keys, at: datetime
) -> Verdict:
    record, format = await register.find(export, at), place.files[digest]
    if record is None:
        return Verdict("genuine_superseded", export, format, made_at=place.made_at, why=("erased",))
    why = await register.outdated(record, format, at)
    standing: Standing = "genuine_superseded" if why else "genuine_current"
    return _of(record, standing, format=format, why=why, key=keys.name)


def _altered(export: str, place: Place, record: Record | None, taken: Anatomy) -> Verdict:
    if record is None:
        return Verdict("altered", export, made_at=place.made_at, where=("whole",))
    found = keyed(record.salt, taken.digests())
    files = [made for made in record.files if KINDS[made.format].form == taken.kind]
    likest = max(files, key=lambda made: _alike(made, found), default=None)
    if likest is None or not _alike(likest, found):
        only = files[0].format if len(files) == 1 else ""
        return _of(record, "altered", format=only, where=("whole",))
    return _of(record, "altered", format=likest.format, where=_differing(likest, found))


def _alike(made: Made, found: Mapping[str, str]) -> int:
    return sum(found.get(name) == digest for name, digest in made.parts.items())


def _differing(made: Made, found: Mapping[str, str]) -> tuple[str, ...]:
    """Parts that changed or are gone, by their names in the register; never names from the file."""
    names = [name for name, digest in made.parts.items() if found.get(name) != digest]
    if found.keys() - made.parts.keys() and len(names) < MOST_PLACES:
        names.append("added")
    # the whole of the evidence is no news where a part of it is named
    inner = [n for n in names if n != EVIDENCE or not any(m.startswith("evidence:") for m in names)]
    return tuple(inner[:MOST_PLACES]) or ("whole",)


def _of(record: Record, standing: Standing, **more: object) -> Verdict:
    verdict = Verdict(standing, record.export, "", record.unit, record.made_at, record.head)
    return msgspec.structs.replace(verdict, **more)
