"""Signing in by a link from chat, signing out, and one's own sessions."""

from __future__ import annotations

from starlette.responses import Response

from bot.console import links
from bot.console.office import Office
from bot.console.sessions import LONGEST
from bot.console.visit import ROOT, Visit

DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


async def door(visit: Visit) -> Response:
    """How to get a link."""
    return visit.page("door.html")


async def look(visit: Visit) -> Response:
    """What a link shows; only its button uses it up, so that previews in chats do not."""
    desk = visit.office.desk
    if not await links.is_good(desk.store, desk.clock, visit.part("code")):
        return visit.page("door.html", 410, over=True)
    return visit.page("enter.html", code=visit.part("code"))


async def enter(visit: Visit) -> Response:
    """Sign in and use the link up."""
    office = visit.office
    who = await links.use(office.desk.store, office.desk.clock, visit.part("code"))
    person = await office.desk.people.person(who) if who is not None else None
    if person is None or not person.roles:
        return visit.page("door.html", 410, over=True)
    held = await office.sessions.begin(person.id, _device(visit))
    answer = visit.to(ROOT)
    answer.set_cookie(
        office.cookie,
        held,
        max_age=int(LONGEST.total_seconds()),
        path=ROOT,
        secure=office.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


async def leave(visit: Visit) -> Response:
    """Sign out."""
    assert visit.session is not None
    await visit.office.sessions.end(visit.who.id, visit.session.id)
    answer = visit.to(f"{ROOT}/in", "out")
    _drop_cookie(answer, visit.office)
    return answer


async def sessions(visit: Visit) -> Response:
    """One's own sessions."""
    return visit.page("sessions.html", sessions=await visit.office.sessions.of(visit.who.id))


async def end(visit: Visit) -> Response:
    """End one of one's own sessions."""
    await visit.office.sessions.end(visit.who.id, visit.part("session"))
    return visit.to(f"{ROOT}/sessions", "session_ended")


def _drop_cookie(answer: Response, office: Office) -> None:
    answer.delete_cookie(
        office.cookie, path=ROOT, secure=office.secure, httponly=True, samesite="lax"
    )


def _device(visit: Visit) -> str:
    """What a browser runs on, in one word; the rest of what it tells is not kept."""
    told = visit.request.headers.get("user-agent", "")
    return next((name for mark, name in DEVICES if mark in told), "")
