"""A console over a team with drafts, and a browser without a screen for each kind of person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from itertools import count
from pathlib import Path

import httpx
from starlette.applications import Starlette

from bot.console import console, sign_in_link
from bot.console.handles import handle
from bot.console.sessions import Session, Sessions
from bot.errands import Errands, Handler
from bot.exports.clerk import Clerk
from bot.exports.maker import Exports, open_exports
from bot.exports.page.routes import pages
from bot.groups.links import Links
from bot.media import MediaStore
from bot.people.desk import Desk
from bot.prompts.costs import Costs
from bot.prompts.library import Library
from bot.prompts.prompts import Prompts
from bot.service.settings import load_settings
from content.models import Criterion
from dialogs import drafts
from dialogs.pack import Pack
from dialogs.state import Attachment, Claim, Draft, Plan, Profile, Quote, State, consented
from dialogs.values import Level
from tests.bot.exports.exporting import keys
from tests.bot.prompts.floor import Figures
from tests.bot.reviews.bureau import COACH, MA, NID, SOM, Bureau
from tests.fakes import NOON, NOTICE

__all__ = ["COACH", "MA", "NID", "SOM", "Browser", "House", "told"]

ONCE = count(1)
SECRET = b"s" * 32
URL = "https://coach.example.org"


def told(
    pack: Pack, criterion: str, words: Mapping[str, str] | None = None, *, days: int = 2
) -> State:
    """An officer who told all of a criterion and confirmed its draft."""
    found = pack.criterion(criterion)
    assert found is not None
    at = NOON - timedelta(days=days)
    claims = tuple(
        _claim(pack, found, facet.id, words or {}, n, days) for n, facet in enumerate(found.facets)
    )
    state = consented(at, NOTICE)
    state = _with(state, claims=claims, profile=Profile("มะลิ", "เทศบาลตัวอย่าง", "ขออนุญาตร้านอาหาร"))
    picked = tuple(claim.id for claim in drafts.best_claims(state, found))
    draft = Draft(picked, at, drafts.digest(state, found))
    plan = Plan(criterion, Quote("เดือนหน้าจะลองวัดเวลาใหม่", ("m-plan",), at))
    return _with(state, drafts={criterion: draft}, plans=(plan,), seen=at)


def with_photo(state: State, criterion: str, facet: str, message: str) -> State:
    """The state with a photo for a facet."""
    photo = Attachment(message, "image", "กระดาน.jpg", criterion, facet, NOON)
    return _with(state, attachments=(*state.attachments, photo))


def _with(state: State, **changes: object) -> State:
    from msgspec.structs import replace

    return replace(state, **changes)


def _claim(
    pack: Pack, criterion: Criterion, facet: str, words: Mapping[str, str], n: int, days: int
) -> Claim:
    text = words.get(facet, f"เล่าเรื่อง {facet} ไว้ว่าใช้เวลา {n + 3} วัน")
    quote = Quote(text, (f"m-{facet}",), NOON - timedelta(days=days, hours=n))
    stamp = pack.stamp(criterion.id, facet)
    return Claim(f"m-{facet}#{n + 1}", criterion.id, facet, Level.COVERED, quote, stamp, True)


class House:
    """The console of a ``Bureau``, with all who have a role there."""

    def __init__(
        self,
        pack: Pack,
        media: MediaStore | None = None,
        url: str = URL,
        exports: Exports | None = None,
    ) -> None:
        self.bureau = Bureau(pack)
        self.pack, self.url, self.media = pack, url, media
        people, store, clock = self.bureau.office.people, self.bureau.store, self.bureau.clock
        self.figures = Figures()
        costs = Costs(store, clock, self.figures)
        ids = count(1)
        self.prompts = Prompts(
            store, clock, people, self.bureau.teller, costs, pack, new_id=lambda: f"p{next(ids)}"
        )
        self.desk = Desk(
            store,
            clock,
            pack,
            load_settings({"MVS_PUBLIC_URL": url}),
            Links("@coach", "mvs_bot"),
            people,
            self.bureau.teller,
            self.prompts,
            Library(pack),
            costs,
            self.bureau.reviews,
            self.bureau.threads,
            exports,
        )
        self.app = Starlette(routes=console(self.desk, SECRET, url, media))

    async def open(self) -> House:
        """The team of the bureau, and nobody's words yet."""
        await self.bureau.open()
        return self

    async def open_archive(self, folder: Path) -> Exports:
        """Let documents be made from now on, and checked by anybody."""
        store, clock = self.desk.store, self.desk.clock
        exports = await open_exports(store, self.media, self.pack, keys(), folder, NOON)
        self.desk.exports = exports
        self.app.routes[:0] = pages(exports, clock)
        return exports

    async def errands(self) -> None:
        """Carry out what is due, prompts included."""
        handlers = {
            **self.desk.people.handlers(),
            **self.desk.reviews.handlers(),
            **self.desk.threads.handlers(),
            **self.prompts.handlers(),
            **self._exports(),
        }
        await Errands(self.desk.store, self.desk.clock, handlers).carry_out()

    def _exports(self) -> dict[str, Handler]:
        exports, people = self.desk.exports, self.desk.people
        return Clerk(exports, people, self.desk.clock).handlers() if exports else {}

    def browser(self) -> Browser:
        """A browser that nobody has signed in with."""
        transport = httpx.ASGITransport(app=self.app)
        client = httpx.AsyncClient(transport=transport, base_url=self.url)
        return Browser(self, client)

    async def signed_in(self, person: str) -> Browser:
        """A browser that somebody signed in with by a link."""
        browser = self.browser()
        link = await sign_in_link(self.desk, person)
        answer = await browser.client.post(link)
        assert answer.status_code == 303, answer.text
        return browser

    async def app_sessions(self, person: str) -> list[Session]:
        """Somebody's sessions."""
        return await Sessions(self.desk.store, self.desk.clock, SECRET).of(person)

    async def end_session(self, person: str, id: str) -> None:
        """Let a session be over."""
        await Sessions(self.desk.store, self.desk.clock, SECRET).end(person, id)

    async def pages(self) -> dict[str, str]:
        """Everything that is kept, sessions and how often they were used left out."""
        store, now = self.desk.store, self.desk.clock.now()
        found = {}
        async for page in store.officers():
            async with store.turn(page, at=now) as turn:
                docs = {id: doc for id, doc in turn.docs.items() if "session" not in id}
                found[page] = repr((turn.state, docs, turn.waiting))
        return found

    def name(self, officer: str) -> str:
        """How a member is called in addresses."""
        return handle(SECRET, self.bureau.team.id, officer)

    @property
    def base(self) -> str:
        """The team's address."""
        return f"/console/t/{self.bureau.team.id}"


@dataclass
class Browser:
    """Gets pages, and sends forms with what their page gave them."""

    house: House
    client: httpx.AsyncClient

    async def get(self, address: str) -> httpx.Response:
        return await self.client.get(address)

    async def text(self, address: str) -> str:
        """The text of a page that must be there."""
        answer = await self.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    async def csrf(self) -> str:
        """The token of this session's forms; empty if nobody is signed in."""
        found = re.search('name="csrf" value="([^"]+)"', (await self.get("/console")).text)
        return unescape(found[1]) if found else ""

    async def send(
        self, address: str, fields: Mapping[str, str | Sequence[str]] | None = None
    ) -> httpx.Response:
        """Send a form as its page would."""
        data = {"csrf": await self.csrf(), "once": f"once-{next(ONCE)}", **(fields or {})}
        return await self.client.post(address, data=data)
