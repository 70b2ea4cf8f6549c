"""Where each engine for files is put to the test."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from storage.files import Files, open_files
from storage.postgres.migrating import migrate
from tests.postgres import schema
from tests.storage.files.service import Line, access, new_bucket

FULL = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full';
    END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON file_part
        FOR EACH ROW WHEN (NEW.n >= 2) EXECUTE FUNCTION full_disk()
"""
ROOM = "DROP FUNCTION full_disk CASCADE"


class FolderGround:
    """A folder; half-way its disk is full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Files:
        return open_files(self.folder, "media")

    def holds(self, content: bytes) -> bool:
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return any(content in path.read_bytes() for path in paths)

    @contextmanager
    def failing(self) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    def close(self) -> None:
        pass


class PgFilesGround:
    """A database; half-way its disk is full."""

    def __init__(self, server: str) -> None:
        self._stack = ExitStack()
        self.url = self._stack.enter_context(schema(server))
        asyncio.run(migrate(self.url))

    def open(self, part: str = "media") -> Files:
        files = open_files(self.url, part)
        self._stack.callback(files.close)
        return files

    def holds(self, content: bytes) -> bool:
        with psycopg.connect(self.url) as connection:
            rows = connection.execute("SELECT bytes FROM file_part").fetchall()
        return any(content in piece for (piece,) in rows)

    @contextmanager
    def failing(self) -> Iterator[None]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(FULL)
            try:
                yield
            finally:
                connection.execute(ROOM)

    def close(self) -> None:
        self._stack.close()


class S3Ground:
    """A bucket; half-way the line to it is cut."""

    def __init__(self, endpoint: str) -> None:
        self._line = Line(endpoint)
        self.access = access(self._line.endpoint)
        self.bucket = new_bucket(endpoint)

    def open(self, part: str = "media") -> Files:
        return open_files(f"s3://{self.bucket}/coach", part, self.access)

    def holds(self, content: bytes) -> bool:
        everything = open_files(f"s3://{self.bucket}", "coach", self.access)
        return any(content in (everything.get(f.name) or b"") for f in everything.under())

    @contextmanager
    def failing(self) -> Iterator[None]:
        self._line.most = 2 << 20
        try:
            yield
        finally:
            self._line.most = None

    def cut_off(self) -> None:
        """Let nothing through any more."""
        self._line.most = 0

    def close(self) -> None:
        self._line.close()


AnyGround = FolderGround | PgFilesGround | S3Ground
