"""What only a database can do wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from storage.errors import Closed, TryLater
from storage.files import Away
from storage.files.database import PgFiles
from storage.postgres.migrating import migrate
from storage.postgres.trouble import WrongVersion
from tests.postgres import Cluster, cluster, schema
from tests.storage.files.grounds import PgFilesGround


@pytest.fixture
def here(postgres: str) -> Iterator[PgFilesGround]:
    ground = PgFilesGround(postgres)
    yield ground
    ground.close()


def test_each_part_of_the_program_has_files_of_its_own(here: PgFilesGround) -> None:
    media, exports = here.open("media"), here.open("exports")
    media.put("a/b", b"1")
    exports.put("a/b", b"2")
    assert media.get("a/b") == b"1"
    assert exports.remove_all("") == 1
    assert [found.name for found in media.under()] == ["a/b"]


def test_what_is_removed_leaves_no_row(here: PgFilesGround) -> None:
    files = here.open()
    files.put("a/1", bytes(3 << 20))
    files.put("a/2", bytes(3 << 20))
    files.put("a/2", b"short")
    files.remove("a/1")
    files.remove_all("a")
    with psycopg.connect(here.url) as connection:
        counts = "SELECT (SELECT count(*) FROM file), (SELECT count(*) FROM file_part)"
        assert connection.execute(counts).fetchone() == (0, 0)


def test_a_file_is_kept_in_pieces_of_a_mebibyte(here: PgFilesGround) -> None:
    here.open().put("a", bytes((5 << 19) + 1))
    with psycopg.connect(here.url) as connection:
        rows = connection.execute("SELECT length(bytes) FROM file_part ORDER BY n").fetchall()
    assert rows == [(1 << 20,), (1 << 20,), ((1 << 19) + 1,)]


def test_a_listing_of_many_thousand_is_whole(here: PgFilesGround) -> None:
    files = here.open()
    with psycopg.connect(here.url) as connection:
        connection.execute(
            "INSERT INTO file (name, size, at)"
            " SELECT 'media/' || n % 10 || '/' || n, 0, now() FROM generate_series(1, 4321) n"
        )
    assert len({found.name for found in files.under()}) == 4321
    assert sum(1 for _ in files.under("7")) == 432
    assert files.remove_all("7") == 432


def test_a_database_that_was_not_migrated_says_what_to_do(postgres: str) -> None:
    with schema(postgres) as url, pytest.raises(WrongVersion, match="mvs-coach migrate"):
        PgFiles.open(url, "media")


def test_closed_files_refuse_work(here: PgFilesGround) -> None:
    files = here.open()
    files.close()
    with pytest.raises(Closed):
        files.put("a", b"1")


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A server that may be stopped."""
    with cluster() as ours:
        if ours is None:
            pytest.skip("no PostgreSQL here that could be stopped: install it")
        yield ours


def test_a_database_that_was_away_is_found_again(own: Cluster) -> None:
    asyncio.run(migrate(own.url))
    files = PgFiles.open(own.url, "media")
    files.put("a", b"before")
    own.stop("immediate")
    with pytest.raises(Away):
        files.put("a", b"lost")
    with pytest.raises(TryLater):
        PgFiles.open(own.url, "media")
    own.start()
    assert files.get("a") == b"before"
    files.put("a", b"after")
    assert files.get("a") == b"after"
    files.close()
