"""How far a sending got, on its team's page: one person after the other, each once."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from bot.people.values import Team
from bot.prompts import grouping, pages, spending
from bot.prompts.costs import LINE
from bot.prompts.handing import Handing, hand
from bot.prompts.means import Means
from bot.prompts.values import Prompt, Sending, Why
from storage.port import Turn


@dataclass(frozen=True, slots=True)
class Progress:
    """Takes the sending ``name`` of a prompt further."""

    means: Means
    team: Team
    prompt: Prompt
    name: str

    async def all(self, officers: tuple[str, ...]) -> bool:
        """Tell all of ``officers`` who were not told; False if it was cancelled meanwhile.

        Where one cannot be told the others are; then the first trouble is raised, and the next try
        is about those who are left.
        """
        trouble: Exception | None = None
        for officer in officers:
            try:
                if not await self.one(officer):
                    return False
            except Exception as error:
                trouble = trouble or error
        if trouble is not None:
            raise trouble
        return True

    async def one(self, officer: str) -> bool:
        """Tell ``officer``, once; False if it was cancelled meanwhile."""
        team = await self.means.people.team_of(officer)
        left: Why = "" if team is not None and team.id == self.team.id else "left_team"
        live, handing = await self._begun(officer, 1, left)
        if handing is not None:
            await self._settle(handing, await hand(self.means, handing))
        return live

    async def group(self, group: str, cost: int) -> bool:
        """Ask the members in their group, once, at ``cost``; False if it was cancelled."""
        live, handing = await self._begun(group, cost, "")
        if handing is not None:
            for officer in handing.sending.officers:
                await grouping.note(self.means, replace(handing, officer=officer, reserved=0))
            await self._settle(handing, await grouping.ask(self.means, handing))
        return live

    async def _begun(self, who: str, cost: int, why: Why) -> tuple[bool, Handing | None]:
        """Whether the sending goes on, and what is to be handed to ``who`` now, if anything.

        What it may cost is set aside, once.
        """
        async with self.means.page(self.team.id) as turn:
            sending = self._live(turn)
            if sending is None or _settled(sending, who):
                return sending is not None, None
            why = why or self._afford(turn, sending, who, cost)
            sending = pages.sending(turn, self.name) or sending
            if why:
                self._note(turn, sending, who, why)
                return True, None
        reserved = cost if who in sending.aside else 0
        return True, Handing(self.team, self.prompt, sending, who, reserved)

    def _live(self, turn: Turn) -> Sending | None:
        prompt = pages.prompt(turn, self.prompt.id)
        gone = prompt is None or prompt.status == "cancelled"
        return None if gone else pages.sending(turn, self.name)

    def _afford(self, turn: Turn, sending: Sending, who: str, cost: int) -> Why:
        free = self.prompt.wanted.free and not sending.group
        if free or not who.startswith(LINE) or who in sending.aside:
            return ""
        if not spending.set_aside(turn, self.name, cost, self.team.budget):
            return "budget"
        pages.keep_sending(turn, replace(sending, aside=(*sending.aside, who)))
        return ""

    async def _settle(self, handing: Handing, why: Why) -> None:
        who = handing.officer
        async with self.means.page(self.team.id) as turn:
            sending = pages.sending(turn, self.name)
            if sending is None or _settled(sending, who):
                return
            if why and who in sending.aside:
                spending.give_back(turn, self.name, handing.reserved)
            self._note(turn, sending, who, why)

    def _note(self, turn: Turn, sending: Sending, who: str, why: Why) -> None:
        aside = tuple(each for each in sending.aside if each != who)
        pages.keep_sending(turn, _noted(replace(sending, aside=aside), who, why))


def _settled(sending: Sending, who: str) -> bool:
    if sending.round:
        return who not in sending.reminding
    return who in sending.done


def _noted(sending: Sending, who: str, why: Why) -> Sending:
    """The sending after ``who`` was told, or not because of ``why``."""
    if sending.round:
        left = tuple(each for each in sending.reminding if each != who)
        return sending if why == "tomorrow" else replace(sending, reminding=left)
    failed = {other: reason for other, reason in sending.failed.items() if other != who}
    if why:
        failed[who] = why
    if why == "tomorrow":
        return replace(sending, failed=failed)
    done = (*sending.done, who)
    if who != sending.group:
        return replace(sending, done=done, failed=failed)
    return replace(sending, done=done, state="failed" if why else sending.state, why=why)
