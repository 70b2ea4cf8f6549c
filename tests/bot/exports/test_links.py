"""A link opens with the code told in chat, for a day, five times, and every time is on record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.exports import links
from bot.exports.links import Given
from bot.exports.maker import Exports
from content.models import Content
from tests.bot.exports.exporting import LATER, exported, opened
from tests.bot.exports.sample import MADE, OFFICER

CODE = "123456"


async def given(exports: Exports) -> Given:
    export = await exported(exports, "json")
    return await links.give(exports.register, export.record, MADE, lambda: CODE)


async def unlocked(exports: Exports, given: Given, code: str = CODE, hours: int = 1) -> str:
    token, at = given.path.removeprefix("/get/"), MADE + timedelta(hours=hours)
    found = await links.unlock(exports.register, token, code, "json", at)
    return found if isinstance(found, str) else "open"


@pytest.fixture
async def exports(content: Content, tmp_path: Path) -> Exports:
    _, exports = await opened(content, tmp_path)
    return exports


async def test_the_code_opens_a_link_five_times_and_each_is_on_record(exports: Exports) -> None:
    link = await given(exports)
    found = [await unlocked(exports, link, "12 34 56") for _ in range(6)]
    assert found == ["open"] * 5 + ["used_up"]
    history = await exports.store.history(OFFICER)
    noted = [e.content for e in history.entries if e.kind == links.DOWNLOADED]
    assert [(n or {})["number"] for n in noted] == [1, 2, 3, 4, 5]


async def test_five_wrong_codes_close_a_link(exports: Exports) -> None:
    link = await given(exports)
    found = [await unlocked(exports, link, "000000") for _ in range(5)]
    assert found == ["wrong_code"] * 5
    assert await unlocked(exports, link) == "locked"


async def test_a_link_lives_a_day(exports: Exports) -> None:
    assert await unlocked(exports, await given(exports), hours=24) == "expired"


async def test_a_new_link_or_none_replaces_the_one_before(exports: Exports) -> None:
    link = await given(exports)
    token = link.path.removeprefix("/get/")
    await links.revoke(exports.register, OFFICER, (await _export(exports, token)), LATER)
    assert await unlocked(exports, link) == "unknown"


async def test_looking_costs_nothing_and_a_token_cannot_be_made_up(exports: Exports) -> None:
    link = await given(exports)
    token = link.path.removeprefix("/get/")
    for _ in range(9):
        assert not isinstance(await links.look(exports.register, token, LATER), str)
    assert await unlocked(exports, link) == "open"
    other = ("b" if token[30] == "a" else "a").join((token[:30], token[31:]))
    for wrong in (other, token[:-1], "", "๑" * 48, "!" * 48):
        assert await links.look(exports.register, wrong, LATER) == "unknown"


async def _export(exports: Exports, token: str) -> str:
    found = await links.look(exports.register, token, LATER)
    assert not isinstance(found, str)
    return found.export
