"""Prompts: the library, writing one, seeing what it would do, and what became of those sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.responses import Response

from bot.console import dates
from bot.console.handles import handle
from bot.console.pages import composing
from bot.console.pages.composing import Draft
from bot.console.visit import Visit
from bot.prompts.trouble import CannotSend
from bot.prompts.values import Prompt, Wanted
from bot.thailand import THAILAND
from content.voice import Voice

CHANGEABLE = ("draft", "scheduled")
LIVE = ("draft", "scheduled", "sending")


async def every(visit: Visit) -> Response:
    """What is to come, by day, and what was."""
    found = await visit.office.desk.prompts.of(visit.team.id)
    coming = sorted((p for p in found if p.due and p.status in LIVE), key=_due)
    return visit.page(
        "prompts.html",
        days=_by_day(coming),
        drafts=[p for p in found if p.status == "draft"],
        past=[p for p in found if p not in coming and p.status != "draft"],
    )


def _due(prompt: Prompt) -> datetime:
    assert prompt.due is not None
    return prompt.due


def _by_day(coming: Sequence[Prompt]) -> list[tuple[datetime, list[Prompt]]]:
    days: dict[str, tuple[datetime, list[Prompt]]] = {}
    for prompt in coming:
        at = _due(prompt).astimezone(THAILAND)
        days.setdefault(dates.day(at), (at, []))[1].append(prompt)
    return list(days.values())


async def library(visit: Visit) -> Response:
    """The ready-made prompts by stage."""
    voice = _voice(visit)
    shelves = visit.office.desk.library.shelves(visit.team.unit, voice)
    wanted = visit.asked("stage")
    chosen = [shelf for shelf in shelves if shelf.stage == wanted]
    return visit.page("library.html", shelves=shelves, chosen=chosen or shelves[:1], voice=voice)


def _voice(visit: Visit) -> Voice:
    return "kha" if visit.asked("voice") == "kha" else "krub"


async def new(visit: Visit) -> Response:
    """The compose form, perhaps with something ready-made in it."""
    offer = visit.office.desk.library.offer(visit.asked("offer"), visit.team.unit, _voice(visit))
    members = await visit.office.desk.people.members(visit.team.id)
    known = {visit.handle(member.officer) for member in members}
    some = tuple(name for name in visit.request.query_params.getlist("to") if name in known)
    criterion = visit.asked("criterion")
    kind = "some" if some else "stuck" if visit.asked("kind") == "stuck" else "all"
    words = offer.words if offer else ""
    draft = Draft(words, criterion, kind, officers=some, stuck=criterion)
    return await _form(visit, draft)


async def _form(visit: Visit, draft: Draft, status: int = 200, **more: Any) -> Response:
    desk = visit.office.desk
    found = await desk.prompts.of(visit.team.id)
    chats = await desk.prompts.chats(visit.team.id)
    data = {
        "draft": draft,
        "members": await desk.people.members(visit.team.id),
        "criteria": desk.pack.unit(visit.team.unit).criteria,
        "chats": chats,
        "group": lambda chat: handle(visit.office.secret, visit.team.id, chat.group),
        "sent": [p for p in found if p.status in ("sending", "sent", "scheduled")],
        "kinds": [k for k in composing.KINDS if k != "group" or chats],
        "hours": composing.HOURS,
        "week": composing.DAYS,
        "remind": composing.REMIND,
        "prompt": None,
        "preview": None,
    }
    return visit.page("compose.html", status, **{**data, **more})


async def create(visit: Visit) -> Response:
    """Look at what would happen, keep a draft, or send it."""
    return await _composed(visit, None)


async def edit(visit: Visit) -> Response:
    """The compose form with a prompt that is not sent yet."""
    prompt = await visit.office.desk.prompts.get(visit.team.id, visit.part("prompt"))
    if prompt is None or prompt.status not in CHANGEABLE:
        return visit.trouble(404)
    return await _form(visit, composing.of_prompt(visit, prompt), prompt=prompt)


async def change(visit: Visit) -> Response:
    """Change a prompt that is not sent yet, or look at what that would do."""
    prompt = await visit.office.desk.prompts.get(visit.team.id, visit.part("prompt"))
    return visit.trouble(404) if prompt is None else await _composed(visit, prompt)


async def _composed(visit: Visit, prompt: Prompt | None) -> Response:
    draft = composing.of_form(visit.form)
    members = await visit.office.desk.people.members(visit.team.id)
    try:
        chats = await visit.office.desk.prompts.chats(visit.team.id)
        wanted = composing.wanted(visit, draft, members, chats)
        if visit.form.one("go") == "preview":
            return await _previewed(visit, draft, wanted, prompt)
        return await _kept(visit, wanted, prompt)
    except CannotSend as trouble:
        error = visit.office.words(f"why_not.{trouble.reason}")
        return await _form(visit, draft, 422, prompt=prompt, error=error)


async def _previewed(visit: Visit, draft: Draft, wanted: Wanted, prompt: Prompt | None) -> Response:
    preview = await visit.office.desk.prompts.preview(visit.who, visit.team.id, wanted)
    return await _form(visit, draft, preview=preview, prompt=prompt)


async def _kept(visit: Visit, wanted: Wanted, prompt: Prompt | None) -> Response:
    prompts, who, team = visit.office.desk.prompts, visit.who, visit.team.id
    if prompt is None:
        kept = await prompts.create(who, team, wanted, event=visit.event)
    else:
        kept = await prompts.edit(who, team, prompt.id, wanted, event=visit.event)
    done = "draft_kept" if kept.status == "draft" else "prompt_changed"
    if visit.form.one("go") == "send" and kept.status == "draft":
        await prompts.send(who, team, kept.id, event=visit.event + ":send")
        done = "prompt_sent" if wanted.when.at is None else "prompt_planned"
    return visit.to(f"{visit.base}/prompts/{kept.id}", done)


async def show(visit: Visit) -> Response:
    """A prompt, and what became of it for each person."""
    return await _shown(visit)


async def _shown(visit: Visit, status: int = 200, error: str = "") -> Response:
    prompts = visit.office.desk.prompts
    prompt = await prompts.get(visit.team.id, visit.part("prompt"))
    if prompt is None:
        return visit.trouble(404)
    members = await visit.office.desk.people.members(visit.team.id)
    names = {member.officer: member.name for member in members}
    sendings = await prompts.sendings(prompt)
    asked = visit.asked("occurrence")
    last = sendings[-1] if sendings else None
    chosen = next((s for s in sendings if s.occurrence == asked), last)
    states = await prompts.states(prompt, chosen.occurrence) if chosen else {}
    return visit.page(
        "prompt.html",
        status,
        prompt=prompt,
        sendings=sendings,
        sending=chosen,
        states=states,
        names=names,
        labels={**names, **{chat.group: chat.name for chat in await prompts.chats(visit.team.id)}},
        error=error,
        changeable=prompt.status in CHANGEABLE,
        live=prompt.status in LIVE,
        on_its_way=prompt.due is not None and prompt.due <= visit.now,
    )


async def send(visit: Visit) -> Response:
    """Send a draft."""
    prompts, id = visit.office.desk.prompts, visit.part("prompt")
    try:
        await prompts.send(visit.who, visit.team.id, id, event=visit.event)
    except CannotSend as trouble:
        return await _shown(visit, 422, visit.office.words(f"why_not.{trouble.reason}"))
    return visit.to(f"{visit.base}/prompts/{id}", "prompt_sent")


async def cancel(visit: Visit) -> Response:
    """Stop a prompt."""
    prompts, id = visit.office.desk.prompts, visit.part("prompt")
    try:
        await prompts.cancel(visit.who, visit.team.id, id, event=visit.event)
    except CannotSend as trouble:
        return await _shown(visit, 422, visit.office.words(f"why_not.{trouble.reason}"))
    return visit.to(f"{visit.base}/prompts/{id}", "prompt_cancelled")


async def remind(visit: Visit) -> Response:
    """Ask those who have not answered once more."""
    prompts, id = visit.office.desk.prompts, visit.part("prompt")
    try:
        await prompts.remind(visit.who, visit.team.id, id, event=visit.event)
    except CannotSend as trouble:
        return await _shown(visit, 422, visit.office.words(f"why_not.{trouble.reason}"))
    return visit.to(f"{visit.base}/prompts/{id}", "reminded")
