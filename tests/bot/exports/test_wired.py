"""Documents in the running service: ordered in chat, made in the console, checked by anybody."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from starlette.applications import Starlette

from bot.channel import ChannelError, Place, Refused, TryLater
from bot.exports.maker import Exports, open_exports
from bot.exports.page.routes import pages
from bot.reviews import read_all
from bot.service.service import Service, World
from bot.service.settings import load_settings
from bot.telegram.trouble import Uncertain
from dialogs import stored
from dialogs.pack import Pack
from dialogs.reviewing.evidence import RULES
from dialogs.reviewing.values import Ruling
from dialogs.state import Consent
from dialogs.values import Tap
from tests.bot.console.full import ONE, REASONS
from tests.bot.console.house import COACH, MA, NID, House, told
from tests.bot.exports.exporting import keys
from tests.bot.service.stage import FakeChannel, HandClock, Stage, rules
from tests.fakes import NOON

OFFICER, URL = "line:U1", "https://coach.example.org"
PDF, ZIP = Tap("export:pdf"), Tap("export:zip")


@dataclass
class Carrier(FakeChannel):
    """An app that takes files; ``failing`` is what goes wrong next."""

    documents: list[tuple[str, bytes, str]] = field(default_factory=list)
    failing: list[ChannelError] = field(default_factory=list)

    async def send_document(
        self, place: Place, name: str, content: bytes, caption: str = ""
    ) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.documents.append((name, content, caption))


class Shop(Stage):
    """The service with exports, and an officer who told all of a criterion."""

    exports: Exports | None = None

    def make(self) -> Service:
        settings = load_settings({"MVS_PUBLIC_URL": URL})
        world = World({"line": self.channel}, self.clock, settings=settings, exports=self.exports)
        return Service(self.pack, self.store, self.inbox, world, rules(self.pack))

    async def opens(self, folder: Path, channel: FakeChannel) -> Shop:
        self.channel = channel
        self.exports = await open_exports(self.store, None, self.pack, keys(), folder, NOON)
        self.service = self.make()
        consent = Consent(NOON, self.pack.content.persona.notice_version)
        core, claims = stored.encode(replace(told(self.pack, ONE), consent=consent))
        async with self.store.turn(OFFICER, at=NOON) as turn:
            turn.keep(core)
            for id, claim in claims.items():
                turn.put(id, claim)
        return self

    async def __aenter__(self) -> Shop:
        await super().__aenter__()
        return self

    async def waits(self, holds: Callable[[], bool]) -> None:
        """Let files be made, which takes threads and real time."""
        for _ in range(200):
            await self.clock.move(1)
            if holds():
                return
            await asyncio.sleep(0.03)
        raise AssertionError(self.channel.texts)

    def token(self) -> str:
        """The newest link's token."""
        found = re.findall(rf"{URL}/get/([a-z2-7]+)", "\n".join(self.channel.texts))
        return str(found[-1])

    def code(self) -> str:
        """The newest code."""
        return str(re.findall(r"\b\d{6}\b", self.channel.texts[-1])[-1])


@pytest.fixture
async def shop(plain: Pack, tmp_path: Path) -> AsyncIterator[Shop]:
    async with await Shop(plain).opens(tmp_path / "exports", FakeChannel()) as stage:
        yield stage


def browser(exports: Exports | None, clock: HandClock) -> httpx.AsyncClient:
    assert exports is not None
    app = Starlette(routes=pages(exports, clock))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL)


def _linked(shop: Shop) -> bool:
    return any("/get/" in text for text in shop.channel.texts)


async def test_which_file_is_asked_and_the_open_question_stays(shop: Shop) -> None:
    await shop.say("export")
    labels = [button.label for button in shop.channel.sent[-1].replies[-1].buttons]
    assert labels == ["PDF ทั้งแฟ้ม", "ทุกอย่างเป็น ZIP"]


async def test_an_app_without_files_gets_a_link_once_and_the_code_apart(shop: Shop) -> None:
    await shop.do(PDF)
    await shop.waits(lambda: _linked(shop))
    link, code = shop.channel.texts[-2:]
    assert URL in link
    assert "ลายนิ้วมือของบันทึก" in link
    assert shop.code() not in link
    assert URL not in code
    await shop.clock.move(120)
    assert sum("/get/" in text for text in shop.channel.texts) == 1
    history = await shop.store.history(OFFICER)
    assert shop.token() not in repr(history.entries)
    assert [e.kind for e in history.entries].count("exported") == 1


async def test_the_link_opens_with_the_code_and_the_file_is_genuine(shop: Shop) -> None:
    await shop.do(PDF)
    await shop.waits(lambda: _linked(shop))
    async with browser(shop.exports, shop.clock) as web:
        address = f"/get/{shop.token()}"
        assert (await web.get(address)).status_code == 200
        form = {"code": shop.code(), "format": "pdf"}
        file = await web.post(address, data=form)
        verdict = await web.post("/verify", content=file.content)
    assert file.content.startswith(b"%PDF")
    assert "ของจริง และเป็นฉบับล่าสุด" in verdict.text


async def test_five_wrong_codes_or_a_day_close_the_link(shop: Shop) -> None:
    await shop.do(PDF)
    await shop.waits(lambda: _linked(shop))
    async with browser(shop.exports, shop.clock) as web:
        address, wrong = f"/get/{shop.token()}", f"{(int(shop.code()) + 1) % 1_000_000:06d}"
        codes = [wrong] * 5 + [shop.code()]
        found = [await web.post(address, data={"code": c, "format": "pdf"}) for c in codes]
        assert [answer.status_code for answer in found] == [403] * 5 + [410]
    async with browser(shop.exports, HandClock(NOON + timedelta(hours=25))) as web:
        assert (await web.get(address)).status_code == 410


async def test_an_app_that_takes_files_gets_the_document_once(plain: Pack, tmp_path: Path) -> None:
    channel = Carrier(failing=[TryLater("slow down")])
    async with await Shop(plain).opens(tmp_path, channel) as shop:
        await shop.do(ZIP)
        await shop.waits(lambda: bool(channel.documents))
        await shop.clock.move(120)
        ((name, content, caption),) = channel.documents
        history = await shop.store.history(OFFICER)
    assert name.endswith(".zip")
    assert content.startswith(b"PK")
    assert "ลายนิ้วมือของบันทึก" in caption
    assert channel.typing
    assert not _linked(shop)
    assert [e.kind for e in history.entries].count("exported") == 1


@pytest.mark.parametrize("trouble", [Uncertain("no answer"), Refused("too large")])
async def test_a_document_that_may_have_arrived_is_not_sent_again(
    plain: Pack, tmp_path: Path, trouble: ChannelError
) -> None:
    channel = Carrier(failing=[trouble])
    async with await Shop(plain).opens(tmp_path, channel) as shop:
        await shop.do(PDF)
        await shop.waits(lambda: _linked(shop))
    assert channel.documents == []


async def test_a_copy_of_everything_comes_the_same_way(shop: Shop) -> None:
    await shop.do(Tap("my_copy"))
    await shop.waits(lambda: _linked(shop))
    async with browser(shop.exports, shop.clock) as web:
        form = {"code": shop.code(), "format": "zip"}
        file = await web.post(f"/get/{shop.token()}", data=form)
    with zipfile.ZipFile(io.BytesIO(file.content)) as copy:
        assert "เล่าเรื่อง" in copy.read("my-data.md").decode()


# --- the console ----------------------------------------------------------------------------------


async def office(plain: Pack, folder: Path) -> House:
    """A house with exports: มะลิ handed over one of two criteria, นิด none."""
    house = await House(plain).open()
    house.desk.exports = await open_exports(house.desk.store, None, plain, keys(), folder, NOON)
    await house.bureau.submit(MA, told(plain, ONE), ONE)
    await house.bureau.know(NID, told(plain, ONE, {"handoffs": "ความลับของนิด"}))
    return house


async def made(house: House, who: str, address: str, **form: str | list[str]) -> tuple[str, str]:
    """Order an export, wait for it; the address of its page and its text."""
    here = await house.signed_in(who)
    answer = await here.send(address, {"format": ["json"], **form})
    assert answer.status_code == 303, answer.text
    page = answer.headers["location"]
    assert "Refresh" in (await here.get(page)).headers
    await house.errands()
    shown = await here.get(page)
    assert "Refresh" not in shown.headers
    return page, shown.text


async def test_a_coach_gets_what_was_handed_over_and_it_is_noted(
    plain: Pack, tmp_path: Path
) -> None:
    house = await office(plain, tmp_path)
    address = f"{house.base}/p/{house.name(MA)}/export"
    _, page = await made(house, COACH, address, criterion=[ONE, "DS501.02"])
    file = re.findall(r'href="([^"]+/exports/[^"]+)"', page)[0]
    coach = await house.signed_in(COACH)
    content = (await coach.get(file)).text
    assert "เล่าเรื่อง" in content
    history = await house.desk.store.history(MA)
    kinds = [entry.kind for entry in history.entries]
    assert {"exported", "export_downloaded", "looked"} <= set(kinds)
    other = await house.signed_in("line:second")
    assert (await other.get(file)).status_code in (403, 404)


async def test_what_was_not_handed_over_cannot_be_asked_for(plain: Pack, tmp_path: Path) -> None:
    house = await office(plain, tmp_path)
    coach = await house.signed_in(COACH)
    address = f"{house.base}/p/{house.name(NID)}/export"
    assert "เล่าเรื่อง" not in await coach.text(address)
    answer = await coach.send(address, {"format": ["json"], "criterion": [ONE]})
    assert answer.status_code == 422
    _, page = await made(house, COACH, f"{house.base}/export")
    file = re.findall(r'href="([^"]+/file)"', page)[0]
    content = (await coach.get(file)).content
    assert content.startswith(b"PK")
    assert "ความลับของนิด".encode() not in content
    assert "ไม่รวม 2 คน" in page


async def test_who_may_not_is_refused(plain: Pack, tmp_path: Path) -> None:
    house = await office(plain, tmp_path)
    for who, status in (("line:root", 403), ("line:stranger", 404)):
        browser = await house.signed_in(who)
        for address in (f"{house.base}/export", f"{house.base}/p/{house.name(MA)}/export"):
            assert (await browser.get(address)).status_code == status
            assert (await browser.send(address, {"format": "json"})).status_code == status


async def test_what_was_accepted_and_goes_to_assessment_is_packaged(
    plain: Pack, tmp_path: Path
) -> None:
    house = await office(plain, tmp_path)
    reviews, coach = house.desk.reviews, house.bureau.coach
    await reviews.begin(coach, MA, ONE)
    await reviews.accept(coach, MA, ONE, {rule: Ruling(True, REASONS) for rule in RULES})
    address = f"{house.base}/p/{house.name(MA)}/export"
    await made(house, COACH, address, criterion=[ONE], assessment="1")
    async with house.desk.store.turn(MA, at=NOON) as turn:
        assert read_all(turn)[ONE].status == "packaged"
