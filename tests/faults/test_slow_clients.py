"""Clients that are slow, huge or mad take nobody's place for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.operations.patience import LARGEST_HEAD, PatientProtocol, patient
from tests.emulators.line_serving import Serving
from tests.faults.served import served
from tests.faults.slow_clients import CLIENTS, besieged


class Hasty(PatientProtocol):
    """As patient as a test can be."""

    head_seconds = 0.3
    reading_seconds = 0.3


async def _refuses(request: Request) -> Response:
    return Response(status_code=413)


async def _reads(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _talks(request: Request) -> Response:
    return Response(bytes(20_000_000))


@pytest.fixture
async def port() -> AsyncIterator[int]:
    doors = {"/refuses": _refuses, "/reads": _reads, "/talks": _talks}
    app = Starlette(routes=[Route(p, d, methods=["GET", "POST"]) for p, d in doors.items()])
    serving = Serving(patient(app))
    config: uvicorn.Config = serving._server.config
    config.http = Hasty
    await serving.start()
    yield int(serving.url.rpartition(":")[2])
    await serving.stop()


HEAD = b"POST %s HTTP/1.1\r\nHost: c\r\n"
FULL = b"%s HTTP/1.1\r\nHost: c\r\nContent-Length: 2\r\n\r\nab"
SAID: dict[str, list[bytes]] = {
    "a hundred requests at once": [(b"POST " + FULL % b"/reads") * 100],
    "nothing at all": [],
    "half a head, slowly": [b"GET / HT", *[b"a"] * 9],
    "a head without end": [b"GET / HTTP/1.1\r\nX: ", bytes(97 for _ in range(LARGEST_HEAD))],
    "a second head that does not end": [b"POST " + FULL % b"/reads", b"GET / HT", *[b"a"] * 9],
    "a body that is not wanted": [HEAD % b"/refuses" + b"Content-Length: 99999999\r\n\r\n", b"x"],
    "chunks that are not wanted": [
        HEAD % b"/refuses" + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 40
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", SAID)
async def test_a_connection_is_broken_off_that_keeps_the_service_waiting(
    port: int, what: str
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(2):
        said = asyncio.create_task(_says(writer, SAID[what]))
        try:
            while await reader.read(65_536):
                pass
        except ConnectionError:
            pass
    said.cancel()
    writer.transport.abort()


async def _says(writer: asyncio.StreamWriter, parts: list[bytes]) -> None:
    for part in parts:
        writer.write(part)
        await asyncio.sleep(0.1)


async def test_an_answer_that_nobody_reads_does_not_keep_the_connection(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000)
    writer.write(HEAD % b"/talks" + b"Content-Length: 0\r\n\r\n")
    await asyncio.sleep(0.8)
    read = 0
    try:
        while part := await reader.read(1_000_000):
            read += len(part)
    except ConnectionError:
        pass
    assert read < 20_000_000
    writer.transport.abort()


async def test_who_asks_again_and_again_on_one_connection_is_answered(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(6):
        writer.write(b"POST " + FULL % b"/reads")
        answer = await reader.readuntil(b"\r\n\r\n2")
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"connection: close" not in answer.lower()
        await asyncio.sleep(0.1)
    writer.transport.abort()


BROKEN_OFF = {
    "a header without end", "a body of ten gigabytes", "chunks without end", "pipelined rubbish",
    "1,000 requests at once",
}  # fmt: skip


async def test_the_service_goes_on_while_all_of_them_are_at_it(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        for kind in CLIENTS:
            siege = await besieged(service, kind, most=60, seconds=0.7)
            assert siege.failed == 0, siege
            assert siege.slowest < 1, siege
            assert siege.left == 0, siege
            assert kind not in BROKEN_OFF or siege.hung_up == siege.clients, siege
