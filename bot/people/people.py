"""People, roles and teams, as the store has them; nothing about rights is remembered in between.

The page ``desk`` is the directory (staff, invites, aliases, which teams there are), a page
``team:<id>`` has the team and its members, and an officer's page says which team they are in.
Never call this inside a turn: every method takes turns of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.errands import Handler
from bot.people import aliases, codes, directing, teams
from bot.people.aliases import Aliases
from bot.people.following import Following, has_work
from bot.people.forgetting import forget
from bot.people.inviting import cancel, give_out, working
from bot.people.membership import Belonging, amend, arrive, belong, belonging, settle, while_in
from bot.people.pages import DESK, PERSON, every, kept
from bot.people.redeeming import Known, attempt, earlier, find
from bot.people.rights import Action, check, may
from bot.people.teams import Teams
from bot.people.values import Invite, InviteRole, Member, Person, Quiet, Redeemed, Role, Team
from bot.service.clock import Clock
from storage.port import Store, Turn


class People:
    """Who there is, and who is in which team.

    Methods that take an ``actor`` read that person's roles again and raise Forbidden unless the
    table of ``rights`` allows it, LookupError if there is no such team or person. An ``event``
    names what is done, so that doing it again changes nothing. ``new_code`` makes codes and the ids
    of teams; ``key`` is what invites made elsewhere are signed with (``tokens.signing_key``).
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        new_code: Callable[[], str] = codes.new_code,
        key: bytes = b"",
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_code = new_code
        self._key = key
        self._aliases = Aliases(store, clock)
        self._teams = Teams(store, clock)
        self._following = Following(store, clock)

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands left by ``redeem``, ``leave`` and the like, by kind."""
        return self._following.handlers()

    async def person(self, id: str) -> Person | None:
        """Somebody with a role, by any of their ids; None for everybody else."""
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            return kept(turn, PERSON + aliases.owner(turn, id), Person)

    async def staff(self) -> list[Person]:
        """Everybody with a role, by name."""
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            found = every(turn, PERSON, Person).values()
        return sorted(found, key=lambda person: (person.name, person.id))

    async def allow(self, actor: Person, action: Action, officer: str) -> Team | None:
        """Check ``action`` upon ``officer`` in the team they are in now, which is returned.

        Raises Forbidden.
        """
        team = await self.team_of(officer)
        check(await self._fresh(actor), action, team=team, officer=officer)
        return team

    # --- codes -----------------------------------------------------------------------------------

    async def invite(
        self,
        role: InviteRole,
        by: str,
        *,
        team: str | None = None,
        uses: int = 1,
        lives: timedelta = timedelta(days=7),
        name: str = "",
    ) -> str:
        """Give out a code (``K7QF-M2XD``) for ``uses`` people; only its hash is kept.

        A code for a second app (``link``) lives ten minutes at most, and only the last one works.
        Raises Forbidden: roles are given by operators, places in a team by its coaches;
        LookupError if there is no such team.
        """
        by = await self.canonical(by)
        where = None if team is None else await self._known_team(team)
        offer = Invite("", role, by, self._clock.now() + lives, team, uses, name)
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            return give_out(turn, offer, where, self._new_code)

    async def invites(self, team: str | None = None) -> list[Invite]:
        """Codes that still work, of a team or (None) all, those that end first coming first."""
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            return working(turn, team)

    async def cancel_invite(self, actor: Person, id: str) -> None:
        """Let a code, by the id in ``invites``, work no more."""
        found = next((each for each in await self.invites() if each.id == id), None)
        team = await self.team(found.team) if found and found.team else None
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            cancel(turn, actor, id, team)

    async def redeem(self, code: str, who: str, name: str, *, event: str) -> Redeemed:
        """Do what a code is for, for ``who``. The same ``event`` again gives the same answer."""
        who, mark = await self.canonical(who), f"redeem:{event}"
        known = await self._known(code, who, name)
        async with self._store.turn(DESK, event=mark, at=self._clock.now()) as turn:
            if turn.duplicate:
                tried = earlier(turn, who, mark)
            else:
                tried = attempt(turn, find(turn, self._key, code), known, mark)
        self._aliases.changed()
        await self._following.now(tried.errand)
        assert tried.answer is not None
        return tried.answer

    async def _known(self, code: str, who: str, name: str) -> Known:
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            invite = find(turn, self._key, code)
        async with self._store.turn(who, at=self._clock.now()) as turn:
            here, work = belonging(turn), has_work(turn)
        team = await self.team(invite.team) if invite and invite.team else None
        return Known(who, name, team, here.team if here else None, work)

    async def revoke(self, actor: Person, who: str, role: Role | None = None) -> None:
        """Take a role, or all, from somebody, and them out of every team's staff."""
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            errand = directing.revoke(turn, actor, aliases.owner(turn, who), role)
        await self._following.now(errand)

    # --- teams -----------------------------------------------------------------------------------

    async def create_team(self, by: Person, name: str, *, unit: str = "", event: str = "") -> Team:
        """Make a team; ``by``, if a coach, is its coach. Raises Forbidden, ValueError (name)."""
        id = codes.plain(self._new_code()).lower()
        team = Team(id, teams.named(name), self._clock.now(), by.id, unit)
        mark = f"team:{event or id}"
        async with self._store.turn(DESK, event=mark, at=self._clock.now()) as turn:
            new = (
                directing.made(turn, mark)
                if turn.duplicate
                else directing.make(turn, by, team, mark)
            )
        await self._following.now(new.errand)
        return await self._known_team(new.id)

    async def team(self, id: str) -> Team | None:
        """A team by its id."""
        return await self._teams.team(id)

    async def _known_team(self, id: str) -> Team:
        team = await self.team(id)
        if team is None:
            raise LookupError(id)
        return team

    async def _fresh(self, actor: Person) -> Person:
        return await self._teams.fresh(actor)

    async def teams(self, of: Person) -> list[Team]:
        """The teams that somebody may see, by name."""
        fresh = await self._fresh(of)
        return [team for team in await self._teams.every() if may(fresh, "team.see", team=team)]

    async def members(self, team: str) -> list[Member]:
        """The members of a team, by name; empty for an unknown one."""
        return await self._teams.members(team)

    async def rename(self, actor: Person, team: str, name: str) -> Team:
        """Give a team another name."""
        return await self._teams.edit(actor, team, "team.renamed", teams.with_name(name))

    async def close(self, actor: Person, team: str, *, reopen: bool = False) -> Team:
        """Let a team take nobody in and send nothing, or again."""
        kind = "team.reopened" if reopen else "team.closed"
        return await self._teams.edit(actor, team, kind, teams.with_open(reopen))

    async def set_budget(self, actor: Person, team: str, budget: int | None) -> Team:
        """Set how many paid messages a month a team may send; None: no limit."""
        return await self._teams.edit(actor, team, "team.budget", teams.with_budget(budget))

    async def set_quiet(self, actor: Person, team: str, quiet: Quiet) -> Team:
        """Set between which hours a team's officers may be written to."""
        return await self._teams.edit(actor, team, "team.hours", teams.with_quiet(quiet))

    async def add_coach(self, actor: Person, team: str, who: str) -> Team:
        """Make a coach (by role) a coach of this team."""
        return await self._add(actor, team, who, "coach")

    async def add_assessor(self, actor: Person, team: str, who: str) -> Team:
        """Make an assessor (by role) an assessor of this team."""
        return await self._add(actor, team, who, "assessor")

    async def _add(self, actor: Person, team: str, who: str, role: Role) -> Team:
        person = await self.person(who)
        if person is None or role not in person.roles:
            raise LookupError(who)
        return await self._teams.edit(
            actor, team, f"{role}.added", teams.with_staff(person.id, role)
        )

    async def remove_staff(self, actor: Person, team: str, who: str) -> Team:
        """Take somebody out of a team's coaches and assessors."""
        return await self._teams.edit(actor, team, "staff.removed", teams.without_staff(who))

    # --- officers --------------------------------------------------------------------------------

    async def belonging(self, officer: str) -> Belonging | None:
        """The team an officer is in, by id, and as whom."""
        async with self._store.turn(officer, at=self._clock.now()) as turn:
            return belonging(turn)

    async def member(self, officer: str) -> Member | None:
        """An officer as the member of their team."""
        here = await self.belonging(officer)
        return here.member if here else None

    async def team_of(self, officer: str) -> Team | None:
        """The team an officer is in."""
        here = await self.belonging(officer)
        return await self.team(here.team) if here else None

    async def leave(self, officer: str, *, event: str) -> Team | None:
        """Take an officer out of their team, which is returned."""
        before = await self.team_of(officer)
        await self._change(officer, f"leave:{event}", lambda turn: belong(turn, None))
        return before

    async def remove_member(self, actor: Person, officer: str, *, event: str) -> None:
        """Take an officer out of their team."""
        team = await self.team_of(officer)
        check(await self._fresh(actor), "team.edit", team=team)
        await self._change(
            officer, f"leave:{event}", while_in(team, lambda turn: belong(turn, None))
        )

    async def move(self, actor: Person, officer: str, to: str, *, event: str) -> None:
        """Put an officer into another team; both must be the actor's to edit."""
        fresh = await self._fresh(actor)
        team = await self.team_of(officer)
        check(fresh, "team.edit", team=team)
        check(fresh, "team.edit", team=await self._known_team(to))
        change = while_in(team, lambda turn: arrive(turn, to, ""))
        await self._change(officer, f"move:{event}", change)

    async def show_early(self, officer: str, allowed: bool, *, event: str) -> None:
        """Let the team's coach read before anything is submitted, or no longer."""
        await self._change(officer, f"early:{event}", lambda turn: amend(turn, shows_early=allowed))

    async def weekly(self, officer: str, wanted: bool, *, event: str) -> None:
        """Send the weekly summary, or no longer."""
        await self._change(officer, f"weekly:{event}", lambda turn: amend(turn, weekly=wanted))

    async def _change(self, officer: str, event: str, change: Callable[[Turn], None]) -> None:
        async with self._store.turn(officer, event=event, at=self._clock.now()) as turn:
            before = belonging(turn)
            if not turn.duplicate:
                change(turn)
            after = belonging(turn)
        for team in {each.team for each in (before, after) if each is not None}:
            await settle(self._store, self._clock, officer, team)

    # --- one officer, two apps -------------------------------------------------------------------

    async def canonical(self, channel_id: str) -> str:
        """The officer a channel's id leads to: itself, unless two apps were linked.

        Other processes see a new link after some seconds, this one at once.
        """
        return await self._aliases.canonical(channel_id)

    async def linked(self, officer: str) -> tuple[str, ...]:
        """The other ids that lead to ``officer``."""
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            return aliases.leading_to(turn, officer)

    async def unlink(self, channel_id: str) -> bool:
        """Let an app lead to its own page again; whether it was linked."""
        async with self._store.turn(DESK, at=self._clock.now()) as turn:
            was = aliases.unlink(turn, channel_id)
        self._aliases.changed()
        return was

    async def forget(self, officer: str) -> None:
        """After an erasure: take somebody out of every team and list, and all their links."""
        await forget(self._store, self._clock, officer)
        self._aliases.changed()
