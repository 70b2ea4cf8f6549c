"""Exports ordered at the console go on in any process, and go with whoever they are about."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace as with_
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from starlette.applications import Starlette

from bot.console import console
from bot.errands import Errands
from bot.exports.agency import Agency
from bot.exports.clerk import Clerk
from bot.exports.dossier import Options
from bot.exports.jobs import ASIDE_JOB, JOB, Job, Jobs
from bot.exports.maker import Exported, Exports, Progress, open_exports
from bot.exports.shelf import LIVES, TEAMS
from bot.people.pages import team_page
from dialogs.pack import Pack
from storage.errors import TryLater
from tests.bot.console.full import ONE
from tests.bot.console.house import COACH, MA, SECRET, URL, Browser, House, told
from tests.bot.exports.exporting import keys
from tests.bot.exports.test_awarding import ISSUER
from tests.dialogs.reviewing.drafting import good
from tests.fakes import NOON


async def house_with(plain: Pack, folder: Path) -> House:
    """A house with exports where มะลิ handed over one of two criteria."""
    house = await House(plain).open()
    house.desk.exports = await _exports(house, folder)
    await house.bureau.submit(MA, told(plain, ONE), ONE)
    return house


async def _exports(house: House, folder: Path) -> Exports:
    return await open_exports(house.desk.store, None, house.pack, keys(), folder, NOON)


async def ordered(house: House, *formats: str, team: bool = False) -> tuple[Browser, str]:
    """The coach's browser, and the address of what they ordered."""
    coach = await house.signed_in(COACH)
    address = f"{house.base}/export" if team else f"{house.base}/p/{house.name(MA)}/export"
    form: dict[str, str | Sequence[str]] = {"format": formats or ["json"], "criterion": [ONE]}
    answer = await coach.send(address, form)
    assert answer.status_code == 303, answer.text
    return coach, answer.headers["location"]


def files(page: str) -> list[str]:
    return re.findall(r'href="([^"]+)" download', page)


def next_door(coach: Browser) -> Browser:
    """The same browser at another process over the same store and folder."""
    app = Starlette(routes=console(coach.house.desk, SECRET, URL))
    transport = httpx.ASGITransport(app=app)
    return with_(coach, client=httpx.AsyncClient(
        transport=transport, base_url=URL, cookies=coach.client.cookies
    ))  # fmt: skip


@pytest.mark.parametrize("team", [False, True])
async def test_another_process_shows_and_hands_out_what_was_ordered(
    plain: Pack, tmp_path: Path, team: bool
) -> None:
    house = await house_with(plain, tmp_path)
    coach, page = await ordered(house, team=team)
    waiting = await next_door(coach).get(page)
    assert "รอคิว" in waiting.text
    assert waiting.headers["refresh"] == "2"
    house.desk.exports = await _exports(house, tmp_path)
    await house.errands()
    other = next_door(coach)
    (file,) = files(await other.text(page))
    assert (await other.get(file)).status_code == 200
    assert (await coach.get(file)).status_code == 200


class Slow:
    """Exports that tell of every step before they take it, and may fail."""

    def __init__(self, exports: Exports, failing: int = 0) -> None:
        self.exports, self.failing = exports, failing
        self.store, self.register, self.shelf = exports.store, exports.register, exports.shelf
        self.pack = exports.pack

    async def export(
        self,
        officer: str,
        options: Options,
        formats: Sequence[str],
        by: str,
        at: datetime,
        progress: Progress | None = None,
    ) -> Exported:
        if self.failing:
            self.failing -= 1
            raise TryLater("not now")
        return await self.exports.export(officer, options, formats, by, at, progress)


async def test_progress_is_kept_step_by_step(plain: Pack, tmp_path: Path) -> None:
    house = await house_with(plain, tmp_path)
    await ordered(house, "md", "json")
    exports = house.desk.exports
    assert exports is not None
    clerk, seen = Clerk(exports, house.desk.people, house.desk.clock), list[tuple[str, int, int]]()
    job = await _job(house, MA)
    progress = clerk.progress(job)
    for n, step in enumerate(("gather", "md", "json", "register"), 1):
        await progress(step, n, 4)
        kept = await _job(house, MA)
        seen.append((kept.step, kept.number, kept.total))
    assert seen == [("gather", 1, 4), ("md", 2, 4), ("json", 3, 4), ("register", 4, 4)]
    coach = await house.signed_in(COACH)
    page = await coach.text(f"{house.base}/p/{house.name(MA)}/export/{job.id}")
    assert "กำลังลงลายเซ็น" in page
    assert "4 จาก 4" in page


async def _job(house: House, page: str) -> Job:
    store, clock = house.desk.store, house.desk.clock
    async with store.turn(page, at=clock.now()) as turn:
        (id,) = [id for id in turn.docs if id.startswith(ASIDE_JOB)]
    job = await Jobs(store, clock).read(id.removeprefix(ASIDE_JOB), page)
    assert job is not None
    return job


async def test_only_who_ordered_sees_it(plain: Pack, tmp_path: Path) -> None:
    house = await house_with(plain, tmp_path)
    _, own = await ordered(house)
    _, teams = await ordered(house, team=True)
    await house.errands()
    assessor = await house.signed_in("line:assessor")
    for page in (own, teams):
        assert (await assessor.get(page)).status_code == 303
    assert (await assessor.get(f"{teams}/file")).status_code == 404


async def test_who_lost_the_role_gets_nothing_made(plain: Pack, tmp_path: Path) -> None:
    house = await house_with(plain, tmp_path)
    await ordered(house)
    root = await house.desk.people.person("line:root")
    assert root is not None
    await house.desk.people.revoke(root, COACH, "coach")
    await house.errands()
    assert (await _job(house, MA)).trouble == "failed"
    history = await house.desk.store.history(MA)
    assert "exported" not in [entry.kind for entry in history.entries]


async def test_an_order_about_somebody_erased_is_gone(plain: Pack, tmp_path: Path) -> None:
    house = await house_with(plain, tmp_path)
    coach, page = await ordered(house)
    job = await _job(house, MA)
    async with house.desk.store.turn(MA, at=house.desk.clock.now()) as turn:
        turn.wipe()
    await house.errands()
    assert (await coach.get(page)).status_code == 303
    assert await Jobs(house.desk.store, house.desk.clock).read(job.id, MA) is None
    exports = house.desk.exports
    assert exports is not None
    assert await exports.register.all_of(MA, NOON) == []


async def test_a_teams_file_is_handed_out_for_an_hour(plain: Pack, tmp_path: Path) -> None:
    house = await house_with(plain, tmp_path)
    coach, page = await ordered(house, team=True)
    await house.errands()
    (file,) = files(await coach.text(page))
    await house.bureau.clock.move(3599)
    assert (await coach.get(file)).content.startswith(b"PK")
    await house.bureau.clock.move(1)
    assert (await coach.get(file)).status_code == 404
    assert "ไม่มีให้ดาวน์โหลดแล้ว" in await coach.text(page)


async def test_a_teams_file_goes_when_a_members_evidence_is_erased(
    plain: Pack, tmp_path: Path
) -> None:
    house = await house_with(plain, tmp_path)
    coach, page = await ordered(house, team=True)
    await house.errands()
    (file,) = files(await coach.text(page))
    exports = house.desk.exports
    assert exports is not None
    await exports.forget(MA, house.desk.clock.now())
    job = await _job(house, team_page(house.bureau.team.id))
    assert exports.shelf.about(TEAMS, job.export, house.desk.clock.now()) is None
    assert (await coach.get(file)).status_code == 404
    assert "ไม่มีให้ดาวน์โหลดแล้ว" in await coach.text(page)


@pytest.mark.parametrize(("failing", "trouble"), [(2, ""), (3, "failed")])
async def test_an_export_that_fails_is_tried_three_times(
    plain: Pack, tmp_path: Path, failing: int, trouble: str
) -> None:
    house = await house_with(plain, tmp_path)
    coach, page = await ordered(house)
    exports = house.desk.exports
    assert exports is not None
    slow = Slow(exports, failing)
    clerk = Clerk(slow, house.desk.people, house.desk.clock)  # type: ignore[arg-type]
    errands = Errands(house.desk.store, house.desk.clock, clerk.handlers())
    for _ in range(4):
        await errands.carry_out()
        await house.bureau.clock.move(60)
    assert (await _job(house, MA)).trouble == trouble
    shown = await coach.text(page)
    assert ("ไม่สำเร็จ" in shown) == bool(trouble)
    assert bool(files(shown)) != bool(trouble)


async def test_an_order_is_forgotten_with_its_files(plain: Pack, tmp_path: Path) -> None:
    house = await house_with(plain, tmp_path)
    _, page = await ordered(house)
    await house.errands()
    job = await _job(house, MA)
    await house.bureau.clock.move(LIVES.total_seconds() + 1)
    await house.errands()
    assert await Jobs(house.desk.store, house.desk.clock).read(job.id, MA) is None
    later = await house.signed_in(COACH)
    assert (await later.get(page)).headers["location"].endswith("/export")
    assert JOB not in repr(await house.pages())


async def _signed(house: House) -> None:
    """An assessor found what was handed over met, and signed it."""
    reviews, coach, assessor = house.bureau.reviews, house.bureau.coach, house.bureau.assessor
    await reviews.begin(coach, MA, ONE)
    await reviews.accept(coach, MA, ONE, good())
    await reviews.assess(assessor, MA, ONE, "meets", good())
    await reviews.sign_off(assessor, MA, ONE)


async def test_a_badge_is_offered_once_an_assessor_signed(plain: Pack, tmp_path: Path) -> None:
    house = await house_with(plain, tmp_path)
    assert house.desk.exports is not None
    house.desk.exports = with_(house.desk.exports, agency=Agency(issuer=ISSUER))
    coach, form = await house.signed_in(COACH), f"{house.base}/p/{house.name(MA)}/export"
    offer = 'name="format" value="badge"'
    assert offer not in await coach.text(form)
    refused = await coach.send(form, {"format": ["badge"], "criterion": [ONE]})
    assert refused.status_code == 422
    await _signed(house)
    assert offer in await coach.text(form)
    coach, page = await ordered(house, "badge")
    await house.errands()
    (file,) = files(await coach.text(page))
    with ZipFile(io.BytesIO((await coach.get(file)).content)) as badges:
        assert [name.endswith(f"-{ONE}.jws") for name in badges.namelist()] == [True]


async def test_the_errands_are_hurried_by_every_form(plain: Pack, tmp_path: Path) -> None:
    house, hurried = await house_with(plain, tmp_path), list[str]()
    app = Starlette(routes=console(house.desk, SECRET, URL, hurry=lambda: hurried.append("now")))
    house.app = app
    await house.signed_in(COACH)
    before = len(hurried)
    await ordered(house)
    assert len(hurried) > before
