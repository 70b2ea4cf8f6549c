"""The pages for machines that watch: ``/healthz``, ``/readyz`` and, with a token, ``/metrics``.

``/readyz`` fails (503) only where the coach should get no webhooks; with ``?strict=1``, for whoever
is to be woken, at any problem. ``/metrics`` does not exist without ``MVS_METRICS_TOKEN``, and asks
for it as ``Authorization: Bearer``.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.operations.figures import Watch
from bot.operations.health import Health
from bot.operations.metrics import Metrics
from storage.errors import StoreError

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SAFE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Watched:
    """What the pages show. Without ``token`` there are no metrics."""

    health: Health
    metrics: Metrics
    watch: Watch
    token: str | None = None


def routes(watched: Watched) -> list[Route]:
    """The pages, for the web's routes or for an application of a worker's own."""
    return [
        Route("/healthz", _alive, methods=["GET"]),
        Route("/readyz", _Pages(watched).ready, methods=["GET"]),
        Route("/metrics", _Pages(watched).measured, methods=["GET"]),
    ]


async def _alive(request: Request) -> Response:
    return PlainTextResponse("ok")


@dataclass(frozen=True, slots=True)
class _Pages:
    watched: Watched

    async def ready(self, request: Request) -> Response:
        report = await self.watched.health.report()
        strict = request.query_params.get("strict") == "1"
        fine = report.ready and not (strict and any(report.problems.values()))
        checks = {name: problem or "ok" for name, problem in report.problems.items()}
        body = msgspec.json.encode({"ready": report.ready, "checks": checks})
        status = 200 if fine else 503
        return Response(body, status, headers=SAFE, media_type="application/json")

    async def measured(self, request: Request) -> Response:
        token = self.watched.token
        if not token:
            return Response(status_code=404)
        if not _bears(request, token):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        metrics = self.watched.metrics
        metrics.judge(await self.watched.health.report())
        try:
            metrics.note(await self.watched.watch.figures())
        except StoreError as error:
            metrics.error(type(error).__name__)
        return Response(metrics.text(), headers=SAFE, media_type=CONTENT_TYPE)


def _bears(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "").encode("utf-8", "surrogatepass")
    return hmac.compare_digest(given, f"Bearer {token}".encode())
