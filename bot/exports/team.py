"""A team's export: one ZIP with the matrix of all, and a folder for every member.

Only what the actor may see goes in: of each member the criteria they handed over, or everything if
they show early. Nothing of it is kept on disk; it is handed over and forgotten.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from bot.coach import load
from bot.exports import sheet_team
from bot.exports.bundle import manifest_of, packed
from bot.exports.dossier import Options
from bot.exports.maker import Exported, Exports, Progress, made_of
from bot.exports.register import Record
from bot.exports.signing import pem
from bot.people.pages import note, team_page
from bot.people.people import People
from bot.people.rights import check
from bot.people.values import Member, Person, Team
from bot.people.visible import visible
from bot.reviews.shelf import read_all
from storage.audit import canonical

EACH = ("pdf", "json")
MATRIX = "matrix.xlsx"


class TeamExport(Struct, frozen=True):
    """A team's export; ``left_out`` are members of whom the actor may see nothing yet."""

    record: Record
    name: str
    content: bytes
    members: int
    left_out: tuple[str, ...]


class NothingToSee(ValueError):  # noqa: N818 -- it says what it is
    """The actor may see nothing of anybody in the team yet."""


async def export_team(
    exports: Exports,
    people: People,
    actor: Person,
    team: Team,
    at: datetime,
    *,
    formats: Sequence[str] = EACH,
    options: Options | None = None,
    progress: Progress | None = None,
) -> TeamExport:
    """Make it. ``options.criteria``, if any, limits it further. Raises Forbidden, NothingToSee and
    what ``Exports.export`` does.
    """
    check(actor, "export", team=team)
    members = await people.members(team.id)
    made: list[Exported] = []
    left_out: list[str] = []
    for n, member in enumerate(members, 1):
        if progress is not None:
            await progress("member", n, len(members))
        wanted = await seen_of(exports, member, at, options or Options())
        if wanted is None:
            left_out.append(member.officer)
        else:
            made.append(await exports.export(member.officer, wanted, formats, actor.id, at))
    if not made:
        raise NothingToSee(team.id)
    return await _together(exports, actor, team, made, tuple(left_out), at)


async def seen_of(
    exports: Exports, member: Member, at: datetime, options: Options
) -> Options | None:
    """What of a member others may read, as options; None: nothing. Raises StoreError.

    A transcript of chosen criteria has only what those cite.
    """
    async with exports.store.turn(member.officer, at=at) as turn:
        reviews, state = read_all(turn), load(turn)
    if state is None:
        return None
    unit = exports.pack.unit(state.unit)
    every = tuple(criterion.id for criterion in unit.criteria)
    allowed = visible(every, reviews, shows_early=member.shows_early)
    wanted = tuple(c for c in every if c in allowed and c in (options.criteria or every))
    if not wanted:
        return None
    return replace(options, criteria=() if wanted == every else wanted)


async def _together(
    exports: Exports,
    actor: Person,
    team: Team,
    made: Sequence[Exported],
    left_out: tuple[str, ...],
    at: datetime,
) -> TeamExport:
    about = sheet_team.Team(team.name, tuple(each.dossier for each in made), at)
    matrix = await asyncio.to_thread(sheet_team.make, about)
    export = sheet_team.export_of(about)
    content = await asyncio.to_thread(_packed, exports, matrix, made, export)
    name = f"{export}.zip"
    record = _record(team, about, export, {"xlsx": (MATRIX, matrix), "zip": (name, content)}, at)
    await exports.register.add(record)
    async with exports.store.turn(team_page(team.id), event=f"exported:{export}", at=at) as turn:
        if not turn.duplicate:
            note(turn, "exported", actor.id, export=export, sha256=sha256(content).hexdigest())
    return TeamExport(record, name, content, len(made), left_out)


def _packed(exports: Exports, matrix: bytes, made: Sequence[Exported], export: str) -> bytes:
    files: dict[str, bytes] = {MATRIX: matrix}
    for n, each in enumerate(made, 1):
        for format, (name, content) in each.files.items():
            files[f"{n:02d}/{name}"] = content
            files[f"{n:02d}/{name}.sig"] = each.seals[format]
    manifest = manifest_of(files)
    files["manifest-sha256.txt"] = manifest
    signed = exports.keys.sign("file", b"team\n" + export.encode() + b"\n" + manifest)
    told = {"export": export, "key": exports.keys.name, "signature": signed}
    files["signature.json"] = canonical(told)
    files["public-key.pem"] = pem(exports.keys.known[exports.keys.name])
    return packed(files)


def _record(
    team: Team,
    about: sheet_team.Team,
    export: str,
    files: Mapping[str, tuple[str, bytes]],
    at: datetime,
) -> Record:
    """The register's record, which names nobody: members are known by their own exports."""
    salt, first = secrets.token_hex(16), about.dossiers[0].cover
    made = tuple(made_of(format, name, content, salt) for format, (name, content) in files.items())
    members = tuple(dossier.cover.export for dossier in about.dossiers)
    return Record(
        export, "", "", "", "", 0, at, first.unit, sheet_team.digest_of(about), (), made, salt,
        team.id, members,
    )  # fmt: skip
