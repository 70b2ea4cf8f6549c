"""One request to the console by somebody who may make it, and the answers it can get."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console import dates
from bot.console.forms import EMPTY, Form
from bot.console.handles import handle
from bot.console.office import Office
from bot.console.security import token
from bot.console.sessions import Session
from bot.people.rights import Action, may
from bot.people.values import Member, Person, Team
from bot.privacy.access import What, noting

ROOT = "/console"
NOBODY = Person("")
NAV: tuple[tuple[str, Action], ...] = (
    ("board", "board.see"),
    ("reviews", "board.see"),
    ("prompts", "prompt.send"),
    ("threads", "prompt.send"),
    ("team", "team.see"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request. ``who`` has no roles before somebody has signed in; ``team`` and ``member`` are
    those in the address, which ``who`` may act upon as its route says.
    """

    office: Office
    request: Request
    now: datetime
    who: Person = NOBODY
    session: Session | None = None
    in_team: Team | None = None
    with_member: Member | None = None
    form: Form = EMPTY

    @property
    def team(self) -> Team:
        """The team in the address."""
        assert self.in_team is not None
        return self.in_team

    @property
    def member(self) -> Member:
        """The member in the address."""
        assert self.with_member is not None
        return self.with_member

    @property
    def base(self) -> str:
        """Where the team's pages are."""
        return f"{ROOT}/t/{self.team.id}"

    def part(self, name: str) -> str:
        """A part of the address by its name in the route."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """A value behind the question mark of the address."""
        return self.request.query_params.get(name, "")

    def can(self, action: Action, officer: str | None = None) -> bool:
        """Whether who is here may do something in this team."""
        return may(self.who, action, team=self.in_team, officer=officer)

    def handle(self, officer: str) -> str:
        """How a member of this team is named in addresses."""
        return handle(self.office.secret, self.team.id, officer)

    async def noted(self, what: What) -> None:
        """Keep where the member sees it that who is here opens this of theirs."""
        await noting(self.office.desk.store, self.member.officer, self.who, what, self.now)

    @property
    def event(self) -> str:
        """Names what a form does, so that sent twice it is done once."""
        session = self.session.id[:16] if self.session else ""
        once = self.form.one("once")[:40] or secrets.token_urlsafe(9)
        return f"console:{session}:{once}"

    def page(self, template: str, status: int = 200, **data: Any) -> Response:
        """A page made of ``template``; see ``_common`` for what every template has."""
        html = self.office.papers.get_template(template).render({**self._common(), **data})
        return HTMLResponse(html, status)

    def trouble(self, status: int) -> Response:
        """A page that says that something cannot be had, and nothing else."""
        blank = replace(self, in_team=None, with_member=None)
        return blank.page("trouble.html", status, code=status)

    def to(self, address: str, done: str = "") -> Response:
        """Go on elsewhere, where it says that something was done."""
        mark = f"?done={done}" if done else ""
        return RedirectResponse(address + mark, 303)

    def _hidden(self, session: str) -> Markup:
        """What every form carries: it is ours, and it is this one."""
        proof = token(self.office.secret, session) if session else ""
        fields = {"csrf": proof, "once": secrets.token_urlsafe(9)}
        field = '<input type="hidden" name="{}" value="{}">'
        return Markup("").join(Markup(field).format(*pair) for pair in fields.items())

    def _nav(self) -> list[tuple[str, str]]:
        """The parts of a team that who is here may go to."""
        if self.in_team is None:
            return []
        return [(key, f"{self.base}/{key}") for key, action in NAV if self.can(action)]

    def _common(self) -> Mapping[str, Any]:
        session = self.session.id if self.session else ""
        done = self.asked("done")
        return {
            "root": ROOT,
            "who": self.who,
            "team": self.in_team,
            "member": self.with_member,
            "base": self.base if self.in_team else "",
            "can": self.can,
            "exports": self.office.desk.exports is not None,
            "handle": self.handle,
            "desk_handle": lambda id: handle(self.office.secret, "desk", id),
            "team_nav": self._nav,
            "session_id": session,
            "csrf_field": lambda: self._hidden(session),
            "form": self.form,
            "now": self.now,
            "ago": lambda at: dates.gap(at, self.now),
            "done": done if self.office.words.has(f"done.{done}") else "",
            "here": self.request.url.path,
        }
