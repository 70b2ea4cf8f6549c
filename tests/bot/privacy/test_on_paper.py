"""Whoever asks on paper is found, handed a copy and erased by the operator, who sees no words."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from bot.operations.operator import SOCKET, Wanted, answering, requested
from bot.operations.requests import Distant, written
from bot.privacy.clerk import Nobody
from dialogs.pack import Pack
from storage.errors import StoreError, TryLater
from tests.bot.privacy.house import COACH, House, traces
from tests.bot.privacy.test_erased import (
    AGENCY,
    CAPTION,
    FILE,
    FIRST,
    GROUP,
    IN_GROUP,
    MA,
    NAME,
    SERVICE,
    TO_COACH,
    chains_hold,
    story,
)

WORDS = (FIRST, TO_COACH, IN_GROUP, CAPTION, FILE, NAME, AGENCY, SERVICE)
ID = f"line:{MA}"


@pytest.fixture
async def house(plain: Pack, tmp_path: Path) -> AsyncIterator[House]:
    house = await House.open(plain, tmp_path)
    yield house
    await house.close()


async def trail_of(house: House, who: str) -> str:
    return (await house.store.history(who)).officer


async def test_what_is_kept_is_counted_and_not_told(house: House) -> None:
    await story(house)
    found = await house.privacy.clerk.count(ID)
    assert (found.id, found.trail) == (ID, await trail_of(house, ID))
    assert (found.files, found.exports, found.team, found.roles) == (1, 1, True, ())
    assert found.answers >= 3
    assert found.messages >= 8
    said = "\n".join(found.lines())
    assert not [word for word in WORDS if word in said]
    assert (await house.privacy.clerk.count(COACH)).roles == ("coach",)


@pytest.mark.parametrize("form", ["app", "pseudonym", "other app", "export"])
async def test_somebody_is_found_by_any_of_their_names(house: House, form: str) -> None:
    await house.meet(MA, NAME, AGENCY, SERVICE)
    code = await house.people.invite("link", ID)
    await house.people.redeem(code, "telegram:99", "", event="linked")
    export = (await house.export(ID)).id
    trail = await trail_of(house, ID)
    names = {"app": ID, "pseudonym": trail, "other app": "telegram:99", "export": export}
    found = await house.privacy.clerk.count(names[form])
    assert (found.id, found.apps) == (ID, 1)


async def test_who_is_not_there_is_not_made(house: House) -> None:
    await story(house)
    before = {each async for each in house.store.officers()}
    for who in ("line:Unobody", "0" * 32, "a" * 16, "desk", "exports", GROUP, "", "team:x"):
        with pytest.raises(Nobody):
            await house.privacy.clerk.erase(who)
    assert {each async for each in house.store.officers()} == before


async def test_a_name_is_no_proof_but_leads_to_ids(house: House) -> None:
    await house.meet(MA, NAME, AGENCY, SERVICE)
    await house.meet("Uother01", NAME, AGENCY, SERVICE)
    with pytest.raises(Nobody, match=f"{ID}, line:Uother01: ask by id"):
        await house.privacy.clerk.erase(NAME)
    assert (await house.privacy.clerk.count("line:Uother01")).id == "line:Uother01"


async def test_a_copy_on_paper_holds_everything_and_they_see_that_it_was_made(house: House) -> None:
    await story(house)
    content = await house.privacy.clerk.data(ID, "วิชัย")
    with zipfile.ZipFile(io.BytesIO(content)) as copy:
        names = copy.namelist()
        text, whole = copy.read("my-data.md").decode(), copy.read("my-data.json")
        files = [copy.read(name) for name in names if name.startswith("files/")]
    assert FIRST in text
    assert msgspec.json.decode(whole)["officer"] == ID
    assert [len(file) for file in files] == [kept.size for kept in house.media.all_of(ID)]
    assert "ผู้ดูแลระบบ วิชัย (ทำสำเนาตามที่คุณขอ)" in text


async def test_the_running_coach_erases_when_it_is_asked(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await story(house)
    folder, trail = tmp_path / "store", await trail_of(house, ID)
    caplog.set_level(logging.DEBUG)
    async with answering(folder, house.privacy.clerk):
        there = Distant(folder)
        assert await there.count(trail) == await house.privacy.clerk.count(ID)
        size = await written(there, ID, "", tmp_path / "copy.zip")
        assert (tmp_path / "copy.zip").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "copy.zip").stat().st_size == size
        with pytest.raises(StoreError, match="could not be written"):
            await written(there, ID, "", tmp_path / "copy.zip")
        (tmp_path / "copy.zip").unlink()
        assert await there.erase(ID) == trail
        with pytest.raises(TryLater, match="Nothing is kept"):
            await there.erase(ID)
    assert not (folder / SOCKET).exists()
    assert list(folder.glob("cut-*")) == []
    assert list(traces(tmp_path, *WORDS, MA)) == []
    assert not [word for word in (*WORDS, MA) if word in caplog.text]
    assert trail[:16] in caplog.text
    await chains_hold(house)


async def test_a_coach_without_a_clerk_or_asked_for_nonsense_says_so(
    house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    async with answering(folder):
        with pytest.raises(TryLater, match="Stop it"):
            await Distant(folder).count(ID)
    async with answering(folder, house.privacy.clerk):
        for line in (b"nonsense\n", b'{"do":"all","who":"x"}\n'):
            with pytest.raises(TryLater):
                async with requested(folder, line):
                    pass
        line = msgspec.json.encode(Wanted("count", "nobody")) + b"\n"
        with pytest.raises(TryLater, match="nobody"):
            async with requested(folder, line):
                pass
