"""The commands for what is kept: back-ups, moves, migrations, records."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from storage.postgres import PgStore
from storage.tiny import TinyStore
from tests.postgres import schema

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DATABASE = "postgresql://coach:hunter2@127.0.0.1:1/coach"


def run(*arguments: str, **settings: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MVS_")}
    given = {name: str(value) for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", *arguments],
        env={**kept, **given, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What was said to people, without a traceback or a password."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr
    return done.stderr.strip()


def filled(folder: Path) -> Path:
    """A store with three conversations."""

    async def fill() -> None:
        store = await TinyStore.open(folder)
        for number in range(3):
            async with store.turn(f"line:{number}", event=f"e{number}", at=AT) as turn:
                turn.keep({"n": number})
                turn.log("said", {"text": "กดคิว ซักประวัติ"})
        await store.close()

    asyncio.run(fill())
    return folder


async def kept_by(store: TinyStore | PgStore) -> list[int]:
    """What each conversation holds, its trail verified."""
    found = []
    for number in range(3):
        (await store.history(f"line:{number}")).verify()
        async with store.turn(f"line:{number}", at=AT) as turn:
            found.append((turn.state or {})["n"])
    await store.close()
    return found


async def kept_in(folder: Path) -> list[int]:
    return await kept_by(await TinyStore.open(folder))


# --- back-ups ------------------------------------------------------------------------------------


def test_a_back_up_is_restored_by_the_commands(tmp_path: Path) -> None:
    store, media, copy = filled(tmp_path / "store"), tmp_path / "media", tmp_path / "copy"
    made = run("backup", str(copy), MVS_STORE=f"tinydb://{store}", MVS_MEDIA=media)
    assert made.returncode == 0, made.stderr
    assert "3 trails with 3 entries, all verified" in made.stdout
    there = {"MVS_STORE": f"tinydb://{tmp_path / 'new'}", "MVS_MEDIA": f"{tmp_path / 'media2'}"}
    done = run("restore", str(copy), **there)
    assert done.returncode == 0, done.stderr
    assert "repeat the erasures" in done.stdout
    assert asyncio.run(kept_in(tmp_path / "new")) == [0, 1, 2]
    assert "not empty" in refused(run("restore", str(copy), **there))


def test_nothing_to_back_up_or_to_restore_is_said_in_a_sentence(tmp_path: Path) -> None:
    there = {"MVS_STORE": f"tinydb://{tmp_path / 'none'}"}
    assert refused(run("backup", str(tmp_path / "copy"), **there)).startswith("There is no store")
    assert "no whole back-up" in refused(run("restore", str(tmp_path / "copy"), **there))
    assert not (tmp_path / "none").exists()


# --- files and databases -------------------------------------------------------------------------


def test_a_store_in_files_needs_no_migration(tmp_path: Path) -> None:
    done = run("migrate", MVS_STORE=f"tinydb://{tmp_path / 'store'}")
    assert (done.returncode, done.stdout) == (
        0,
        "The store is in files: there is nothing to migrate.\n",
    )


def test_the_records_of_a_database_name_it_without_its_password() -> None:
    done = run("records", MVS_STORE=DATABASE)
    assert "postgresql://127.0.0.1:1/coach" in done.stdout, done.stderr
    assert "hunter2" not in done.stdout


def test_a_database_that_is_away_or_is_none_is_said(tmp_path: Path) -> None:
    media = tmp_path / "media"
    assert "could not do it now" in refused(run("migrate", MVS_STORE=DATABASE))
    assert "failed" in refused(
        run("backup", str(tmp_path / "c"), MVS_STORE=DATABASE, MVS_MEDIA=media)
    )
    assert "failed" in refused(run("backup", str(tmp_path / "c"), MVS_STORE=DATABASE))
    for odd in ("postgresql://coach:hunter2@h/x?no=such", "postgresql://coach:hunter2@h"):
        assert "must be postgresql://user@host/name" in refused(run("migrate", MVS_STORE=odd))


def test_moving_from_where_nothing_is_makes_no_store(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    said = refused(run("move", f"tinydb://{here}", f"tinydb://{there}"))
    assert said == f"There is no store in {here}."
    assert list(tmp_path.iterdir()) == []
    assert "must be tinydb:///" in refused(run("move", "here", "there"))


def test_a_store_moves_to_another_folder_and_only_to_an_empty_one(tmp_path: Path) -> None:
    here, there = f"tinydb://{filled(tmp_path / 'here')}", f"tinydb://{tmp_path / 'there'}"
    done = run("move", here, there)
    assert done.stdout.startswith("moved 3 conversations, 3 entries"), done.stderr
    assert asyncio.run(kept_in(tmp_path / "there")) == [0, 1, 2]
    assert "not empty" in refused(run("move", here, there))


def test_a_store_moves_into_a_database_and_back(postgres: str, tmp_path: Path) -> None:
    here = f"tinydb://{filled(tmp_path / 'here')}"
    with schema(postgres) as url:
        assert "run mvs-coach migrate" in refused(run("move", here, url))
        done = run("migrate", MVS_STORE=url)
        assert "migrations applied" in done.stdout, done.stderr
        assert run("migrate", MVS_STORE=url).stdout == "The database is up to date.\n"
        assert run("move", here, url).returncode == 0
        assert asyncio.run(_kept_at(url)) == [0, 1, 2]
        back = run("move", url, f"tinydb://{tmp_path / 'back'}")
        assert back.returncode == 0, back.stderr
    assert asyncio.run(kept_in(tmp_path / "back")) == [0, 1, 2]


def test_a_database_is_backed_up_and_restored(postgres: str, tmp_path: Path) -> None:
    here = f"tinydb://{filled(tmp_path / 'here')}"
    with _database(postgres) as one, _database(postgres) as two:
        run("migrate", MVS_STORE=one)
        assert run("move", here, one).returncode == 0
        copy, media = str(tmp_path / "copy"), tmp_path / "media"
        made = run("backup", copy, MVS_STORE=one, MVS_MEDIA=media)
        assert "verified once it is restored" in made.stdout, made.stderr
        done = run("restore", copy, MVS_STORE=two, MVS_MEDIA=media)
        assert done.returncode == 0, done.stderr
        assert asyncio.run(_kept_at(two)) == [0, 1, 2]


async def _kept_at(url: str) -> list[int]:
    return await kept_by(await PgStore.open(url))


@contextmanager
def _database(postgres: str) -> Iterator[str]:
    """An empty database, gone afterwards; the tools need one, and an address that is a URL."""
    name = f"coach_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        place = urlsplit(postgres)
        try:
            yield f"postgresql://{place.netloc}/{name}?{place.query}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


# --- records -------------------------------------------------------------------------------------


def test_the_records_of_processing_say_how_long_data_is_kept_here(tmp_path: Path) -> None:
    store = f"tinydb://{tmp_path / 'store'}"
    terms = {"MVS_KEEP_DAYS": "365", "MVS_KEEP_DAYS_BY_AGENCY": "เทศบาล=90"}
    done = run("records", MVS_STORE=store, **terms)
    assert done.stdout.startswith("# บันทึกรายการกิจกรรม"), done.stderr
    assert "365 วัน" in done.stdout
    assert "“เทศบาล” ใช้ 90 วัน" in done.stdout
    assert not (tmp_path / "store").exists()


def test_files_move_from_one_place_to_another_and_are_compared(tmp_path: Path) -> None:
    here, there = tmp_path / "media", tmp_path / "there"
    (here / "3f").mkdir(parents=True)
    (here / "3f" / "81c2.bin").write_bytes(b"picture")
    done = run("move-files", str(here), str(there))
    assert done.stdout == "copied 1 files of media, 7 bytes; each was compared\n", done.stderr
    assert (there / "3f" / "81c2.bin").read_bytes() == b"picture"
    (there / "3f" / "other.bin").write_bytes(b"another")
    assert "has other files" in refused(run("move-files", str(here), str(there)))
    assert run("move-files", str(here), str(there), "--part", "all").returncode == 2
