"""A team's settings: its name, its budget, its quiet hours; closing it."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.pages.teams import LONGEST_NAME
from bot.console.visit import Visit
from bot.people.values import Quiet


async def show(visit: Visit) -> Response:
    """The form, as things are."""
    team = visit.team
    return visit.page(
        "settings.html",
        name=team.name,
        budget="" if team.budget is None else str(team.budget),
        from_hour=str(team.quiet.from_hour),
        to_hour=str(team.quiet.to_hour),
    )


async def save(visit: Visit) -> Response:
    """Change what was changed."""
    form, team, people = visit.form, visit.team, visit.office.desk.people
    wrong = _wrong(visit)
    if wrong:
        fields = {name: form.one(name) for name in ("name", "budget")}
        hours = {"from_hour": form.one("from"), "to_hour": form.one("to")}
        return visit.page("settings.html", 422, error=visit.office.words(wrong), **fields, **hours)
    name, budget = form.one("name"), form.number("budget")
    quiet = Quiet(form.number("from") or 0, form.number("to") or 0)
    if name != team.name:
        await people.rename(visit.who, team.id, name)
    if budget != team.budget:
        await people.set_budget(visit.who, team.id, budget)
    if quiet != team.quiet:
        await people.set_quiet(visit.who, team.id, quiet)
    return visit.to(f"{visit.base}/settings", "saved")


def _wrong(visit: Visit) -> str:
    form = visit.form
    if not form.one("name") or len(form.one("name")) > LONGEST_NAME:
        return "error.team_name"
    try:
        form.number("budget")
        begins, ends = form.number("from"), form.number("to")
    except ValueError:
        return "error.number"
    if begins is None or ends is None or not 0 <= begins < ends <= 24:
        return "error.hours"
    return ""


async def close(visit: Visit) -> Response:
    """Close the team, or open it again."""
    again = visit.form.ticked("reopen")
    await visit.office.desk.people.close(visit.who, visit.team.id, reopen=again)
    return visit.to(f"{visit.base}/settings", "reopened" if again else "closed")
