"""A team's export holds what its coach may see of every member, and no more."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.exports.dossier import Options
from bot.exports.maker import Exports
from bot.exports.team import NothingToSee, export_team, seen_of
from bot.people.people import People
from bot.people.rights import Forbidden
from bot.people.tokens import BY
from bot.people.values import Member, Person, Team
from content.models import Content
from tests.bot.exports.exporting import LATER, opened
from tests.bot.exports.sample import MADE, OFFICER
from tests.bot.service.stage import HandClock

COACH = "line:coach"


async def team_of(exports: Exports, officer: str) -> tuple[People, Person, Team]:
    """A coach, and their team of one."""
    people = People(exports.store, HandClock(LATER))
    await people.redeem(await people.invite("coach", BY), COACH, "ครู", event="1")
    coach = await people.person(COACH)
    assert coach is not None
    team = await people.create_team(coach, "ทีมน้ำใส")
    code = await people.invite("officer", COACH, team=team.id)
    await people.redeem(code, officer, "สุดารัตน์", event="2")
    return people, coach, team


async def test_a_team_is_one_file_with_a_matrix_and_is_verified_like_any_other(
    content: Content, tmp_path: Path
) -> None:
    _, exports = await opened(content, tmp_path)
    people, coach, team = await team_of(exports, OFFICER)
    made = await export_team(exports, people, coach, team, LATER, formats=("json",))
    with ZipFile(BytesIO(made.content)) as archive:
        names = archive.namelist()
        evidence = archive.read(next(n for n in names if n.endswith(".json") and "/" in n))
    assert "matrix.xlsx" in names
    assert any(name.endswith(".json.sig") for name in names)
    assert (await exports.verify(made.content, LATER)).standing == "genuine_current"
    assert (await exports.verify(made.content[:-1] + b"x", LATER)).standing == "altered"
    assert (await exports.verify(evidence, LATER)).standing == "genuine_current"
    assert OFFICER not in str(made.record)
    await exports.forget(OFFICER, LATER)
    assert (await exports.verify(made.content, LATER)).why == ("erased",)


async def test_only_what_was_handed_over_is_seen(content: Content, tmp_path: Path) -> None:
    _, exports = await opened(content, tmp_path)
    shy = await seen_of(exports, Member(OFFICER, "", MADE), LATER, Options())
    open_ = await seen_of(exports, Member(OFFICER, "", MADE, shows_early=True), LATER, Options())
    assert shy is not None
    assert open_ is not None
    assert set(shy.criteria) == {"DS501.02", "DS502.01", "DS503.01", "DS504.04"}
    assert open_.criteria == ()
    other = Options(criteria=("DS501.01",))
    assert await seen_of(exports, Member(OFFICER, "", MADE), LATER, other) is None


async def test_who_may_not_see_a_team_does_not_export_it(content: Content, tmp_path: Path) -> None:
    _, exports = await opened(content, tmp_path)
    people, coach, team = await team_of(exports, "line:silent")
    with pytest.raises(Forbidden):
        await export_team(exports, people, Person("line:else"), team, LATER)
    with pytest.raises(NothingToSee):
        await export_team(exports, people, coach, team, LATER)
