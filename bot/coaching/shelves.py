"""The library of ready-made prompts in chat, by stage and a few at a time."""

from __future__ import annotations

from msgspec.structs import replace

from bot.coaching import acts
from bot.coaching.asking import criteria_of
from bot.coaching.table import Choice, Shown
from bot.coaching.visit import Visit
from bot.prompts.library import Offer, Shelf
from bot.prompts.values import Wanted


async def stages(visit: Visit, act: acts.AskShelves) -> Shown:
    """The stages of the work."""
    choices = [
        Choice("", acts.AskShelf(act.team, act.wanted, shelf.stage), shelf.title)
        for shelf in await _shelves(visit, act.team)
    ]
    if not choices:
        return visit.told(visit.say("coaching.no_library"))
    listed = visit.paged(choices, act.page, lambda page: replace(act, page=page))
    text = visit.say("coaching.ask_stage")
    return Shown(text, (*listed, visit.choice("cancel", acts.Cancel())))


async def stage(visit: Visit, act: acts.AskShelf) -> Shown:
    """The prompts of one stage."""
    found = [s for s in await _shelves(visit, act.team) if s.stage == act.stage]
    if not found:
        raise LookupError(act.stage)
    unit = visit.desk.pack.unit(await _unit(visit, act.team))
    about = criteria_of(unit, found[0].steps)
    choices = [_choice(act, offer, about) for offer in found[0].offers]
    listed = visit.paged(choices, act.page, lambda page: replace(act, page=page))
    text = visit.say("coaching.ask_offer", title=found[0].title)
    back = visit.choice("back", acts.AskShelves(act.team, act.wanted))
    return Shown(text, (*listed, back))


def _choice(act: acts.AskShelf, offer: Offer, about: tuple[str, ...]) -> Choice:
    """What the prompt is about is asked only where it is not known."""
    wanted: Wanted = replace(act.wanted, words=offer.words)
    if wanted.criterion is None and len(about) == 1:
        wanted = replace(wanted, criterion=about[0])
    known = wanted.criterion is not None or not about
    asked = acts.AskAbout(act.team, wanted, about)
    return Choice("", acts.ShowPreview(act.team, wanted) if known else asked, offer.words)


async def _shelves(visit: Visit, team: str) -> tuple[Shelf, ...]:
    return visit.desk.library.shelves(await _unit(visit, team), visit.voice)


async def _unit(visit: Visit, team: str) -> str:
    found = await visit.desk.people.team(team)
    return found.unit if found else ""
