"""Talks: whole conversations in Thai, run again and compared. ``--accept`` rewrites them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.coach import Coach
from bot.talk import Talk
from dialogs.pack import Pack
from storage.memory import MemoryStore

TALKS = {path.stem: path for path in sorted(Path(__file__).parent.glob("*.md"))}


@pytest.fixture(params=TALKS)
def written(request: pytest.FixtureRequest) -> str:
    """A talk as it stands in its file."""
    return TALKS[request.param].read_text("utf-8")


@pytest.fixture
async def talked(written: str, pack: Pack) -> str:
    """The same talk, run again from what the officer does in it."""
    return await Talk(Coach(pack, MemoryStore())).run(written)


def test_the_conversation_reads_as_written(
    written: str, talked: str, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--accept"):
        name = request.node.callspec.params["written"]
        TALKS[name].write_text(talked, "utf-8")
        written = talked
    assert talked == written


def test_there_are_talks_for_every_criterion(pack: Pack) -> None:
    openings = {name.removeprefix("opening_") for name in TALKS}
    assert {c.id for c in pack.content.default.criteria} <= openings
    assert len(TALKS) >= 28
