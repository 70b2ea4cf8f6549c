"""After an erasure nothing is left anywhere: files, exports, inbox, outbox, spool, logs."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.channel import TryLater
from bot.operations.logs import JsonLines, TextLines
from dialogs.pack import Pack
from dialogs.values import Unsent
from storage.inbox import Arrival
from storage.spool import Spool
from tests.bot.privacy.house import House, traces
from tests.bot.privacy.test_erased import (
    AGENCY,
    CAPTION,
    FILE,
    FIRST,
    IN_GROUP,
    MA,
    NAME,
    SECOND,
    SERVICE,
    TO_COACH,
    story,
)

ID = f"line:{MA}"
UNREAD, HELD_BACK = "คำที่ยังไม่มีใครอ่าน ตู้เขียวชั้นสาม", "โต๊ะหมายเลขสี่สิบสองริมหน้าต่าง"
OTHERS = "คำของคนอื่นที่รออยู่ในที่พัก"
TOLD = (FIRST, SECOND, TO_COACH, IN_GROUP, CAPTION, FILE, NAME, AGENCY, SERVICE, MA)
EVERYTHING = (*TOLD, UNREAD, HELD_BACK)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Everything the program logs from here on, in both forms."""
    path, ours = tmp_path / "logs" / "coach.log", logging.getLogger("bot")
    path.parent.mkdir()
    handlers = [logging.FileHandler(path, encoding="utf-8") for _ in range(2)]
    for handler, form in zip(handlers, (JsonLines(), TextLines()), strict=True):
        handler.setFormatter(form)
        ours.addHandler(handler)
    before = ours.level
    ours.setLevel(logging.DEBUG)
    yield path
    ours.setLevel(before)
    for handler in handlers:
        ours.removeHandler(handler)
        handler.close()


@pytest.fixture
async def house(plain: Pack, tmp_path: Path, log: Path) -> AsyncIterator[House]:
    house = await House.open(plain, tmp_path)
    yield house
    await house.close()


def arrival(key: str, officer: str, text: str) -> Arrival:
    return Arrival(key, {"officer": officer, "what": {"type": "text", "text": text}})


async def everywhere(house: House) -> Spool:
    """Somebody whose words lie wherever they can: unread, unsent, held back, and in files."""
    await story(house)
    house.channel.troubles = [TryLater("slow down")] * 99
    await house.inbox.put([arrival("late", ID, UNREAD)])
    spool = await Spool.open(house.folder / "spool")
    await spool.put([arrival("s1", ID, UNREAD), arrival("s2", "line:Uother", OTHERS)])

    async def forget(ids: tuple[str, ...]) -> None:
        await spool.forget(lambda waiting: waiting.body.get("officer") in ids)

    house.elsewhere.append(forget)
    return spool


@pytest.mark.parametrize("asked", ["in chat", "on paper"])
async def test_nothing_is_left_of_whoever_is_erased(
    house: House, tmp_path: Path, asked: str
) -> None:
    spool = await everywhere(house)
    await house.say(MA, f"handoffs! {HELD_BACK}")
    told = list(traces(tmp_path, *EVERYTHING))
    places = {line.partition("/")[0] for line in told} | {line.partition(".")[0] for line in told}
    assert places >= {"store", "store/inbox", "spool", "exports", "media"}
    assert {n for n in EVERYTHING if any(n in line for line in told)} == set(EVERYTHING)
    await (_in_chat(house) if asked == "in chat" else house.privacy.clerk.erase(ID))
    assert list(traces(tmp_path, *EVERYTHING)) == []
    assert [path for path in (tmp_path / "exports").rglob("*") if path.is_file()] == []
    assert house.media.all_of(ID) == []
    assert list(traces(tmp_path / "spool", OTHERS))
    assert spool.waiting == 1
    await spool.close()


async def _in_chat(house: House) -> None:
    house.channel.troubles = []
    await house.say(MA, "erase")
    await house.tap(MA, "erase_all")
    await house.errands()


async def test_a_message_taken_back_leaves_outbox_exports_and_spool(
    house: House, tmp_path: Path
) -> None:
    spool = await everywhere(house)
    held_back = await house.say(MA, f"handoffs! {HELD_BACK}")
    export = await house.export(ID)
    await spool.let_go(["s1"])  # it was handled, and not tidied up yet
    assert list(traces(tmp_path / "spool", UNREAD))
    house.channel.troubles = []
    await house.do(Unsent(held_back), MA)
    await house.errands()
    assert list(traces(tmp_path, HELD_BACK)) == []
    assert list(traces(tmp_path / "spool", UNREAD)) == []
    assert list(traces(tmp_path, FIRST))
    verdict = await house.exports.verify(export.files["md"][1], house.clock.now())
    assert (verdict.standing, verdict.why) == ("genuine_superseded", ("erased",))
    await spool.close()


async def test_the_log_has_ids_and_never_words(house: House, log: Path) -> None:
    spool = await everywhere(house)
    await house.say(MA, f"handoffs! {HELD_BACK}")
    await house.privacy.clerk.erase(ID)
    await spool.close()
    assert list(traces(log.parent, "erased as its owner asked"))
    assert list(traces(log.parent, "slow down"))
    assert list(traces(log.parent, *EVERYTHING)) == []
