"""Teams: those one sees, making one, who is in it, and getting people into it."""

from __future__ import annotations

from typing import Any, Literal

from markupsafe import Markup
from starlette.responses import Response

from bot.console.handles import behind
from bot.console.visit import ROOT, Visit
from bot.people.links import invite_links, qr, typed
from bot.people.rights import Forbidden, may
from bot.people.values import Person, Role, Team

LONGEST_NAME = 80
MOST_USES = 500
Part = Literal["coach", "assessor"]
PARTS: tuple[Part, ...] = ("coach", "assessor")


async def home(visit: Visit) -> Response:
    """The teams one has to do with."""
    people = visit.office.desk.people
    found = []
    for team in await people.teams(visit.who):
        members = len(await people.members(team.id))
        found.append({"team": team, "members": members, "parts": _parts(visit.who, team)})
    return visit.page("home.html", teams=found)


def _parts(who: Person, team: Team) -> list[str]:
    mine: list[str] = [part for part in PARTS if who.id in _staff(team, part)]
    return mine or ["operator"]


def _staff(team: Team, part: Part) -> tuple[str, ...]:
    return team.coaches if part == "coach" else team.assessors


async def new(visit: Visit) -> Response:
    """The form to make a team with."""
    return visit.page("team_new.html") if "coach" in visit.who.roles else visit.trouble(403)


async def create(visit: Visit) -> Response:
    """Make a team."""
    name = visit.form.one("name")
    if "coach" not in visit.who.roles:
        return visit.trouble(403)
    if not name or len(name) > LONGEST_NAME:
        return visit.page("team_new.html", 422, error=visit.office.words("error.team_name"))
    team = await visit.office.desk.people.create_team(visit.who, name, event=visit.event)
    return visit.to(f"{ROOT}/t/{team.id}/team", "team_made")


async def show(visit: Visit) -> Response:
    """Who is in a team, and how to get in."""
    return await _page(visit)


async def _page(visit: Visit, status: int = 200, **more: Any) -> Response:
    people = visit.office.desk.people
    everybody = {person.id: person for person in await people.staff()}
    data: dict[str, Any] = {
        "members": await people.members(visit.team.id),
        "staff": [
            (part, everybody.get(id, Person(id)))
            for part in PARTS
            for id in _staff(visit.team, part)
        ],
        "addable": [(part, _addable(visit.team, part, everybody)) for part in PARTS],
        "invites": [],
        "others": await _others(visit) if visit.can("team.edit") else [],
    }
    if visit.can("team.invite"):
        data["invites"] = await people.invites(visit.team.id)
    return visit.page("team.html", status, **{**data, **more})


def _addable(team: Team, part: Role, everybody: dict[str, Person]) -> list[Person]:
    there = (*team.coaches, *team.assessors)
    return [p for p in everybody.values() if part in p.roles and p.id not in there]


async def invite(visit: Visit) -> Response:
    """Give out a code for officers, shown once with its links and a QR code."""
    words = visit.office.words
    try:
        uses = visit.form.number("uses") or 1
    except ValueError:
        uses = 0
    if not 1 <= uses <= MOST_USES:
        return await _page(visit, 422, error=words("error.uses", most=MOST_USES))
    desk = visit.office.desk
    code = await desk.people.invite("officer", visit.who.id, team=visit.team.id, uses=uses)
    found = invite_links(desk.links, code, typed(desk.pack.content.phrases, code))
    # the pictures are SVG that segno makes of our own links
    rows = [(app, address, Markup(qr(address))) for app, address in found.items()]
    return await _page(visit, code=code, uses=uses, addresses=rows)


async def cancel_invite(visit: Visit) -> Response:
    """Let a code work no more."""
    people, id = visit.office.desk.people, visit.part("invite")
    if id not in {invite.id for invite in await people.invites(visit.team.id)}:
        return visit.trouble(404)
    await people.cancel_invite(visit.who, id)
    return visit.to(f"{visit.base}/team", "invite_gone")


async def remove_member(visit: Visit) -> Response:
    """Take an officer out of the team."""
    people = visit.office.desk.people
    await people.remove_member(visit.who, visit.member.officer, event=visit.event)
    return visit.to(f"{visit.base}/team", "member_gone")


async def move_member(visit: Visit) -> Response:
    """Put an officer into another team of one's own; they are told."""
    people, to = visit.office.desk.people, visit.form.one("to")
    if to not in {team.id for team in await _others(visit)}:
        return await _page(visit, 422, error=visit.office.words("error.team"))
    await people.move(visit.who, visit.member.officer, to, event=visit.event)
    return visit.to(f"{visit.base}/team", "member_moved")


async def _others(visit: Visit) -> list[Team]:
    """Open teams beside this one that who is here may put people into."""
    teams = await visit.office.desk.people.teams(visit.who)
    others = (team for team in teams if team.open and team.id != visit.team.id)
    return [team for team in others if may(visit.who, "team.edit", team=team)]


async def add_staff(visit: Visit) -> Response:
    """Make somebody a coach or an assessor of the team."""
    people, part = visit.office.desk.people, visit.form.one("part")
    ids = [person.id for person in await people.staff()]
    who = behind(visit.office.secret, visit.team.id, visit.form.one("who"), ids)
    if who is None or part not in PARTS:
        return await _page(visit, 422, error=visit.office.words("error.who"))
    add = people.add_coach if part == "coach" else people.add_assessor
    try:
        await add(visit.who, visit.team.id, who)
    except LookupError:
        return await _page(visit, 422, error=visit.office.words("error.who"))
    return visit.to(f"{visit.base}/team", "staff_added")


async def remove_staff(visit: Visit) -> Response:
    """Take somebody out of the team's coaches and assessors; the last coach stays."""
    there = (*visit.team.coaches, *visit.team.assessors)
    who = behind(visit.office.secret, visit.team.id, visit.part("staff"), there)
    if who is None:
        return visit.trouble(404)
    if visit.team.coaches == (who,):
        return await _page(visit, 422, error=visit.office.words("error.last_coach"))
    await visit.office.desk.people.remove_staff(visit.who, visit.team.id, who)
    gone = who == visit.who.id and "operator" not in visit.who.roles
    return visit.to(ROOT if gone else f"{visit.base}/team", "staff_gone")


async def everybody(visit: Visit) -> Response:
    """Everybody with a role, for operators."""
    return await _people(visit)


async def _people(visit: Visit, status: int = 200, **more: Any) -> Response:
    people = await visit.office.desk.people.staff()
    return visit.page("people.html", status, people=people, **more)


async def invite_staff(visit: Visit) -> Response:
    """Give out a code that makes somebody a coach, an assessor or an operator."""
    wanted = visit.form.one("role")
    roles: tuple[Role, ...] = ("coach", "assessor", "operator")
    role = next((role for role in roles if role == wanted), None)
    if role is None:
        return await _people(visit, 422, error=visit.office.words("error.who"))
    code = await visit.office.desk.people.invite(role, visit.who.id)
    return await _people(visit, code=code, role=role)


async def revoke(visit: Visit) -> Response:
    """Take all roles from somebody else, and end their sessions."""
    people, office = visit.office.desk.people, visit.office
    ids = [person.id for person in await people.staff()]
    who = behind(office.secret, "desk", visit.part("person"), ids)
    if who is None:
        return visit.trouble(404)
    if who == visit.who.id:
        raise Forbidden(who, "people.edit")
    await people.revoke(visit.who, who)
    for session in await office.sessions.of(who):
        await office.sessions.end(who, session.id)
    return visit.to(f"{ROOT}/people", "revoked")
