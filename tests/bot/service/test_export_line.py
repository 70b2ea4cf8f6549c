"""A file of the evidence through the emulated LINE: words, a link, and only its owner opens it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.service.clock import Alarm, SystemClock
from bot.service.serve import Chance, Running
from dialogs.pack import Pack
from tests.bot.service.line_stage import Person, line_schema, line_settings, served, until
from tests.bot.service.test_line import TOLD, _onboarded
from tests.emulators.line import LineEmulator
from tests.emulators.line_sending import person

URL = "https://coach.example.org"
LINK = re.compile(rf"{URL}(/get/[a-z2-7]+)")
CODE = re.compile(r"\b\d{6}\b")


class Clock(SystemClock):
    """The machine's clock, put forward by ``ahead``."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead

    def call_at(self, at: datetime, then: object) -> Alarm:
        return super().call_at(at - self.ahead, then)  # type: ignore[arg-type]


@dataclass
class Room:
    """The service with LINE, and an officer who told all of a criterion."""

    line: LineEmulator
    clock: Clock
    officer: Person
    running: Running

    def browser(self) -> httpx.AsyncClient:
        """Anybody's browser."""
        transport = httpx.ASGITransport(self.running.app)
        return httpx.AsyncClient(transport=transport, base_url=URL)

    async def orders(self, button: str) -> None:
        """Ask for a file and wait for its link."""
        before = len(self.officer.seen)
        await self.officer.types("export")
        await self.officer.taps(button)
        await until(lambda: any(map(CODE.search, self.officer.seen[before:])), 30)

    @property
    def link(self) -> str:
        """The path of the newest link."""
        return LINK.findall("\n".join(self.officer.seen))[-1]  # type: ignore[no-any-return]

    @property
    def code(self) -> str:
        """The newest code."""
        return CODE.findall(self.officer.seen[-1])[-1]  # type: ignore[no-any-return]


@pytest.fixture
async def room(plain: Pack, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(plain, tmp_path) as room:
        yield room


@asynccontextmanager
async def opened(plain: Pack, folder: Path) -> AsyncIterator[Room]:
    clock = Clock()
    async with LineEmulator(clock.now, schema=line_schema()) as line:
        settings = line_settings(folder, line, MVS_PUBLIC_URL=URL)
        async with served(settings, plain, line, Chance(clock)) as running:
            officer = Person(line, person("ฝน"))
            await _onboarded(officer)
            await officer.does(*(line.sending.text(officer.who, f) for f in TOLD.split()))
            yield Room(line, clock, officer, running)
        assert line.state.breaches == []


async def test_progress_is_told_then_a_link_and_the_code_apart(room: Room) -> None:
    room.line.state.calls.clear()
    await room.orders("PDF ทั้งแฟ้ม")
    *_, coming, link, code = room.officer.seen
    assert "กำลังจัดแฟ้มให้" in coming
    assert LINK.search(link)
    assert "ภายใน 24 ชั่วโมง" in link
    assert f"{URL}/verify" in link
    assert room.code in code
    assert room.code not in link
    assert URL not in code
    assert any("loading/start" in call.path for call in room.line.state.calls)


async def test_the_owner_opens_it_and_has_the_bytes_that_verify(room: Room) -> None:
    await room.orders("PDF ทั้งแฟ้ม")
    async with room.browser() as web:
        form = await web.get(room.link)
        assert "ใส่รหัส 6 หลัก" in form.text
        file = await web.post(room.link, data={"code": room.code, "format": "pdf"})
        assert file.headers["content-type"] == "application/pdf"
        assert re.fullmatch(
            r'attachment; filename="CEC-BJEV-024-[a-z2-7]{16}\.pdf"',
            file.headers["content-disposition"],
        )
        assert file.content.startswith(b"%PDF")
        verdict = await web.post("/verify", content=file.content)
    assert "ของจริง และเป็นฉบับล่าสุด" in verdict.text


async def test_whoever_else_has_the_link_reads_why_not_and_nothing_of_the_officer(
    room: Room,
) -> None:
    await room.orders("PDF ทั้งแฟ้ม")
    other = Person(room.line, person("คนอื่น"))
    await other.does(room.line.sending.follow(other.who))
    async with room.browser() as web:
        wrong = f"{(int(room.code) + 1) % 1_000_000:06d}"
        answer = await web.post(room.link, data={"code": wrong, "format": "pdf"})
        assert answer.status_code == 403
        assert "รหัสไม่ถูก" in answer.text
        tampered = await web.get(_tampered(room.link))
        assert tampered.status_code == 404
        assert "ลิงก์นี้ใช้ไม่ได้" in tampered.text
        form = await web.get(room.link)
    for page in (answer, tampered, form):
        assert 'lang="th"' in page.text
        assert not any(secret in page.text for secret in ("ฝน", "เทศบาล", room.officer.who))
    assert not any(map(LINK.search, other.seen))


def _tampered(link: str) -> str:
    """The same link to a later time: another letter in the middle."""
    place = len("/get/") + 20
    return link[:place] + ("a" if link[place] != "a" else "b") + link[place + 1 :]


async def test_a_link_expires_and_says_so_in_thai(room: Room) -> None:
    await room.orders("ทุกอย่างเป็น ZIP")
    link, code = room.link, room.code
    async with room.browser() as web:
        room.clock.ahead = timedelta(hours=23, minutes=58)
        good = await web.post(link, data={"code": code, "format": "zip"})
        assert good.content.startswith(b"PK")
        room.clock.ahead = timedelta(hours=24, minutes=1)
        for answer in (await web.get(link), await web.post(link, data={"code": code})):
            assert answer.status_code == 410
            assert "ลิงก์หมดอายุแล้ว" in answer.text


async def test_a_file_is_asked_for_again_once_the_link_is_over(room: Room) -> None:
    await room.orders("PDF ทั้งแฟ้ม")
    first = room.link, room.code
    await room.orders("PDF ทั้งแฟ้ม")
    assert (room.link, room.code) != first
    async with room.browser() as web:
        for link, code in (first, (room.link, room.code)):
            file = await web.post(link, data={"code": code, "format": "pdf"})
            assert file.content.startswith(b"%PDF")
