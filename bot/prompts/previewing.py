"""What would happen if a prompt were sent: to whom, when, at what cost, and how it looks."""

from __future__ import annotations

from datetime import datetime

from bot.coach import load
from bot.people.values import Person, Team
from bot.prompts.checking import times
from bot.prompts.grouping import said
from bot.prompts.handing import Handing, crowded, message
from bot.prompts.means import Means
from bot.prompts.standing import Standings
from bot.prompts.values import Preview, Prompt, Sending, Wanted
from dialogs.state import State, consented
from dialogs.step import step
from dialogs.values import Reply

SOMEBODY = "somebody"


async def preview(
    means: Means, team: Team, actor: Person, wanted: Wanted, officer: str | None
) -> Preview:
    """See ``Prompts.preview``."""
    slots = times(team, wanted, means.now)
    people = await Standings(means).chosen(team.id, wanted.audience)
    first = slots[0].at
    tight = not (wanted.crowd or wanted.free or wanted.audience.group)
    late = [who for who in people if await _crowded(means, who, first)] if tight else []
    seen_by = officer if officer in people else next(iter(people), None)
    return Preview(
        officers=people,
        seen_by=seen_by,
        replies=await _seen(means, team, actor, wanted, seen_by),
        times=tuple(slot.at for slot in slots),
        moved=wanted.when.rule is None and first > (wanted.when.at or means.now),
        crowded=tuple(late),
        cost=await means.costs.quote(team, people, free=wanted.free, group=wanted.audience.group),
    )


async def _crowded(means: Means, officer: str, at: datetime) -> bool:
    async with means.store.turn(officer, at=means.now) as turn:
        return crowded(turn, at)


async def _seen(
    means: Means, team: Team, actor: Person, wanted: Wanted, officer: str | None
) -> tuple[Reply, ...]:
    """What the officer will be shown as they are now: decided, and not kept.

    Somebody still on their way in is shown nothing yet: then what others are shown.
    """
    state = await _state(means, officer)
    prompt = Prompt("preview", team.id, actor.id, actor.name, wanted, means.now)
    sending = Sending(prompt.id, "", means.now, ())
    handing = Handing(team, prompt, sending, officer or SOMEBODY)
    if wanted.audience.group:
        return (said(means, handing, "krub"),)
    shown = step(means.pack, state, message(means, handing, state)).replies
    somebody = consented(means.now, "")
    return shown or step(means.pack, somebody, message(means, handing, somebody)).replies


async def _state(means: Means, officer: str | None) -> State:
    """The officer's state; somebody's who has nothing open, where they never agreed."""
    state = None
    if officer is not None:
        async with means.store.turn(officer, at=means.now) as turn:
            state = load(turn)
    agreed = state is not None and state.consent is not None
    return state if state is not None and agreed else consented(means.now, "")
