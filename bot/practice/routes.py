"""The practice room's addresses: pages, what is said, what is shown, and files."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.practice.assets import Assets
from bot.practice.page import SAFE, Pages
from bot.practice.parts import PracticeParts, sample_chat
from bot.practice.saying import Saying
from bot.practice.showing import Showing
from bot.practice.visitor import Visitor, is_from_page, newcomer, remember, visitor

logger = logging.getLogger(__name__)

BASE = "/practice"
ME = "me"

Answer = Callable[[Request, Visitor, str], Awaitable[Response]]
"""Answers a request of a visitor about a chat."""


def practice(parts: PracticeParts, *, at_root: bool = True) -> list[BaseRoute]:
    """The room's routes: everything under ``/practice``, and its page at ``/`` with ``at_root``."""
    room = _Room(parts)
    saying, showing = Saying(parts), Showing(parts)
    own = f"{BASE}/as/{{who}}"
    roots = [Route("/", room.page)] if at_root else []
    return [
        *roots,
        Route(BASE, room.page),
        Route(f"{BASE}/static/{{digest}}/{{name:path}}", room.assets.answer),
        Route(f"{BASE}/sample", room.progress),
        Route(f"{BASE}/new", room.anew, methods=["POST"]),
        Route(f"{BASE}/coach", room.coach, methods=["POST"]),
        Route(own, room.page),
        Route(f"{own}/chat", room.let_in(showing.all)),
        Route(f"{own}/live", room.let_in(showing.live)),
        Route(f"{own}/file/{{id}}", room.let_in(showing.file)),
        Route(f"{own}/say", room.let_in(saying.say, changes=True), methods=["POST"]),
        Route(f"{own}/file", room.let_in(saying.file, changes=True), methods=["POST"]),
        Route(f"{BASE}/{{rest:path}}", room.missing),
    ]


class _Room:
    def __init__(self, parts: PracticeParts) -> None:
        self._parts = parts
        self.assets = Assets()
        self._pages = Pages(parts, self.assets, BASE)

    async def page(self, request: Request) -> Response:
        who = request.path_params.get("who", ME)
        if who != ME and who not in {person.id for person in self._parts.people}:
            return self._pages.missing()
        known = visitor(request)
        here = known or newcomer()
        response = self._pages.phone(who, here)
        if here.is_new:
            remember(request, response, here)
        return response

    async def missing(self, request: Request) -> Response:
        return self._pages.missing()

    def let_in(
        self, answer: Answer, *, changes: bool = False
    ) -> Callable[[Request], Awaitable[Response]]:
        """Let ``answer`` answer whoever may: own chats are for their own browser alone."""

        async def checked(request: Request) -> Response:
            here = visitor(request)
            if here is None or (changes and not is_from_page(request, here)):
                return Response(status_code=403, headers=SAFE)
            chat = self._chat(request.path_params["who"], here)
            if chat is None:
                return Response(status_code=404, headers=SAFE)
            return await answer(request, here, chat)

        return checked

    def _chat(self, who: str, here: Visitor) -> str | None:
        if who == ME:
            return here.chat
        known = any(person.id == who for person in self._parts.people)
        return sample_chat(who) if known else None

    async def anew(self, request: Request) -> Response:
        """Somebody wants to begin again as somebody the coach does not know."""
        here = visitor(request)
        if here is None or not is_from_page(request, here):
            return Response(status_code=403, headers=SAFE)
        response = JSONResponse({"to": BASE}, headers=SAFE)
        remember(request, response, newcomer())
        return response

    async def coach(self, request: Request) -> Response:
        """Somebody wants to see the console as the sample team's coach."""
        here, link = visitor(request), self._parts.coach_link
        if here is None or not is_from_page(request, here):
            return Response(status_code=403, headers=SAFE)
        if link is None:
            return Response(status_code=404, headers=SAFE)
        try:
            return JSONResponse({"to": await link()}, headers=SAFE)
        except Exception as error:
            logger.error("the console could not be opened: %s", type(error).__name__)
            return Response(status_code=503, headers=SAFE)

    async def progress(self, request: Request) -> Response:
        """How far the sample team is."""
        progress = self._parts.progress
        if progress is None:
            return JSONResponse({"done": 0, "all": 0, "ready": True}, headers=SAFE)
        told = {"done": progress.done, "all": progress.all, "ready": progress.ready}
        return JSONResponse({**told, "failed": progress.failed}, headers=SAFE)
