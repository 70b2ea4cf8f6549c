"""Documents: which, being made, and handed over; only of what officers let others read."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace
from starlette.responses import Response

from bot.console.jobs import Job, Work
from bot.console.visit import Visit
from bot.exports import links
from bot.exports.dossier import Options
from bot.exports.formats import FORMATS
from bot.exports.maker import Exports
from bot.exports.register import Record
from bot.exports.team import EACH, export_team, seen_of
from bot.privacy import noting
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
    chosen = visit.form.every("format") or CHOSEN
    return visit.page(
        "export.html", status, criteria=may, formats=FORMATS, chosen=chosen, error=error,
        packs=visit.can("review.decide", visit.member.officer),
        back=f"{visit.base}/p/{visit.handle(visit.member.officer)}",
    )  # fmt: skip


async def make(visit: Visit) -> Response:
    """Begin to make what was chosen."""
    exports = visit.office.desk.exports
    if exports is None:
        return visit.trouble(404)
    formats, criteria = _formats(visit), visit.form.every("criterion")
    wanted = await _seen(visit, exports, _options(visit, criteria)) if criteria else None
    if not formats or wanted is None:
        missing = "format" if wanted is not None else "criterion"
        return await _form(visit, 422, visit.office.words(f"export.no_{missing}"))
    work = _work(visit, exports, wanted, formats)
    job = visit.office.jobs.begin(visit.who.id, visit.member.officer, work)
    return visit.to(f"{visit.base}/p/{visit.handle(visit.member.officer)}/export/{job.id}")


def _work(visit: Visit, exports: Exports, wanted: Options, formats: list[str]) -> Work:
    async def work(job: Job) -> None:
        officer = visit.member.officer
        if visit.form.ticked("assessment") and visit.can("review.decide", officer):
            await _pack(visit, wanted)
        made = await exports.export(officer, wanted, formats, visit.who.id, visit.now, job.progress)
        job.record = made.record

    return work


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
    job = visit.office.jobs.find(visit.part("job"), visit.who.id, visit.member.officer)
    base = f"{visit.base}/p/{visit.handle(visit.member.officer)}"
    if job is None:
        return visit.to(f"{base}/export")
    return _progress(visit, job, base, _files(job.record, base) if job.record else [])


def _files(record: Record, base: str) -> list[File]:
    where = f"{base}/exports/{record.export}"
    return [(file.format, f"{where}/{file.format}", file.size) for file in record.files]


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
    return _saved(file, FORMATS[format].mime)


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
    """What of the options who is here may read; of their own evidence that is all."""
    member = visit.member
    if visit.who.id == member.officer:
        member = replace(member, shows_early=True)
    return await seen_of(exports, member, visit.now, options)


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
    desk, formats = visit.office.desk, _formats(visit)
    exports = desk.exports
    if exports is None:
        return visit.trouble(404)
    if not formats:
        return _team_form(visit, 422, visit.office.words("export.no_format"))

    async def work(job: Job) -> None:
        made = await export_team(
            exports, desk.people, visit.who, visit.team, visit.now,
            formats=formats, options=_options(visit, ()), progress=job.progress,
        )  # fmt: skip
        for member in await desk.people.members(visit.team.id):
            if member.officer not in made.left_out:
                await noting(desk.store, member.officer, visit.who, "export", visit.now)
        job.record, job.file, job.left_out = made.record, (made.name, made.content), made.left_out

    job = visit.office.jobs.begin(visit.who.id, visit.team.id, work)
    return visit.to(f"{visit.base}/export/{job.id}")


async def team_progress(visit: Visit) -> Response:
    """How far it is, and the file."""
    job = visit.office.jobs.find(visit.part("job"), visit.who.id, visit.team.id)
    if job is None:
        return visit.to(f"{visit.base}/export")
    file = job.file
    files = [("zip", f"{visit.base}/export/{job.id}/file", len(file[1]))] if file else []
    return _progress(visit, job, f"{visit.base}/team", files)


async def team_file(visit: Visit) -> Response:
    """A team's export, which is kept only for as long as the service runs."""
    job = visit.office.jobs.find(visit.part("job"), visit.who.id, visit.team.id)
    if job is None or job.file is None:
        return visit.trouble(404)
    return _saved(job.file, FORMATS["zip"].mime)


# --- both -----------------------------------------------------------------------------------------


def _formats(visit: Visit) -> list[str]:
    return [format for format in FORMATS if format in visit.form.every("format")]


def _options(visit: Visit, criteria: tuple[str, ...]) -> Options:
    ticked = visit.form.ticked
    return Options(
        criteria, ticked("thai_digits"), ticked("transcript"), ticked("attachments"),
        visit.office.public_url,
    )  # fmt: skip


def _progress(visit: Visit, job: Job, back: str, files: list[File]) -> Response:
    left_out = len(job.left_out)
    page = visit.page("exported.html", job=job, back=back, files=files, left_out=left_out)
    if not job.is_done:
        page.headers["Refresh"] = "2"
    return page


def _saved(file: tuple[str, bytes], mime: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file[0]}"'}
    return Response(file[1], media_type=mime, headers=headers)
