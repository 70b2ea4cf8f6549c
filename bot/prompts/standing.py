"""What became of a prompt for each person, and to whom the next one would go."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from bot.prompts.audience import silent, unanswered
from bot.prompts.means import Means
from bot.prompts.values import Audience, Received, Sending, Standing, Why


@dataclass(frozen=True, slots=True)
class Standings:
    """Looks pages up one after the other; nothing is changed."""

    means: Means

    async def last(self, team: str, prompt: str) -> dict[str, Received]:
        """Officer → what became of a prompt's last occurrence for them."""
        sendings = await self.means.sendings(team, prompt)
        return await self.of(team, sendings[-1]) if sendings else {}

    async def of(self, team: str, sending: Sending) -> dict[str, Received]:
        """Officer → what became of one occurrence for them."""
        found = {}
        for officer in sending.officers:
            own = await self.means.received(officer, sending.name)
            found[officer] = _standing(team, sending, officer, own)
        return found

    async def unanswered(self, team: str, sending: Sending) -> tuple[str, ...]:
        """Whom to remind: those whom it reached and who have not answered."""
        return unanswered(await self.of(team, sending))

    async def chosen(self, team: str, audience: Audience) -> tuple[str, ...]:
        """The members of a team an audience is made of now."""
        members = [member.officer for member in await self.means.people.members(team)]
        match audience.kind:
            case "some":
                return tuple(o for o in members if o in audience.officers)
            case "stuck":
                return await self._stuck(members, audience.criterion or "")
            case "silent":
                return silent(await self.last(team, audience.prompt or ""), members)
            case _:
                return tuple(members)

    async def _stuck(self, members: list[str], criterion: str) -> tuple[str, ...]:
        means, found = self.means, []
        for officer in members:
            state = await means.state(officer)
            if state is not None and means.stuck(means.pack, state, criterion, means.now):
                found.append(officer)
        return tuple(found)


def _standing(team: str, sending: Sending, officer: str, own: Received | None) -> Received:
    if own is not None:
        asked = bool(own.group) and own.state == "queued"
        return replace(own, state=sending.state, why=sending.why) if asked else own
    why: Why = sending.failed.get(officer, "")
    state: Standing = "failed" if why and why != "tomorrow" else "queued"
    if officer in sending.done and not why:
        state, why = "failed", "erased"
    at = sending.ended or sending.at
    return Received(sending.prompt, sending.occurrence, team, state, at, at, why)
