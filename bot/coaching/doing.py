"""Acts, each with what does it, in one table; what stands in the way is said kindly."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from bot.coaching import acts as a
from bot.coaching import answering, asking, boards, drafts, menu, returning, shelves, teams
from bot.coaching.table import Shown
from bot.coaching.visit import Visit
from bot.people.rights import Forbidden
from bot.prompts import words
from bot.prompts.trouble import CannotSend
from dialogs.reviewing.refusals import Refused

logger = logging.getLogger(__name__)

Doing = Callable[[Visit, Any], Awaitable[Shown]]


async def _cancel(visit: Visit, act: a.Cancel) -> Shown:
    leaving = visit.table.leaving
    if leaving is not None:
        with suppress(Forbidden, Refused, LookupError):
            await DOING[type(leaving)](visit, leaving)
    return visit.told(visit.say("coaching.cancelled"))


DOING: Mapping[type, Doing] = {
    a.Menu: menu.show,
    a.Help: menu.explain,
    a.Console: menu.sign_in,
    a.Stale: menu.stale,
    a.NotYours: menu.not_yours,
    a.Cancel: _cancel,
    a.ShowBoard: boards.show,
    a.ListTeams: teams.show,
    a.Share: teams.share,
    a.NameTeam: teams.name,
    a.MakeTeam: teams.make,
    a.Ask: asking.begin,
    a.AskStuck: asking.stuck,
    a.AskSilent: asking.silent,
    a.AskWhat: asking.what,
    a.AskShelves: shelves.stages,
    a.AskShelf: shelves.stage,
    a.AskOwn: asking.own,
    a.AskAbout: asking.about,
    a.ShowPreview: asking.preview,
    a.Send: asking.send,
    a.Check: drafts.queue,
    a.OpenDraft: drafts.show,
    a.Later: drafts.later,
    a.Weigh: drafts.weigh,
    a.Accept: drafts.accept,
    a.PickFacet: returning.facet,
    a.Want: returning.want,
    a.GiveBack: returning.give_back,
    a.ListThreads: answering.show,
    a.OpenThread: answering.open_,
    a.Answer: answering.answer,
}


async def do(visit: Visit, act: a.Act) -> Shown:
    """Do one act; where it cannot be done, what lay open stays, with the reason."""
    try:
        return await DOING[type(act)](visit, act)
    except Forbidden as refused:
        logger.info("at a coach's desk: %s", refused)
        return visit.told(visit.say("coaching.forbidden"))
    except Refused as refused:
        return _still(visit, visit.desk.reviews.sorry(refused.why, visit.voice))
    except CannotSend as trouble:
        phrases = visit.desk.pack.content.phrases
        return _still(visit, words.why_not(phrases, visit.voice, trouble))
    except LookupError:
        logger.info("at a coach's desk: %s is gone", type(act).__name__)
        return visit.told(visit.say("coaching.gone"))


def _still(visit: Visit, text: str) -> Shown:
    table = visit.table
    if not table.is_open(visit.message.at):
        return visit.told(text)
    return Shown(text, table.choices, table.hears, table.leaving)
