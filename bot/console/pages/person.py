"""One officer's page, and the files they sent: only what they let others see."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import quote

from starlette.responses import Response

from bot.console.handles import behind, handle
from bot.console.pages.board import seeing
from bot.console.visit import Visit
from bot.media.store import Kept
from bot.seeing import PersonView

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Kinds of files that a browser shows; others it only saves."""

BOXED = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"


async def show(visit: Visit) -> Response:
    """The evidence map and what it is made of."""
    view = await seeing(visit).person(visit.who, visit.member.officer)
    await visit.noted("page")
    return visit.page(
        "person.html",
        view=view,
        elements=list(_by_element(visit, view)),
        file=lambda message: file_name(visit, message),
        own=visit.who.id == visit.member.officer,
    )


def _by_element(visit: Visit, view: PersonView) -> Iterator[tuple[str, list[object]]]:
    unit = visit.office.desk.pack.unit_of(view.criteria[0].id) if view.criteria else None
    for element in unit.unit.elements if unit else ():
        yield element.name, [c for c in view.criteria if c.element == element.code]


def file_name(visit: Visit, message: str) -> str:
    """How a file is named in addresses."""
    return handle(visit.office.secret, f"file:{visit.member.officer}", message)


async def file(visit: Visit) -> Response:
    """A file the officer sent, if its criterion may be read."""
    officer, media = visit.member.officer, visit.office.media
    view = await seeing(visit).person(visit.who, officer)
    message = behind(
        visit.office.secret, f"file:{officer}", visit.part("file"), _readable_files(view)
    )
    found = None
    if media is not None and message is not None:
        found = await asyncio.to_thread(media.read, officer, message)
    if found is None:
        return visit.trouble(404)
    await visit.noted("file")
    return _sent(*found)


def _readable_files(view: PersonView) -> list[str]:
    facets = (facet for c in view.criteria if c.readable for facet in c.facets)
    return [attachment.message for facet in facets for attachment in facet.attachments]


def _sent(kept: Kept, content: bytes) -> Response:
    shown = kept.mime in SHOWN
    name = quote(kept.name or "file", safe="")
    how = "inline" if shown else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{name}",
        "Content-Security-Policy": BOXED,
    }
    return Response(
        content, media_type=kept.mime if shown else "application/octet-stream", headers=headers
    )
