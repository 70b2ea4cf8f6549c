"""Back-ups of a database, taken while it is worked with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from bot.exports.signing import keys_in
from bot.operations.backup import Occupied
from bot.operations.dumping import DUMP, dump, load, run
from bot.operations.keyring import KeyRing
from bot.operations.verifying import Unsound
from storage.postgres import PgStore
from storage.postgres.migrating import migrate

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
GIVEN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
OFFICERS = ("line:ก", "telegram:ข", "line:ค")


@pytest.fixture
def databases(postgres: str) -> Iterator[tuple[str, str]]:
    """Two empty databases, gone afterwards."""
    names = [f"coach_{uuid4().hex}" for _ in range(2)]
    with psycopg.connect(postgres, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}".encode())
        yield make_conninfo(postgres, dbname=names[0]), make_conninfo(postgres, dbname=names[1])
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


async def work(store: PgStore, officer: str, kept: dict[str, int]) -> None:
    while True:
        number = kept[officer] + 1
        async with store.turn(officer, event=f"{officer}-{number}", at=AT) as turn:
            turn.keep({"n": number})
            turn.log("said", {"n": number, "text": "กดคิว ซักประวัติ"})
            turn.push({"n": number})
        kept[officer] = number


async def test_a_dump_under_load_restores_with_everything_acknowledged(
    databases: tuple[str, str], tmp_path: Path
) -> None:
    here, there = databases
    await migrate(here)
    store, kept = await PgStore.open(here), dict.fromkeys(OFFICERS, 0)
    tasks = [asyncio.create_task(work(store, officer, kept)) for officer in OFFICERS]
    await asyncio.sleep(1)
    before = dict(kept)
    assert min(before.values()) > 0
    keys = KeyRing(None, GIVEN)
    made = await dump(here, tmp_path / "media", tmp_path / "copy", AT, keys=keys)
    assert sum(kept.values()) > sum(before.values())  # it was worked with meanwhile
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await store.close()
    put_back = KeyRing(tmp_path / "signing")
    await load(tmp_path / "copy", there, tmp_path / "media2", keys=put_back)
    assert keys_in(tmp_path / "signing").name == made.key
    restored = await PgStore.open(there)
    for officer in OFFICERS:
        async with restored.turn(officer, at=AT) as turn:
            found = (turn.state or {})["n"]
            assert len(turn.waiting) == found
        assert found >= before[officer]
        assert len((await restored.history(officer)).entries) == found
    await restored.close()
    with pytest.raises(Occupied):
        await load(tmp_path / "copy", there, tmp_path / "media3")


async def test_a_dump_is_for_its_owner_and_its_password_is_in_no_command(tmp_path: Path) -> None:
    commands: list[Sequence[str]] = []

    def noted(command: Sequence[str], environment: Mapping[str, str]) -> None:
        commands.append(command)
        if command[0] == "pg_dump":
            assert environment["PGPASSWORD"] == "hunter2"
            (tmp_path / "copy" / "store" / DUMP).write_bytes(b"x")

    await dump("postgresql://coach:hunter2@db/coach", tmp_path, tmp_path / "copy", AT, noted)
    assert (tmp_path / "copy" / "store" / DUMP).stat().st_mode & 0o077 == 0
    assert "hunter2" not in str(commands)


async def test_files_that_are_in_no_folder_are_said_to_be_elsewhere(tmp_path: Path) -> None:
    def written(command: Sequence[str], environment: Mapping[str, str]) -> None:
        if command[0] == "pg_dump":
            (tmp_path / "copy" / "store" / DUMP).write_bytes(b"x")

    url, told = "postgresql://coach@db/coach", {"media": "in the bucket"}
    made = await dump(url, None, tmp_path / "copy", AT, written, keys=KeyRing(), elsewhere=told)
    assert not (tmp_path / "copy" / "media").exists()
    assert {"spool", "exports", "practice", "keys", "media"} == set(made.left_out)
    assert "the signing key is made of is in the dump" in made.told


async def test_officers_files_of_a_back_up_are_not_dropped(tmp_path: Path) -> None:
    def written(command: Sequence[str], environment: Mapping[str, str]) -> None:
        if command[0] == "pg_dump":
            (tmp_path / "copy" / "store" / DUMP).write_bytes(b"x")

    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "key").write_bytes(b"k" * 32)
    url = "postgresql://coach@127.0.0.1:1/coach"
    await dump(url, tmp_path / "media", tmp_path / "copy", AT, written)
    with pytest.raises(Unsound, match="MVS_MEDIA"):
        await load(tmp_path / "copy", url, None, written)


async def test_a_tool_that_is_missing_or_fails_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unsound, match="missing"):
        run(["no-such-program-of-postgres"], {})
    with pytest.raises(Unsound, match="failed"):
        run(["false"], {})
    with pytest.raises(Unsound):
        await dump("postgresql://coach@127.0.0.1:1/x", tmp_path, tmp_path / "copy", AT)
    assert list((tmp_path / "copy").iterdir()) == []
