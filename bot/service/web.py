"""The web: webhooks in, nothing but the inbox waited for, and whether the service is well."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channel import Channel
from bot.operations.meter import SILENT, Meter
from bot.service.blame import blame
from bot.service.reception import Reception
from storage.errors import StoreError

logger = logging.getLogger(__name__)

Hook = Callable[[Request], Awaitable[Response]]
LARGEST = 1 << 20
"""Bytes of a webhook; LINE and Telegram send far less."""


def web(
    channels: Mapping[str, Channel],
    reception: Reception,
    rooms: Sequence[BaseRoute] = (),
    counts: Meter = SILENT,
) -> ASGIApp:
    """The application: ``POST /<channel>/webhook`` for each channel, and ``rooms``.

    What webhooks bring goes straight to its channel; everything else has the time to be routed.
    """
    hooks = {
        f"/{name}/webhook": counted(webhook(each, reception), name, counts)
        for name, each in channels.items()
    }
    routes = [Route(path, hook, methods=["POST"]) for path, hook in hooks.items()]
    others = Starlette(routes=[*routes, *rooms])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        hook = hooks.get(scope["path"]) if scope.get("method") == "POST" else None
        if hook is None:
            await others(scope, receive, send)
        else:
            response = await hook(Request(scope, receive))
            await response(scope, receive, send)

    return app


def counted(hook: Hook, channel: str, counts: Meter) -> Hook:
    """``hook``, with its answers counted."""

    async def answer(request: Request) -> Response:
        response = await hook(request)
        counts.webhook(channel, response.status_code)
        return response

    return answer


def webhook(channel: Channel, reception: Reception) -> Hook:
    """What answers a channel's webhooks: 200 once the events are durable.

    Otherwise 413 (too large), 401 (not from the app), 400 (not JSON), 503 (they cannot be kept:
    send them again).
    """

    async def answer(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        if not channel.verify(body, request.headers):
            return Response(status_code=401)
        try:
            events = channel.parse(body)
        except ValueError:
            return Response(status_code=400)
        try:
            await reception.take(events)
        except StoreError as error:
            logger.error("a webhook of %s could not be kept: %s", channel.name, blame(error))
            return Response(status_code=503)
        return Response(status_code=200)

    return answer


async def _body(request: Request) -> bytes | None:
    """The body as received; None if it is too large, or its sender hung up."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
