"""The only way into a page: who is it, did our own form send it, may they do that here?"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.console.forms import BadForm, read_form
from bot.console.handles import behind
from bot.console.office import Office
from bot.console.security import guarded, is_token
from bot.console.visit import ROOT, Visit
from bot.people.rights import Action, Forbidden, may
from bot.people.values import Member
from bot.service.blame import blame
from storage.errors import StoreError

logger = logging.getLogger(__name__)

View = Callable[[Visit], Awaitable[Response]]
Right = Action | Literal["anybody", "staff"]
"""What a route needs: an action of the table of rights, or only to be signed in, or nothing."""


@dataclass(frozen=True, slots=True)
class Door:
    """One route of the console. An action is checked in the ``{team}`` and upon the ``{member}`` of
    the address; without a team it is about the whole installation.
    """

    method: Literal["GET", "POST"]
    path: str
    right: Right
    view: View


def route(office: Office, door: Door) -> Route:
    """The door as Starlette knows it."""

    async def enter(request: Request) -> Response:
        visit = Visit(office, request, office.desk.clock.now())
        try:
            return guarded(await _enter(door, visit))
        except Forbidden:
            return guarded(visit.trouble(403))
        except StoreError as error:
            logger.error("a page of the console could not be made: %s", blame(error))
            return guarded(visit.trouble(503))
        except BadForm:
            return guarded(visit.trouble(413))
        finally:
            if door.method == "POST":
                office.hurry()

    return Route(ROOT + door.path, enter, methods=[door.method])


async def _enter(door: Door, visit: Visit) -> Response:
    if door.method == "POST":
        if not _is_from_here(visit):
            return visit.trouble(400)
        visit = replace(visit, form=await read_form(visit.request))
    if door.right == "anybody":
        return await door.view(visit)
    visit = await _recognised(visit)
    if visit.session is None:
        return visit.to(f"{ROOT}/in") if door.method == "GET" else visit.trouble(401)
    if door.method == "POST" and not _is_ours(visit):
        return visit.trouble(400)
    if door.right == "staff":
        return await door.view(visit)
    return await _with_rights(door, door.right, visit)


async def _recognised(visit: Visit) -> Visit:
    """The visit with the person whose session it is, as their roles are now."""
    office = visit.office
    held = visit.request.cookies.get(office.cookie, "")
    people = {person.id: person for person in await office.desk.people.staff()}
    session = await office.sessions.find(held, people) if held else None
    if session is None:
        return visit
    return replace(visit, who=people[session.person], session=session)


def _is_ours(visit: Visit) -> bool:
    assert visit.session is not None
    return is_token(visit.office.secret, visit.session.id, visit.form.one("csrf"))


def _is_from_here(visit: Visit) -> bool:
    """Whether a browser says that a form of ours was sent; others need not say anything."""
    url = visit.request.url
    own = (visit.office.public_url, f"{url.scheme}://{url.netloc}")
    return visit.request.headers.get("origin", own[0]) in own


async def _with_rights(door: Door, action: Action, visit: Visit) -> Response:
    visit = await _placed(visit)
    params = visit.request.path_params
    if ("team" in params and visit.in_team is None) or (
        "member" in params and visit.with_member is None
    ):
        return visit.trouble(404)
    officer = visit.with_member.officer if visit.with_member else None
    if may(visit.who, action, team=visit.in_team, officer=officer):
        return await door.view(visit)
    nearby = may(visit.who, "team.see", team=visit.in_team) and "team" in params
    return visit.trouble(403 if nearby or "team" not in params else 404)


async def _placed(visit: Visit) -> Visit:
    """The visit with the team and the member that its address names, where there are such."""
    params, people = visit.request.path_params, visit.office.desk.people
    if "team" not in params:
        return visit
    visit = replace(visit, in_team=await people.team(params["team"]))
    if "member" not in params or visit.in_team is None:
        return visit
    return replace(visit, with_member=await _member(visit, params["member"]))


async def _member(visit: Visit, name: str) -> Member | None:
    members = await visit.office.desk.people.members(visit.team.id)
    by_id = {member.officer: member for member in members}
    officer = behind(visit.office.secret, visit.team.id, name, by_id)
    return by_id[officer] if officer is not None else None
