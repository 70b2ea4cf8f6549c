"""The commands for requests on paper, over stores of both kinds that no coach has to itself."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot import cli_operations
from bot.coach import Coach
from bot.loading import load_pack
from bot.service.premises import open_premises
from bot.service.settings import load_settings
from dialogs.pack import Pack
from dialogs.values import Bubble, Message, Tap, Text
from storage.errors import StoreError
from tests.bot.privacy.house import traces
from tests.fakes import NOON

OFFICER, SAID = "line:Uonpaper", "คนรอคิวเต็มถึงบันไดชั้นสอง"

app = typer.Typer()
app.command()(cli_operations.erase)
app.command()(cli_operations.data)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(params=["files", "database"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Where a store is in which somebody said something."""
    files, folder = request.param == "files", tmp_path / "data"
    store = f"tinydb://{folder}" if files else request.getfixturevalue("database")
    found = {"MVS_STORE": store, "MVS_DATA": str(folder)}
    asyncio.run(_talk(found, request.getfixturevalue("pack")))
    return found


async def _talk(settings: dict[str, str], pack: Pack) -> None:
    store = (await open_premises(load_settings(settings))).store
    coach = Coach(pack, store)
    said = ("สวัสดี", "agree", "ฝน", "เทศบาล", "งานทะเบียน", "1.1", SAID)
    for n, words in enumerate(said):
        what = Tap(words) if words == "agree" else Text((Bubble(f"m{n}", words),))
        await coach.hear(Message(f"m{n}", OFFICER, NOON, what))
    await store.close()


def asked(settings: dict[str, str], *arguments: str, types: str = "") -> tuple[int, str]:
    """What a command ends with, and what it said; a StoreError is for people (``bot.cli.main``)."""
    done = CliRunner().invoke(app, arguments, input=types, env=settings)
    if isinstance(done.exception, StoreError):
        return 1, str(done.exception)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_somebody_is_erased_once_it_is_confirmed(settings: dict[str, str], tmp_path: Path) -> None:
    code, said = asked(settings, "erase", OFFICER, types="n\n")
    assert (code, "Nothing was erased" in said) == (1, True)
    assert SAID not in said
    code, said = asked(settings, "erase", OFFICER, types="y\n")
    assert (code, "Erased; trail" in said) == (0, True), said
    assert list(traces(tmp_path, SAID, OFFICER)) == []
    code, said = asked(settings, "erase", OFFICER, "--yes")
    assert (code, said) == (1, f"Nothing is kept of “{OFFICER}”.")


def test_a_copy_is_written_for_the_owner_of_the_file_only(
    settings: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "copy.zip"
    code, said = asked(settings, "data", OFFICER, "-o", str(out), "--by", "วิชัย")
    assert (code, out.stat().st_mode & 0o777) == (0, 0o600), said
    with zipfile.ZipFile(out) as copy:
        assert SAID in copy.read("my-data.md").decode()
    before = out.read_bytes()
    code, said = asked(settings, "data", OFFICER, "-o", str(out))
    assert (code, "could not be written" in said, out.read_bytes() == before) == (1, True, True)


def test_where_no_store_is_none_is_made(tmp_path: Path) -> None:
    settings = {"MVS_STORE": f"tinydb://{tmp_path / 'none'}"}
    for command in (("erase", OFFICER), ("data", OFFICER, "-o", str(tmp_path / "x.zip"))):
        assert asked(settings, *command) == (1, f"There is no store in {tmp_path / 'none'}.")
    assert list(tmp_path.iterdir()) == []
