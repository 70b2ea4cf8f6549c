"""A prompt in chat, one small thing at a time: to whom, what, about what; a look at it; sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from bot.coaching import acts
from bot.coaching.table import Choice, Shown
from bot.coaching.visit import Visit
from bot.people.values import Team
from bot.prompts import words
from bot.prompts.trouble import CannotSend
from bot.prompts.values import Audience, Preview, Prompt, Wanted, When
from bot.thailand import THAILAND
from content.models import UnitPack
from dialogs.values import Reply

MORNING = time(9)
LOOKED_AT = 5
"""Prompts that are looked at for people who have not answered."""


async def begin(visit: Visit, act: acts.Ask) -> Shown:
    """To whom."""
    team = await visit.team(act.team, "prompt.send", acts.Ask, among_open=True)
    if isinstance(team, Shown):
        return team
    everybody = acts.AskWhat(team.id, Wanted(""))
    choices = (
        visit.choice("all", everybody),
        visit.choice("stuck", acts.AskStuck(team.id)),
        visit.choice("silent", acts.AskSilent(team.id)),
        visit.choice("cancel", acts.Cancel()),
    )
    count = str(len(await visit.desk.people.members(team.id)))
    return Shown(visit.say("coaching.ask_whom", team=team.name, count=count), choices)


async def stuck(visit: Visit, act: acts.AskStuck) -> Shown:
    """Stuck on what: the criteria that most are stuck on first."""
    board = await visit.seeing.board(visit.who, act.team)
    found = Counter(c.criterion for row in board.rows for c in row.cells if c.stuck)
    choices = []
    for criterion, count in found.most_common(5):
        wanted = Wanted("", criterion, Audience("stuck", criterion=criterion))
        line = visit.say("coaching.stuck_on", title=visit.title(criterion), count=str(count))
        choices.append(Choice("", acts.AskWhat(act.team, wanted), line))
    if not choices:
        return Shown(visit.say("coaching.nobody_stuck"), (_back(visit, act.team),))
    return Shown(visit.say("coaching.ask_stuck"), (*choices, visit.choice("cancel", acts.Cancel())))


async def silent(visit: Visit, act: acts.AskSilent) -> Shown:
    """Which prompt they have not answered."""
    team = await _team(visit, act.team)
    choices = []
    for prompt in (await visit.desk.prompts.of(team.id))[:LOOKED_AT]:
        count = await _unanswered(visit, prompt)
        if count:
            audience = Audience("silent", prompt=prompt.id)
            asked = acts.AskWhat(team.id, Wanted("", prompt.criterion, audience), prompt.words)
            begun = _short(prompt.words)
            line = visit.say("coaching.silent_on", words=begun, count=str(count))
            choices.append(Choice("", asked, line))
    if not choices:
        return Shown(visit.say("coaching.nobody_silent"), (_back(visit, team.id),))
    no = visit.choice("cancel", acts.Cancel())
    return Shown(visit.say("coaching.ask_silent"), (*choices, no))


async def _unanswered(visit: Visit, prompt: Prompt) -> int:
    states = await visit.desk.prompts.states(prompt)
    return sum(received.state in ("queued", "sent") for received in states.values())


async def what(visit: Visit, act: acts.AskWhat) -> Shown:
    """From the library, or own words."""
    same = replace(act.wanted, words=act.again)
    choices = (
        *([visit.choice("same", acts.ShowPreview(act.team, same))] if act.again else []),
        visit.choice("library", acts.AskShelves(act.team, act.wanted)),
        visit.choice("own", acts.AskOwn(act.team, act.wanted)),
        visit.choice("cancel", acts.Cancel()),
    )
    return Shown(visit.say("coaching.ask_what"), choices)


async def own(visit: Visit, act: acts.AskOwn) -> Shown:
    """Own words, and then what they are about unless that is known."""
    if not act.words.strip():
        no = visit.choice("cancel", acts.Cancel())
        return Shown(visit.say("coaching.ask_own"), (no,), hears=act)
    wanted = replace(act.wanted, words=act.words.strip())
    if wanted.criterion is not None:
        return await preview(visit, acts.ShowPreview(act.team, wanted))
    return await about(visit, acts.AskAbout(act.team, wanted, await _likely(visit, act.team)))


async def _likely(visit: Visit, team: str) -> tuple[str, ...]:
    """The criteria of the team's unit, those with the commonest gaps first."""
    board = await visit.seeing.board(visit.who, team)
    known = visit.desk.pack.unit(board.unit).criteria
    return tuple(dict.fromkeys([*(g.criterion for g in board.gaps), *(c.id for c in known)]))


async def about(visit: Visit, act: acts.AskAbout) -> Shown:
    """Which criterion: an answer to a prompt about one is read as a claim."""
    choices = []
    for criterion in act.criteria:
        shown = acts.ShowPreview(act.team, replace(act.wanted, criterion=criterion))
        choices.append(Choice("", shown, visit.title(criterion)))
    none = visit.choice("about_none", acts.ShowPreview(act.team, act.wanted))
    listed = visit.paged(choices, act.page, lambda page: replace(act, page=page))
    no = visit.choice("cancel", acts.Cancel())
    return Shown(visit.say("coaching.ask_about"), (*listed, none, no))


def criteria_of(unit: UnitPack, steps: tuple[str, ...]) -> tuple[str, ...]:
    """The criteria that steps of the journey lead to."""
    links = unit.journey.links
    return tuple(c.id for c in unit.criteria if any(s in steps for s in links.get(c.id, ())))


async def preview(visit: Visit, act: acts.ShowPreview) -> Shown:
    """How it will look, to whom it goes, when, and what it costs."""
    seen = await visit.desk.prompts.preview(visit.who, act.team, act.wanted)
    if not seen.officers:
        raise CannotSend("nobody")
    looks = [_looks(reply) for reply in seen.replies]
    shown = Reply("\n\n".join([visit.say("coaching.preview"), *looks]))
    text = "\n".join(_about(visit, act.wanted, seen))
    return Shown(text, tuple(_ways(visit, act, seen)), before=(shown,), fleeting=True)


def _looks(reply: Reply) -> str:
    buttons = " ".join(f"[{button.label}]" for button in reply.buttons)
    return f"{reply.text}\n{buttons}" if buttons else reply.text


def _about(visit: Visit, wanted: Wanted, seen: Preview) -> Iterator[str]:
    yield visit.say("coaching.preview_to", count=str(len(seen.officers)))
    if wanted.criterion is not None:
        yield visit.say("coaching.preview_about", title=visit.title(wanted.criterion))
    if wanted.free:
        yield visit.say("coaching.preview_free")
    elif seen.moved:
        yield visit.say("coaching.preview_moved", day=visit.day(seen.times[0]))
    if seen.crowded:
        yield visit.say("coaching.preview_crowded", count=str(len(seen.crowded)))
    phrases = visit.desk.pack.content.phrases
    yield words.costs(phrases, visit.voice, seen.cost)
    if seen.cost.over is not None:
        yield words.why_not(phrases, visit.voice, CannotSend(seen.cost.over))


def _ways(visit: Visit, act: acts.ShowPreview, seen: Preview) -> Iterator[Choice]:
    wanted = act.wanted
    if seen.cost.over is None:
        yield visit.choice("send", acts.Send(act.team, wanted))
    if seen.cost.over is None and not wanted.free:
        later = replace(wanted, when=When(tomorrow(visit.now)))
        yield visit.choice("tomorrow", acts.Send(act.team, later))
    if seen.cost.messages and not wanted.free:
        yield visit.choice("free", acts.ShowPreview(act.team, replace(wanted, free=True)))
    yield visit.choice("cancel", acts.Cancel())


def tomorrow(now: datetime) -> datetime:
    """Tomorrow at nine, in Thailand."""
    day = now.astimezone(THAILAND).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, THAILAND)


async def send(visit: Visit, act: acts.Send) -> Shown:
    """Keep it and put it on the calendar, once."""
    prompts = visit.desk.prompts
    draft = await prompts.create(visit.who, act.team, act.wanted, event=visit.event("prompt"))
    sent = await prompts.send(visit.who, act.team, draft.id, event=visit.event("send"))
    if sent.due is not None and sent.due > visit.now:
        return visit.told(visit.say("coaching.scheduled", day=visit.day(sent.due)))
    return visit.told(visit.say("coaching.sent_free" if act.wanted.free else "coaching.sent"))


async def _team(visit: Visit, id: str) -> Team:
    found = await visit.team(id, "prompt.send", acts.Ask, among_open=True)
    assert isinstance(found, Team)  # an id is one of theirs, or LookupError
    return found


def _back(visit: Visit, team: str) -> Choice:
    return visit.choice("back", acts.Ask(team))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
