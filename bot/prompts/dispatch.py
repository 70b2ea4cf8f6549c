"""Sending, as errands: they go on after a restart where they stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from bot.errands import leave
from bot.errands.errands import Errand
from bot.people.rights import may
from bot.people.values import Person, Team
from bot.prompts import pages, spending
from bot.prompts.means import Means, opening
from bot.prompts.progress import Progress
from bot.prompts.schedule import Slot, slots
from bot.prompts.standing import Standings
from bot.prompts.trouble import Changed
from bot.prompts.values import Prompt, Sending
from storage.audit import JsonObject
from storage.port import Turn

DUE: Final = "prompt.due"
REMIND: Final = "prompt.remind"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Handlers of errands; each may be called again after it failed anywhere."""

    means: Means

    async def due(self, errand: Errand) -> None:
        """Carry out a sending, or go on with it."""
        team = await self.means.people.team(errand.body["team"])
        prompt = await self._due(errand)
        if team is None or prompt is None or not await self._may_go(errand, team, prompt):
            return
        sending = await self._begin(team, prompt)
        if sending is None:
            return
        if await self._told(Progress(self.means, team, prompt, sending.name), sending):
            await self._end(errand, team, prompt, sending.name)

    async def remind(self, errand: Errand) -> None:
        """Ask those who have not answered once more."""
        team = await self.means.people.team(errand.body["team"])
        prompt = await self._prompt(errand)
        if team is None or prompt is None or not await self._may_go(errand, team, prompt):
            return
        sending = await self._remind(errand, team, prompt)
        if sending is None:
            return
        going = Progress(self.means, team, prompt, sending.name)
        if await going.all(sending.reminding):
            await self._again_tomorrow(errand, team, prompt, sending.name)

    async def counted(self, errand: Errand) -> None:
        """Count what a message cost, and note what became of a group's."""
        body = errand.body
        async with self.means.page(body["team"], errand.id) as turn:
            if turn.duplicate:
                return
            spending.give_back(turn, body["sending"], body["aside"])
            spending.count(turn, datetime.fromisoformat(body["at"]), body["charged"])
            sending = pages.sending(turn, body["sending"])
            if sending is not None and sending.group:
                became = replace(sending, state=body["state"], why=body["why"])
                pages.keep_sending(turn, became)

    async def _prompt(self, errand: Errand) -> Prompt | None:
        async with self.means.page(errand.body["team"]) as turn:
            return pages.prompt(turn, errand.body["prompt"])

    async def _due(self, errand: Errand) -> Prompt | None:
        """The prompt, unless it was edited, cancelled or sent since the errand was left."""
        prompt, body = await self._prompt(errand), errand.body
        if prompt is None or prompt.status not in ("scheduled", "sending"):
            return None
        meant = (body["version"], body["occurrence"])
        return prompt if meant == (prompt.version, prompt.occurrence) else None

    async def _told(self, going: Progress, sending: Sending) -> bool:
        """Tell everybody; False if it was cancelled. A team that was closed waits."""
        if not going.team.open:
            return True
        if not sending.group:
            return await going.all(sending.officers)
        cost = await self.means.costs.messages(sending.officers, sending.group)
        return await going.group(sending.group, cost)

    async def _may_go(self, errand: Errand, team: Team, prompt: Prompt) -> bool:
        """Whether it may ring now, else it comes again when it may; and whether whoever wanted it
        is still the team's coach, else it is cancelled.
        """
        sender = await self.means.people.person(prompt.by) or Person(prompt.by)
        stopped = not may(sender, "prompt.send", team=team)
        opens = opening(team, prompt.wanted).next(self.means.now)
        if stopped:
            await self._stop(prompt)
        elif opens > self.means.now:
            async with self.means.page(team.id, errand.id) as turn:
                if not turn.duplicate:
                    leave(turn, errand.kind, errand.body, at=opens)
        return not stopped and opens <= self.means.now

    async def _stop(self, prompt: Prompt) -> None:
        async with self.means.page(prompt.team) as turn:
            now = pages.prompt(turn, prompt.id)
            if now is not None and now.status in ("scheduled", "sending"):
                pages.keep(turn, cancelled(now))
                turn.log("prompt.stopped", {"prompt": prompt.id})

    async def _begin(self, team: Team, prompt: Prompt) -> Sending | None:
        """The sending, its people chosen when it first began; None if it was changed just now."""
        wanted, chosen = prompt.wanted, Standings(self.means).chosen
        fresh = Sending(prompt.id, prompt.occurrence, self.means.now, ())
        async with self.means.page(team.id) as turn:
            begun = pages.sending(turn, fresh.name)
        if begun is not None:
            return begun
        officers = await chosen(team.id, wanted.audience) if team.open else ()
        group = wanted.audience.group or "" if team.open else ""
        async with self.means.page(team.id) as turn:
            now, begun = pages.prompt(turn, prompt.id), pages.sending(turn, fresh.name)
            if now != prompt or begun is not None:
                return begun if now is not None and now.status == "sending" else None
            begun = replace(fresh, officers=officers, group=group)
            pages.keep_sending(turn, begun)
            pages.keep(turn, replace(prompt, status="sending"))
            turn.log("prompt.sending", {"prompt": begun.name, "people": len(officers)})
        return begun

    async def _end(self, errand: Errand, team: Team, prompt: Prompt, name: str) -> None:
        """Put the next sending on the calendar; who waits for another day is told then."""
        async with self.means.page(team.id, errand.id) as turn:
            now, sending = pages.prompt(turn, prompt.id), pages.sending(turn, name)
            if turn.duplicate or now is None or sending is None or now.status != "sending":
                return
            if not _all_told(sending):
                leave_due(turn, now, opening(team, prompt.wanted).tomorrow(turn.at))
                return
            pages.keep_sending(turn, replace(sending, ended=turn.at))
            _remind_later(turn, team, now, sending)
            scheduled(turn, now, following(team, now, turn.at))
            turn.log("prompt.sent", {"prompt": name})

    async def _remind(self, errand: Errand, team: Team, prompt: Prompt) -> Sending | None:
        """The sending with whom to remind; None if that is over."""
        name, round = errand.body["sending"], errand.body["round"]
        async with self.means.page(team.id) as turn:
            sending = pages.sending(turn, name)
        if sending is None or prompt.status == "cancelled" or not team.open:
            return None
        if sending.round >= round:
            return sending if sending.round == round and sending.reminding else None
        people = await Standings(self.means).unanswered(team.id, sending)
        async with self.means.page(team.id) as turn:
            if pages.sending(turn, name) != sending:
                raise Changed(name)
            sending = replace(sending, round=round, reminding=people)
            pages.keep_sending(turn, sending)
            turn.log("prompt.reminding", {"prompt": name, "people": len(people)})
        return sending

    async def _again_tomorrow(self, errand: Errand, team: Team, prompt: Prompt, name: str) -> None:
        async with self.means.page(team.id, errand.id) as turn:
            sending = pages.sending(turn, name)
            if not turn.duplicate and sending is not None and sending.reminding:
                at = opening(team, prompt.wanted).tomorrow(turn.at)
                leave(turn, REMIND, errand.body, at=at)


def cancelled(prompt: Prompt) -> Prompt:
    """The prompt after it was cancelled: errands left before are of another version."""
    return replace(prompt, status="cancelled", due=None, version=prompt.version + 1)


def scheduled(turn: Turn, prompt: Prompt, slot: Slot | None) -> Prompt:
    """Keep the prompt as due at ``slot``, with its errand; as sent where there is none."""
    if slot is None:
        prompt = replace(prompt, status="sent", due=None)
    else:
        occurrence = slot.occurrence
        prompt = replace(prompt, status="scheduled", due=slot.at, occurrence=occurrence)
        leave_due(turn, prompt, slot.at)
    pages.keep(turn, prompt)
    return prompt


def following(team: Team, prompt: Prompt, now: datetime) -> Slot | None:
    """The next sending after the last one; what was missed while nobody was there is over."""
    if prompt.wanted.when.rule is None:
        return None
    when, hours = prompt.wanted.when, opening(team, prompt.wanted)
    found = slots(when, now, hours, after=prompt.occurrence)
    return next((slot for slot in found if slot.at > now), None)


def leave_due(turn: Turn, prompt: Prompt, at: datetime) -> None:
    """Have a prompt's sending begin, or go on, at ``at``."""
    body: JsonObject = {"prompt": prompt.id, "team": prompt.team, "version": prompt.version}
    leave(turn, DUE, {**body, "occurrence": prompt.occurrence}, at=at)


def leave_reminder(turn: Turn, prompt: Prompt, sending: Sending, at: datetime) -> None:
    """Have the next reminder of a sending go at ``at``, unless there was one in between."""
    body: JsonObject = {"prompt": prompt.id, "team": prompt.team, "sending": sending.name}
    leave(turn, REMIND, {**body, "round": sending.round + 1}, at=at)


def _all_told(sending: Sending) -> bool:
    people = (sending.group,) if sending.group else sending.officers
    return all(who in sending.done for who in people)


def _remind_later(turn: Turn, team: Team, prompt: Prompt, sending: Sending) -> None:
    days = prompt.wanted.remind_after_days
    if days is not None and not sending.group:
        at = opening(team, prompt.wanted).next(turn.at + timedelta(days=days))
        leave_reminder(turn, prompt, sending, at)
