"""Telegram on loopback, as strict as its documentation: what the real SDK meets in tests.

It differs from Telegram where a test must be quick or offline: webhooks may be plain HTTP on
loopback, and a refused or unanswered update is repeated after moments instead of minutes.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message as Part
from email.parser import BytesParser
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx

from tests.emulators.telegram_chats import Chat, Json, Refusal
from tests.emulators.telegram_methods import METHODS
from tests.emulators.telegram_server import Answered, Asked, Loopback
from tests.emulators.telegram_spec import UPLOADED, telegram_spec

TOKEN: Final = "110201543:emulated"
_CALL = re.compile(r"/bot([^/]*)/(\w+)")
_FILE = re.compile(r"/file/bot([^/]*)/(.+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong once.

    ``code`` and ``description`` answer with an error; ``parameters`` go with it. ``accepted``: the
    request is carried out all the same. ``silent``: no answer comes at all; ``dropped``: the
    connection ends without one.
    """

    code: int = 500
    description: str = "Internal Server Error"
    parameters: Mapping[str, int] = field(default_factory=dict)
    accepted: bool = False
    silent: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A request that reached the emulator: the method, and its parameters as they came."""

    method: str
    parameters: Mapping[str, str]


@dataclass
class TelegramEmulator:
    """The server and everything it knows. Use as ``async with TelegramEmulator() as telegram``.

    ``clock`` tells seconds for the pace of chats. By their keys: ``chats``; ``files`` that can be
    downloaded, unless they ``vanished``; ``faults`` that will strike a method; ``settings`` by name
    and language. In order: ``calls`` that came, taps that were ``settled``, updates in ``queue``.
    """

    clock: Callable[[], float] = time.monotonic
    again_after: float = 0.02
    chats: dict[int, Chat] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    faults: dict[str, deque[Fault | None]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    vanished: set[str] = field(default_factory=set)
    settled: list[str] = field(default_factory=list)
    open_taps: set[str] = field(default_factory=set)
    settings: dict[tuple[str, str], Any] = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)
    webhook_error: str = ""
    queue: deque[Any] = field(default_factory=deque)
    base: str = ""
    _number: int = 1000

    async def __aenter__(self) -> TelegramEmulator:
        self._server = Loopback(self._answer)
        self.base = await self._server.open()
        self._stopping = asyncio.Event()
        self._posting = httpx.AsyncClient(timeout=5.0, trust_env=False, verify=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping.set()
        await self._posting.aclose()
        await self._server.close()

    def next_number(self) -> int:
        """A new number for an update, a message, a tap."""
        self._number += 1
        return self._number

    def chat(self, id: int) -> Chat:
        """The chat with this id. Raises Refusal for one nobody opened."""
        if id not in self.chats:
            raise Refusal(400, "Bad Request: chat not found")
        return self.chats[id]

    def fail(self, method: str, *faults: Fault | None) -> None:
        """Let the next calls of ``method`` go wrong, one after another; None is one that works."""
        self.faults.setdefault(method, deque()).extend(faults)

    def called(self, method: str) -> list[Mapping[str, str]]:
        """The parameters of every request for ``method``, in order."""
        return [call.parameters for call in self.calls if call.method == method]

    async def deliver(self, update: Any, attempts: int = 50) -> None:
        """Hand an update to whoever listens: the webhook until it says 200, else the queue."""
        if not self.webhook:
            self.queue.append(update)
            return
        for _ in range(attempts):
            if await self._posted(update):
                return
            await asyncio.sleep(self.again_after)
        raise AssertionError("the webhook never took the update")

    async def _posted(self, update: Any) -> bool:
        headers = {"content-type": "application/json"}
        if self.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook["secret_token"]
        with suppress(httpx.HTTPError):
            body = json.dumps(update, ensure_ascii=False).encode()
            answer = await self._posting.post(self.webhook["url"], content=body, headers=headers)
            return answer.is_success
        return False

    async def _answer(self, asked: Asked) -> Answered | None:
        call, file = _CALL.fullmatch(asked.path), _FILE.fullmatch(asked.path)
        if call is not None:
            return await self._carried_out(call[1], call[2], asked)
        if file is not None and file[1] == TOKEN and file[2] in self.files.keys() - self.vanished:
            return Answered(200, "application/octet-stream", self.files[file[2]])
        return _refused(Refusal(404, "Not Found"))

    async def _carried_out(self, token: str, method: str, asked: Asked) -> Answered | None:
        parameters, files = _read(asked)
        self.calls.append(Call(method, parameters))
        fault = self.faults[method].popleft() if self.faults.get(method) else None
        if fault is not None and not fault.accepted:
            return await self._go_wrong(fault)
        try:
            if token != TOKEN:
                raise Refusal(401, "Unauthorized")
            self._check(method, {**parameters, **dict.fromkeys(files, UPLOADED)})
            result = METHODS[method](self, parameters, files)
            if isinstance(result, Awaitable):
                result = await result
        except Refusal as refusal:
            return _refused(refusal)
        return (
            _json(200, {"ok": True, "result": result})
            if fault is None
            else (await self._go_wrong(fault))
        )

    def _check(self, method: str, parameters: Mapping[str, str]) -> None:
        spec = telegram_spec()
        problem = spec.problem(method, parameters) if spec else None
        if problem is not None or method not in METHODS:
            raise Refusal(400, f"Bad Request: {method}: {problem or 'not emulated'}")

    async def _go_wrong(self, fault: Fault) -> Answered | None:
        if fault.silent:
            await self._stopping.wait()
        if fault.silent or fault.dropped:
            return None
        return _refused(Refusal(fault.code, fault.description, **fault.parameters))


def _refused(refusal: Refusal) -> Answered:
    return _json(refusal.code, refusal.body())


def _json(status: int, body: Json) -> Answered:
    return Answered(status, "application/json", json.dumps(body, ensure_ascii=False).encode())


def _read(asked: Asked) -> tuple[dict[str, str], dict[str, bytes]]:
    """The parameters and uploaded files of a request, however they were sent."""
    if asked.kind.startswith("multipart/"):
        whole = BytesParser().parsebytes(
            f"Content-Type: {asked.kind}\r\n\r\n".encode() + asked.body
        )
        return _read_parts([part for part in whole.walk() if not part.is_multipart()])
    if asked.kind == "application/json":
        body = json.loads(asked.body)
        return {name: v if isinstance(v, str) else json.dumps(v) for name, v in body.items()}, {}
    form = parse_qsl(asked.body.decode(), keep_blank_values=True)
    return dict(parse_qsl(asked.query) + form), {}


def _read_parts(parts: list[Part]) -> tuple[dict[str, str], dict[str, bytes]]:
    parameters, files = {}, {}
    for part in parts:
        name = re.search(r'name="([^"]*)"', part["Content-Disposition"] or "")
        content = part.get_payload(decode=True)
        if name is None or not isinstance(content, bytes):
            continue
        if part.get_filename() is None:
            parameters[name[1]] = content.decode()
        else:
            files[name[1]] = content
    return parameters, files
