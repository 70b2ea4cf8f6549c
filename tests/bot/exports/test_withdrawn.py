"""An export that says something erased since is withdrawn: no file, no link, and verify says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.exports.dossier import Options
from bot.exports.links import give, look
from bot.exports.maker import Exported, Exports
from bot.exports.shelf import LIVES, TEAMS
from bot.exports.verifying import look_up
from bot.exports.withdrawing import withdraw, withdrawing
from content.models import Content
from dialogs.values import Message, Unsent
from tests.bot.exports.exporting import ADDRESS, LATER, altered, exported, opened
from tests.bot.exports.sample import ANSWER, MADE, OFFICER, Sample

CHOSEN = Options(criteria=("DS501.01",))


async def unsends(played: Sample, words: str) -> None:
    """The officer takes a message back, as LINE tells it."""
    told = (await played.store.history(OFFICER)).entries
    message = next(e.ref or "" for e in told if e.kind == "officer" and words in str(e.content))
    await played.coach.hear(Message("line:unsent", OFFICER, LATER, Unsent(message)))


async def standing(exports: Exports, export: Exported) -> tuple[str, tuple[str, ...]]:
    verdict = await exports.verify(export.files["md"][1], LATER)
    return verdict.standing, verdict.why


def shelved(exports: Exports, export: Exported) -> bool:
    return exports.shelf.fetch(OFFICER, export.id, "md", LATER) is not None


async def test_a_message_that_is_taken_back_takes_exports_with_it(
    content: Content, tmp_path: Path
) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    link = (await give(exports.register, export.record, MADE)).path.rpartition("/")[2]
    assert shelved(exports, export)
    await unsends(played, ANSWER)
    assert await standing(exports, export) == ("genuine_superseded", ("erased",))
    assert await withdraw(exports, OFFICER, LATER) == 1
    assert not shelved(exports, export)
    assert not [path for path in (tmp_path / "exports").rglob("*") if path.is_file()]
    assert await standing(exports, export) == ("genuine_superseded", ("erased",))
    found = await look(exports.register, link, LATER)
    assert not isinstance(found, str)
    assert exports.shelf.about(OFFICER, found.export, LATER) is None
    async with exports.store.turn(OFFICER, at=LATER) as turn:
        assert not [id for id in turn.docs if "export_link" in id]


async def test_what_is_known_of_a_withdrawn_exports_parts_goes_too(
    content: Content, tmp_path: Path
) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    await unsends(played, ANSWER)
    await withdrawing(exports)(OFFICER, LATER)
    record = await exports.register.find(export.id, LATER)
    assert record is not None
    assert record.withdrawn == LATER
    assert (record.salt, [made.parts for made in record.files if made.parts]) == ("", [])
    verdict = await exports.verify(altered(export.files["md"][1], 900), LATER)
    assert (verdict.standing, verdict.where) == ("altered", ("whole",))
    by_id = await look_up(export.id, exports.register, LATER, export.dossier.cover.head)
    assert (by_id.standing, by_id.why) == ("genuine_superseded", ("erased",))


async def test_withdrawing_again_finishes_what_was_cut_short(
    content: Content, tmp_path: Path
) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    await unsends(played, ANSWER)
    await exports.register.withdraw(OFFICER, LATER)
    assert shelved(exports, export)
    assert [await withdraw(exports, OFFICER, LATER) for _ in range(2)] == [1, 1]
    assert not shelved(exports, export)


async def test_an_export_made_after_the_erasure_stays(content: Content, tmp_path: Path) -> None:
    played, exports = await opened(content, tmp_path)
    before = await exported(exports, options=CHOSEN)
    await unsends(played, ANSWER)
    after = await exports.export(OFFICER, CHOSEN, ("md",), OFFICER, LATER)
    assert await withdraw(exports, OFFICER, LATER) == 1
    assert (shelved(exports, before), shelved(exports, after)) == (False, True)
    assert await standing(exports, after) == ("genuine_current", ())


async def test_a_teams_file_goes_with_an_export_that_is_in_it(
    content: Content, tmp_path: Path
) -> None:
    played, exports = await opened(content, tmp_path)
    inside = await exported(exports)
    other = await exports.export("line:other", ADDRESS, ("md",), "line:coach", MADE)
    for export, member in (("team-" + "a" * 16, inside), ("team-" + "b" * 16, other)):
        record = replace(inside.record, export=export, officer="", team="t1", members=(member.id,))
        await exports.register.add(record)
        exports.shelf.keep(TEAMS, export, {"zip": ("x.zip", b"PK")}, LATER + LIVES)
    await unsends(played, ANSWER)
    await withdraw(exports, OFFICER, LATER)
    left = [shelved.export for shelved in exports.shelf.all_of(TEAMS, LATER)]
    assert left == ["team-" + "b" * 16]


@pytest.mark.parametrize("erased", [(), ("no-such-message",)])
async def test_an_erasure_that_touches_nothing_of_it_leaves_an_export(
    content: Content, tmp_path: Path, erased: tuple[str, ...]
) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    async with played.store.turn(OFFICER, at=LATER) as turn:
        turn.erase(erased)
    assert await withdraw(exports, OFFICER, LATER) == 0
    assert shelved(exports, export)
