"""Any number of processes share one database: each message is answered once, in order."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot.service.clock import SystemClock
from bot.service.serve import running
from bot.service.service import Part
from bot.service.settings import BadSettings, Settings, load_settings
from dialogs.pack import Pack
from tests.bot.service.line_stage import Person, line_settings, served
from tests.bot.service.together import differing, together
from tests.emulators.line import LineEmulator
from tests.emulators.line_sending import person

PEOPLE = 4
BURST = ("เราเป็นเทศบาลเล็ก", "ชาวบ้านรอคิวนาน", "บางคนรอทั้งวัน")


def _now() -> datetime:
    return SystemClock().now()


async def _talk(officer: Person) -> list[str]:
    """A short talk: first contact, consent, a burst, a question; everything the coach says."""
    line = officer.line
    await officer.does(line.sending.event("follow", officer.who, follow={"isUnblocked": False}))
    await officer.does(line.sending.event("postback", officer.who, postback={"data": "agree"}))
    for words in ("ฝน", "เทศบาล", "งานทะเบียน"):
        await officer.types(words)
    await officer.types(*BURST)
    await officer.types("สถานะ")
    await asyncio.sleep(0.3)  # a second answer would come now
    return officer.seen


async def _all_talk(line: LineEmulator) -> list[list[str]]:
    people = [Person(line, person(f"{number}")) for number in range(PEOPLE)]
    return list(await asyncio.gather(*map(_talk, people)))


async def _alone(plain: Pack, folder: Path) -> list[str]:
    async with LineEmulator(_now) as line, served(_settings(folder, line), plain, line):
        return await _talk(Person(line, person("0")))


def _settings(folder: Path, line: LineEmulator, database: str = "") -> Settings:
    more = {"MVS_BURST_SECONDS": "0.8"}  # long enough for a burst through a busy machine
    if database:
        more |= {"MVS_STORE": database, "MVS_DATA": str(folder / "data")}
    return line_settings(folder, line, **more)


@pytest.mark.parametrize(
    "parts",
    [("web", "web", "worker", "worker"), ("all", "all")],
    ids=" ".join,
)
async def test_however_the_work_is_shared_the_talk_is_the_same(
    parts: tuple[Part, ...], plain: Pack, database: str, tmp_path: Path
) -> None:
    expected = await _alone(plain, tmp_path / "alone")
    async with LineEmulator(_now) as line:
        async with together(_settings(tmp_path, line, database), plain, line, parts):
            heard = await _all_talk(line)
        assert line.state.breaches == []
    assert differing(heard, expected) == []


async def test_when_a_worker_ends_another_goes_on_with_what_it_had(
    plain: Pack, database: str, tmp_path: Path
) -> None:
    expected = await _alone(plain, tmp_path / "alone")
    async with LineEmulator(_now) as line:
        settings = _settings(tmp_path, line, database)
        async with together(settings, plain, line, ("web", "worker")):
            talking = asyncio.create_task(_all_talk(line))
            for _ in range(4):
                async with running(settings, plain, part="worker"):
                    await asyncio.sleep(0.5)
            heard = await talking
    assert differing(heard, expected) == []


async def test_a_store_in_files_is_for_one_process_and_says_so(plain: Pack, tmp_path: Path) -> None:
    settings = load_settings({"MVS_STORE": f"tinydb://{tmp_path}"})
    parts: tuple[Part, ...] = ("web", "worker")
    for part in parts:
        with pytest.raises(BadSettings, match="give all processes a database"):
            async with running(settings, plain, part=part):
                pass
