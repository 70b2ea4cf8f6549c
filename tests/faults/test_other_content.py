"""Started again with another version of the content, officers go on where they were."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dialogs.pack import Pack
from tests.faults.contents import edited
from tests.faults.other_content import Middle, go_on, middles

IN_SUITE = ("facets removed", "criteria renamed", "questions reworded, facets added")


@pytest.fixture(scope="module")
def middle(plain: Pack) -> Middle:
    return asyncio.run(middles(plain, 100))


def test_a_hundred_officers_were_left_in_the_middle_of_many_things(middle: Middle) -> None:
    assert len(middle.states) == 100
    assert len(middle.questions) >= 8


@pytest.mark.parametrize("name", IN_SUITE)
async def test_officers_go_on_with_another_content_and_lose_nothing(
    plain: Pack, middle: Middle, tmp_path: Path, name: str
) -> None:
    other = edited(tmp_path / "content", name)
    assert other.content != plain.content
    found = await go_on(other, middle)
    assert +found.wrong == {}
    assert found.unsaid == found.unlisted == 0
    assert found.states == 100
    assert (found.orphans > 0) is (name != "questions reworded, facets added")
