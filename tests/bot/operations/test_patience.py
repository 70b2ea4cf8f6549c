"""A client that sends too slowly gives up its place; others have all the time they need."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.operations.patience import patient


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def slow(parts: int, pause: float) -> AsyncIterator[bytes]:
    for _ in range(parts):
        await asyncio.sleep(pause)
        yield b"x"


async def test_a_body_that_never_ends_is_refused_and_a_quick_one_is_taken() -> None:
    app = patient(Starlette(routes=[Route("/", echo, methods=["POST"])]), 0.2)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        assert (await client.post("/", content=slow(3, 0.001))).text == "3"
        assert (await client.post("/", content=slow(100, 0.02))).status_code == 408


async def test_an_answer_may_take_longer_than_the_question() -> None:
    async def long(request: Request) -> Response:
        await request.body()
        await asyncio.sleep(0.2)
        return PlainTextResponse(str(await request.is_disconnected()))

    app = patient(Starlette(routes=[Route("/", long, methods=["POST"])]), 0.1)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        assert (await client.post("/", content=b"x")).status_code == 200
