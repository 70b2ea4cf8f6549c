"""Teams in chat: which there are, a new one, and a code to bring officers in."""

from __future__ import annotations

from bot.coaching import acts
from bot.coaching.table import Choice, Shown
from bot.coaching.visit import Visit
from bot.people.links import invite_links, typed

USES = 30
"""How many officers a code given out in chat is for."""


async def show(visit: Visit, act: acts.ListTeams) -> Shown:
    """One's teams; picking one gives a code for it."""
    found = await visit.teams("team.invite")
    new = visit.choice("new_team", acts.NameTeam())
    if not found:
        return visit.told(visit.say("coaching.no_team"), new)
    lines = []
    for team in found:
        count = str(len(await visit.desk.people.members(team.id)))
        line = visit.say("coaching.team_line", team=team.name, count=count)
        lines.append(Choice("", acts.Share(team.id), line))
    listed = visit.paged(lines, act.page, acts.ListTeams)
    return Shown(visit.say("coaching.teams"), (*listed, new, visit.to_menu))


async def name(visit: Visit, act: acts.NameTeam) -> Shown:
    """What it is to be called, then whether that is right."""
    said = visit.heard(act.words) if act.before else ""
    if said == "yes":
        return await make(visit, acts.MakeTeam(act.before))
    if said == "no" or not act.words.strip():
        return Shown(visit.say("coaching.name_team"), hears=acts.NameTeam())
    named = " ".join(act.words.split())
    sure = visit.choice("make", acts.MakeTeam(named))
    no = visit.choice("cancel", acts.Cancel())
    text = visit.say("coaching.make_team", team=named)
    return Shown(text, (sure, no), hears=acts.NameTeam(before=named))


async def make(visit: Visit, act: acts.MakeTeam) -> Shown:
    """A new team, with a code for it."""
    try:
        team = await visit.desk.people.create_team(visit.who, act.name, event=visit.event("team"))
    except ValueError:
        return Shown(visit.say("coaching.bad_name"), hears=acts.NameTeam())
    return await share(visit, acts.Share(team.id))


async def share(visit: Visit, act: acts.Share) -> Shown:
    """A code, and links that have it ready to be sent."""
    desk = visit.desk
    team = await desk.people.team(act.team)
    if team is None:
        raise LookupError(act.team)
    code = await desk.people.invite("officer", visit.who.id, team=team.id, uses=USES)
    words = typed(desk.pack.content.phrases, code)
    links = invite_links(desk.links, code, words)
    lines = [visit.say("coaching.share", team=team.name, words=words, uses=str(USES))]
    named = {"line": "LINE", "telegram": "Telegram"}
    lines += [f"{named.get(app, app)}: {link}" for app, link in links.items()]
    lines.append(visit.say("coaching.share_qr"))
    return Shown("\n".join(lines), (visit.to_menu,), rests=True, fleeting=True)
