"""LINE on a loopback port: the endpoints the coach uses, as strict as LINE documents them.

Every send is checked against LINE's limits and, where it is at hand, its OpenAPI description; what
LINE would not notice but forbids is noted in ``breaches``.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.line.flex import Json
from tests.emulators.line_menus import menu_routes
from tests.emulators.line_rules import Problem, message_problems
from tests.emulators.line_schema import LineSchema
from tests.emulators.line_sending import LineSending
from tests.emulators.line_serving import Serving
from tests.emulators.line_state import KEY_LIVES, Accepted, Call, Does, Fault, LineState

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
TOKEN = "a-channel-access-token"
MONTHLY = "You have reached your monthly limit."
RATE = "The API rate limit has been exceeded. Try again later."
ACCEPTS: tuple[Does, ...] = ("accept_then_fail", "accept_then_hang", "garble")

Endpoint = Callable[[Request, Json], Awaitable[Response]]


class LineEmulator:
    """LINE's servers. ``async with`` serves them at ``url``; ``state`` is all they know.

    ``clock`` is LINE's clock; ``webhook`` is where events are posted to, see ``LineSending``.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        schema: LineSchema | None = None,
        secret: str = SECRET,
        token: str = TOKEN,
        limit: int | None = 300,
    ) -> None:
        self.state = LineState(clock, secret, token, limit)
        self.sending = LineSending(self.state)
        self._schema = schema
        self._serving = Serving(Starlette(routes=self._routes()))
        self.released = asyncio.Event()

    @property
    def url(self) -> str:
        """Where it is served: scheme, host and port."""
        return self._serving.url

    def fail(self, does: Does, on: str = "/message/", times: int = 1) -> None:
        """Let something go wrong with the next calls whose path contains ``on``."""
        self.state.faults.append(Fault(does, on, times))

    async def __aenter__(self) -> Self:
        await self._serving.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.released.set()
        await self.sending.close()
        await self._serving.stop()

    def _routes(self) -> list[Route]:
        return [
            self._route("POST", "/v2/bot/message/reply", self._reply),
            self._route("POST", "/v2/bot/message/push", self._push),
            self._route("POST", "/v2/bot/chat/loading/start", self._loading),
            self._route("GET", "/v2/bot/message/quota", self._quota),
            self._route("GET", "/v2/bot/message/quota/consumption", self._consumption),
            self._route("GET", "/v2/bot/group/{id}/members/count", self._members),
            self._route("GET", "/v2/bot/message/{id}/content", self._content),
            self._route("GET", "/v2/bot/info", self._info),
            self._route("GET", "/v2/bot/channel/webhook/endpoint", self._endpoint),
            self._route("PUT", "/v2/bot/channel/webhook/endpoint", self._set_endpoint),
            self._route("POST", "/v2/bot/channel/webhook/test", self._test_endpoint),
            *(self._route(*route) for route in menu_routes(self.state)),
        ]

    def _route(self, method: str, path: str, endpoint: Endpoint) -> Route:
        async def answered(request: Request) -> Response:
            return await self._answered(request, endpoint)

        return Route(path, answered, methods=[method])

    async def _answered(self, request: Request, endpoint: Endpoint) -> Response:
        """One call: its faults, its authorisation, its schema, its endpoint; noted whatever."""
        body = await _json(request)
        does = self.state.fault(request.url.path)
        answer = await self._outcome(request, endpoint, body, does)
        hangs = does in ("hang", "accept_then_hang")
        key = request.headers.get("x-line-retry-key")
        status = 0 if hangs else answer.status_code
        self.state.calls.append(Call(request.method, request.url.path, body, key, status))
        if hangs:
            await self.released.wait()
        answer.headers["x-line-request-id"] = str(uuid.UUID(int=self.state.number()))
        return answer

    async def _outcome(
        self, request: Request, endpoint: Endpoint, body: Json, does: Does | None
    ) -> Response:
        if does == "slow_down":
            return refusal(429, RATE)
        if does is not None and does not in ACCEPTS:
            return refusal(500, "Internal Server Error")
        answer = self._barred(request, body) or await endpoint(request, body)
        if does == "accept_then_fail" and answer.status_code < 300:
            return refusal(500, "Internal Server Error")
        if does == "garble" and answer.status_code < 300:
            return Response("<html>", answer.status_code, media_type="text/html")
        return answer

    def _barred(self, request: Request, body: Json) -> Response | None:
        if request.headers.get("authorization") != f"Bearer {self.state.token}":
            return refusal(401, "Authentication failed. Confirm that the access token is valid.")
        if self._schema is not None and request.headers.get("content-type", "").endswith("json"):
            problem = self._schema.problem(request.method, request.url.path, body)
            if problem is not None:
                return refusal(400, f"The request body has 1 error(s): {problem}")
        return None

    async def _reply(self, request: Request, body: Json) -> Response:
        if "x-line-retry-key" in request.headers:
            return refusal(400, "The retry key is not accepted by this endpoint")
        if problems := message_problems(body.get("messages")):
            return invalid(problems)
        chat = self.state.take_token(body.get("replyToken"))
        if chat is None:
            return refusal(400, "Invalid reply token")
        return JSONResponse({"sentMessages": self.state.show(chat, body["messages"])})

    async def _push(self, request: Request, body: Json) -> Response:
        if problems := message_problems(body.get("messages")):
            return invalid(problems)
        key = request.headers.get("x-line-retry-key")
        if key is not None and not _is_uuid(key):
            return refusal(400, "Invalid retry key")
        before = self._accepted_before(key, body)
        return before if before is not None else self._pushed(body, key)

    def _accepted_before(self, key: str | None, body: Json) -> Response | None:
        held = self.state.keys.get(key or "")
        if held is None or self.state.clock() - held.at > KEY_LIVES:
            return None
        if held.body != body:
            self.state.breaches.append("a retry key was used again for another body")
        return JSONResponse(
            {"message": "The retry key is already accepted", "sentMessages": held.sent},
            409,
            {"x-line-accepted-request-id": held.request},
        )

    def _pushed(self, body: Json, key: str | None) -> Response:
        state, to = self.state, str(body.get("to"))
        if not re.fullmatch("[UCR][0-9a-f]{32}", to):
            return refusal(400, "The property, 'to', in the request body is invalid")
        if to not in state.friends | state.blocked and to not in state.groups:
            return refusal(400, "Failed to send messages")
        cost = state.people(to)
        if state.limit is not None and state.used + cost > state.limit:
            return refusal(429, MONTHLY)
        state.used += cost
        sent = state.show(to, body["messages"])
        if key is not None:
            request = str(uuid.UUID(int=state.number()))
            state.keys[key] = Accepted(request, body, state.clock(), sent)
        return JSONResponse({"sentMessages": sent})

    async def _loading(self, request: Request, body: Json) -> Response:
        chat, seconds = str(body.get("chatId")), body.get("loadingSeconds", 20)
        if not chat.startswith("U"):
            return refusal(400, "The property, 'chatId', in the request body is invalid")
        if not isinstance(seconds, int) or not 5 <= seconds <= 60 or seconds % 5:
            return refusal(400, "loadingSeconds must be 5 to 60 in steps of 5")
        self.state.loading.append((chat, seconds))
        return JSONResponse({}, 202)

    async def _quota(self, request: Request, body: Json) -> Response:
        limit = self.state.limit
        limited: Json = {"type": "limited", "value": limit}
        return JSONResponse({"type": "none"} if limit is None else limited)

    async def _consumption(self, request: Request, body: Json) -> Response:
        return JSONResponse({"totalUsage": self.state.used})

    async def _members(self, request: Request, body: Json) -> Response:
        people = self.state.groups.get(request.path_params["id"])
        return refusal(404, "Not found") if people is None else JSONResponse({"count": people})

    async def _content(self, request: Request, body: Json) -> Response:
        content = self.state.contents.get(request.path_params["id"])
        if content is None:
            return refusal(404, "Not found")
        if content.gone:
            return refusal(410, "Gone")
        if content.preparing > 0:
            content.preparing -= 1
            return Response(status_code=202)
        return Response(content.body, media_type=content.mime)

    async def _info(self, request: Request, body: Json) -> Response:
        return JSONResponse(
            {
                "userId": "U" + "0" * 32,
                "basicId": "@216coach",
                "displayName": "โค้ช",
                "chatMode": "bot",
                "markAsReadMode": "auto",
            }
        )

    async def _endpoint(self, request: Request, body: Json) -> Response:
        if not self.state.endpoint:
            return refusal(404, "Webhook endpoint not found")
        return JSONResponse({"endpoint": self.state.endpoint, "active": True})

    async def _set_endpoint(self, request: Request, body: Json) -> Response:
        endpoint = str(body.get("endpoint", ""))
        if not endpoint.startswith("https://") or len(endpoint) > 500:
            return refusal(400, "Invalid webhook endpoint URL")
        self.state.endpoint = endpoint
        return JSONResponse({})

    async def _test_endpoint(self, request: Request, body: Json) -> Response:
        status = await self.sending.post([])
        told = {0: ("COULD_NOT_CONNECT", False), 200: ("OK", True)}
        reason, success = told.get(status, ("ERROR_STATUS_CODE", False))
        when = self.state.clock().strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return JSONResponse(
            {
                "success": success,
                "timestamp": when,
                "statusCode": status,
                "reason": reason,
                "detail": str(status),
            }
        )


def refusal(status: int, message: str) -> Response:
    """LINE's way of saying no."""
    return JSONResponse({"message": message}, status)


def invalid(problems: list[Problem]) -> Response:
    """LINE's way of naming what is wrong with a body."""
    details = [{"property": where, "message": what} for where, what in problems]
    message = f"The request body has {len(details)} error(s)"
    return JSONResponse({"message": message, "details": details}, 400)


async def _json(request: Request) -> Json:
    body = await request.body()
    if not body or not request.headers.get("content-type", "").startswith("application/json"):
        return {}
    value = json.loads(body)
    return value if isinstance(value, dict) else {}


def _is_uuid(key: str) -> bool:
    try:
        return str(uuid.UUID(key)) == key.lower()
    except ValueError:
        return False
