"""Documents: which, being made, and handed over; only of what officers let others read."""

from __future__ import annotations

import asyncio
import secrets

from starlette.responses import Response

from bot.console.visit import Visit
from bot.exports import links
from bot.exports.dossier import Options
from bot.exports.formats import AWARDED, FORMATS, KINDS
from bot.exports.jobs import Job, readable, team_file
from bot.exports.maker import Exports
from bot.exports.page.routes import BASE
from bot.exports.register import Record
from bot.exports.team import EACH
from bot.people.pages import team_page
from bot.reviews import Refused, read_all

CHOSEN = ("pdf",)
File = tuple[str, str, int]
"""A file to download: its format, its address, its size in bytes."""


# --- of one officer -------------------------------------------------------------------------------


async def form(visit: Visit) -> Response:
    """What can be chosen."""
    return await _form(visit)


async def _form(visit: Visit, status: int = 200, error: str = "") -> Response:
    exports = visit.office.desk.exports
    if exports is None:
        return visit.trouble(404)
    seen = await _seen(visit, exports, Options())
    unit = exports.pack.unit(visit.team.unit)
    may = [c for c in unit.criteria if seen is not None and c.id in (seen.criteria or (c.id,))]
    awarded = await _earned(visit, exports, tuple(c.id for c in may))
    formats = KINDS if awarded else FORMATS
    chosen = visit.form.every("format") or CHOSEN
    return visit.page(
        "export.html", status, criteria=may, formats=formats, chosen=chosen, error=error,
        packs=visit.can("review.decide", visit.member.officer),
        back=f"{visit.base}/p/{visit.handle(visit.member.officer)}",
    )  # fmt: skip


async def make(visit: Visit) -> Response:
    """Begin to make what was chosen."""
    exports = visit.office.desk.exports
    if exports is None:
        return visit.trouble(404)
    formats, criteria = _formats(visit), visit.form.every("criterion")
    if AWARDED in visit.form.every("format") and await _earned(visit, exports, criteria):
        formats = [*formats, AWARDED]
    wanted = await _seen(visit, exports, _options(visit, criteria)) if criteria else None
    if not formats or wanted is None:
        missing = "format" if wanted is not None else "criterion"
        return await _form(visit, 422, visit.office.words(f"export.no_{missing}"))
    if visit.form.ticked("assessment") and visit.can("review.decide", visit.member.officer):
        await _pack(visit, wanted)
    job = await _begun(visit, visit.member.officer, formats, _options(visit, wanted.criteria))
    return visit.to(f"{visit.base}/p/{visit.handle(visit.member.officer)}/export/{job.id}")


async def _earned(visit: Visit, exports: Exports, criteria: tuple[str, ...]) -> bool:
    """Whether there is a badge for any of these criteria."""
    return not {*criteria}.isdisjoint(await exports.badges(visit.member.officer, visit.now))


async def _pack(visit: Visit, wanted: Options) -> None:
    """What was accepted and goes in counts as packaged, which comes before the document."""
    desk, officer = visit.office.desk, visit.member.officer
    async with desk.store.turn(officer, at=visit.now) as turn:
        reviews = read_all(turn)
    for criterion, review in reviews.items():
        if review.status == "accepted" and criterion in (wanted.criteria or (criterion,)):
            try:
                await desk.reviews.pack(visit.who, officer, criterion)
            except Refused:
                continue  # it changed meanwhile: it stays what it is


async def progress(visit: Visit) -> Response:
    """How far it is, and what can be downloaded."""
    exports, officer = visit.office.desk.exports, visit.member.officer
    job = await visit.office.jobs.find(visit.part("job"), visit.who.id, officer)
    base = f"{visit.base}/p/{visit.handle(officer)}"
    if exports is None or job is None:
        return visit.to(f"{base}/export")
    return _progress(visit, job, base, await _files(visit, exports, job, base))


async def _files(visit: Visit, exports: Exports, job: Job, base: str) -> list[File]:
    record = await exports.register.find(job.export, visit.now) if job.export else None
    about, now = exports.shelf.about, visit.now
    there = await asyncio.to_thread(about, job.officer, job.export, now) if record else None
    where = f"{base}/exports/{job.export}"
    made = record.files if record and there else ()
    return [(file.format, f"{where}/{file.format}", file.size) for file in made]


async def download(visit: Visit) -> Response:
    """A file of an export that who is here had made, if all of it may still be read."""
    exports, officer = visit.office.desk.exports, visit.member.officer
    record = await exports.register.find(visit.part("export"), visit.now) if exports else None
    if exports is None or record is None or not await _is_theirs(visit, exports, record):
        return visit.trouble(404)
    format = visit.part("format")
    file = await asyncio.to_thread(exports.shelf.fetch, officer, record.export, format, visit.now)
    if file is None:
        return visit.trouble(404)
    await _noted(visit, record, format)
    return _saved(file, KINDS[format].mime)


async def _is_theirs(visit: Visit, exports: Exports, record: Record) -> bool:
    if record.officer != visit.member.officer or record.by != visit.who.id:
        return False
    seen = await _seen(visit, exports, Options(record.criteria))
    return seen is not None and set(seen.criteria) == set(record.criteria)


async def _noted(visit: Visit, record: Record, format: str) -> None:
    store, officer = visit.office.desk.store, visit.member.officer
    await visit.noted("export")
    about = {"export": record.export, "format": format, "by": visit.who.id}
    async with store.turn(officer, at=visit.now) as turn:
        turn.log(links.DOWNLOADED, about, ref=f"{links.DOWNLOADED}:{record.export}")


async def _seen(visit: Visit, exports: Exports, options: Options) -> Options | None:
    """What of the options who is here may read."""
    return await readable(exports, visit.who, visit.member, visit.now, options)


# --- of a team ------------------------------------------------------------------------------------


async def team_form(visit: Visit) -> Response:
    """What can be chosen for a whole team."""
    return _team_form(visit)


def _team_form(visit: Visit, status: int = 200, error: str = "") -> Response:
    if visit.office.desk.exports is None:
        return visit.trouble(404)
    formats = {format: kind for format, kind in FORMATS.items() if format != "zip"}
    chosen = visit.form.every("format") or EACH
    return visit.page(
        "export.html", status, criteria=None, formats=formats, chosen=chosen, error=error,
        packs=False, back=f"{visit.base}/team",
    )  # fmt: skip


async def make_team(visit: Visit) -> Response:
    """Begin to make a team's export."""
    formats = _formats(visit)
    if visit.office.desk.exports is None:
        return visit.trouble(404)
    if not formats:
        return _team_form(visit, 422, visit.office.words("export.no_format"))
    job = await _begun(visit, "", formats, _options(visit, ()))
    return visit.to(f"{visit.base}/export/{job.id}")


async def team_progress(visit: Visit) -> Response:
    """How far it is, and the file."""
    exports, job = visit.office.desk.exports, await _team_job(visit)
    if exports is None or job is None:
        return visit.to(f"{visit.base}/export")
    file = await team_file(exports, job, visit.now) if job.export else None
    files = [("zip", f"{visit.base}/export/{job.id}/file", len(file[1]))] if file else []
    return _progress(visit, job, f"{visit.base}/team", files)


async def team_download(visit: Visit) -> Response:
    """A team's export, as long as it is kept."""
    exports, job = visit.office.desk.exports, await _team_job(visit)
    if exports is None or job is None or not job.export:
        return visit.trouble(404)
    file = await team_file(exports, job, visit.now)
    return visit.trouble(404) if file is None else _saved(file, FORMATS["zip"].mime)


async def _team_job(visit: Visit) -> Job | None:
    page = team_page(visit.team.id)
    return await visit.office.jobs.find(visit.part("job"), visit.who.id, page)


# --- both -----------------------------------------------------------------------------------------


async def _begun(visit: Visit, officer: str, formats: list[str], options: Options) -> Job:
    id, team = secrets.token_urlsafe(12), visit.team.id
    job = Job(id, visit.who.id, team, officer, tuple(formats), options, visit.now)
    await visit.office.jobs.begin(job)
    return job


def _formats(visit: Visit) -> list[str]:
    return [format for format in FORMATS if format in visit.form.every("format")]


def _options(visit: Visit, criteria: tuple[str, ...]) -> Options:
    ticked = visit.form.ticked
    return Options(
        criteria, ticked("thai_digits"), ticked("transcript"), ticked("attachments"),
        visit.office.public_url,
    )  # fmt: skip


def _progress(visit: Visit, job: Job, back: str, files: list[File]) -> Response:
    verify = f"{visit.office.public_url}{BASE}"
    page = visit.page("exported.html", job=job, back=back, files=files, verify=verify)
    if not job.is_done:
        page.headers["Refresh"] = "2"
    return page


def _saved(file: tuple[str, bytes], mime: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file[0]}"'}
    return Response(file[1], media_type=mime, headers=headers)
