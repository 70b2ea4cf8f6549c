"""The whole way through the emulated LINE."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.line.flex import Json
from bot.service.clock import SystemClock
from dialogs.pack import Pack
from dialogs.state import State
from tests.bot.service.line_stage import Person, line_schema, line_settings, served
from tests.emulators.line import LineEmulator
from tests.emulators.line_sending import person
from tests.emulators.line_state import Content


def _now() -> datetime:
    return SystemClock().now()


@pytest.fixture
async def line() -> AsyncIterator[LineEmulator]:
    async with LineEmulator(_now, schema=line_schema()) as line:
        yield line


def _photo() -> Content:
    bytes_ = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(bytes_, "JPEG")
    return Content(bytes_.getvalue(), "image/jpeg")


TOLD = "service_and_user! current_steps! handoffs! pain_baseline! systems_channels! review_method!"


async def _onboarded(officer: Person) -> None:
    await officer.does(officer.line.sending.follow(officer.who))
    await officer.taps("ยินยอม")
    for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
        await officer.types(text)
    await officer.taps("1.1 กระบวนงานเดิม")


async def test_from_first_contact_to_a_confirmed_draft(
    plain: Pack, line: LineEmulator, tmp_path: Path
) -> None:
    async with served(line_settings(tmp_path, line), plain, line) as at_work:
        officer = Person(line, person("ฝน"))
        await _onboarded(officer)
        await officer.does(line.sending.sticker(officer.who))
        await officer.does(line.sending.file(officer.who, "image", _photo()))
        told = line.sending.text(officer.who, "handoffs! ความลับ")
        await officer.does(told)
        await officer.does(line.sending.unsend(officer.who, told))
        burst = [line.sending.text(officer.who, facet) for facet in TOLD.split()]
        assert len(await officer.does(*burst)) <= 3
        await line.sending.deliver(line.sending.block(officer.who))
        await officer.does(line.sending.follow(officer.who))
        await _finish(officer)
        state = await at_work.service.turns.coach.recall(f"line:{officer.who}", _now())
        assert state.drafts["DS501.01"].confirmed
        assert [a.kind for a in state.attachments] == ["image"]
        assert _files(tmp_path) == 1
    assert line.state.breaches == []
    assert "ความลับ" not in _everything_in(tmp_path)


async def _finish(officer: Person) -> None:
    """Go on until the draft is shown, and say that it is right."""
    for _ in range(12):
        buttons = officer.line.state.buttons(officer.who)
        if "ใช้ร่างนี้" in buttons:
            await officer.taps("ใช้ร่างนี้")
            return
        await officer.types(TOLD)
    raise AssertionError(f"no draft after {officer.seen[-3:]}")


def _files(folder: Path) -> int:
    return len(list(folder.rglob("*.bin")))


async def test_a_photo_that_is_taken_back_is_erased_with_its_file(
    plain: Pack, line: LineEmulator, tmp_path: Path
) -> None:
    async with served(line_settings(tmp_path, line), plain, line) as at_work:
        officer = Person(line, person("ฝน"))
        await _onboarded(officer)
        photo = line.sending.file(officer.who, "image", _photo())
        await officer.does(photo)
        assert _files(tmp_path) == 1
        await officer.does(line.sending.unsend(officer.who, photo))
        assert _files(tmp_path) == 0
        state = await at_work.service.turns.coach.recall(f"line:{officer.who}", _now())
        assert state.attachments == ()


async def test_nothing_is_fetched_from_somebody_who_has_not_agreed(
    plain: Pack, line: LineEmulator, tmp_path: Path
) -> None:
    async with served(line_settings(tmp_path, line), plain, line):
        officer = Person(line, person("ฝน"))
        await officer.does(line.sending.follow(officer.who))
        await officer.does(line.sending.file(officer.who, "image", _photo()))
        assert _files(tmp_path) == 0
        assert all("content" not in call.path for call in line.state.calls)


async def test_a_program_is_refused_with_a_reason(
    plain: Pack, line: LineEmulator, tmp_path: Path
) -> None:
    async with served(line_settings(tmp_path, line), plain, line):
        officer = Person(line, person("ฝน"))
        await _onboarded(officer)
        program = Content(b"MZ" + bytes(200), "application/octet-stream")
        said = await officer.does(
            line.sending.file(officer.who, "file", program, fileName="งาน.exe", fileSize=202)
        )
        assert said
        assert _files(tmp_path) == 0


def _everything_in(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in files)


async def test_every_webhook_thrice_shuffled_and_at_once_is_as_once_in_order(
    plain: Pack, line: LineEmulator, tmp_path: Path
) -> None:
    async with served(line_settings(tmp_path, line), plain, line) as at_work:
        people = [Person(line, person(name)) for name in ("once", "thrice")]
        for officer, times in zip(people, (1, 3), strict=True):
            await _talk(officer, times)
        coach = at_work.service.turns.coach
        once, thrice = [await coach.recall(f"line:{p.who}", _now()) for p in people]
    assert people[1].seen == people[0].seen
    assert _what_is_known(thrice) == _what_is_known(once)
    assert len(once.claims) == 3


async def _talk(officer: Person, times: int) -> None:
    """First contact, then three quick messages at once; every webhook ``times`` times."""
    sending, who = officer.line.sending, officer.who
    await _delivered(officer, [sending.follow(who)], times)
    await _delivered(officer, [sending.event("postback", who, postback={"data": "agree"})], times)
    for text in ("ฝน", "เทศบาล", "งานทะเบียน", "skip"):
        await _delivered(officer, [sending.text(who, text)], times)
    tap = sending.event("postback", who, postback={"data": "c:DS501.01"})
    await _delivered(officer, [tap], times)
    quick = []
    for facet in ("handoffs!", "pain_baseline!", "systems_channels!"):
        quick.append(sending.text(who, facet))
        await asyncio.sleep(0.002)  # LINE tells milliseconds
    await _delivered(officer, quick, times)


async def _delivered(officer: Person, events: list[Json], times: int) -> None:
    copies = events * times
    random.Random(7).shuffle(copies)
    await officer.does(*copies)
    await asyncio.sleep(0.1)


def _what_is_known(state: State) -> object:
    claims = [(c.facet, c.level, c.quote.text) for c in state.claims]
    return claims, state.question, state.turns, state.profile.name, state.asked


async def test_the_real_reader_hears_what_is_said_in_line(
    pack: Pack, line: LineEmulator, tmp_path: Path
) -> None:
    async with served(line_settings(tmp_path, line), pack, line) as at_work:
        officer = Person(line, person("ฝน"))
        await officer.does(line.sending.follow(officer.who))
        await officer.types("ยินยอมค่ะ")
        for text in ("ชื่อฝน", "เทศบาลตำบลบ้านนา", "รับคำร้องซ่อมไฟ", "ข้าม"):
            await officer.types(text)
        await officer.taps("1.1 กระบวนงานเดิม")
        await officer.types("ชาวบ้านโทรมาแจ้ง ธุรการจดลงสมุด", "แล้วส่งกองช่างด้วยกระดาษ รอประมาณ 8 วัน")
        state = await at_work.service.turns.coach.recall(f"line:{officer.who}", _now())
    assert state.claims
