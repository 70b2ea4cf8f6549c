"""A PostgreSQL server for tests: the one at ``MVS_TEST_POSTGRES``, else one of our own.

Our own is made in a folder that is thrown away, listens on a socket in it and on no network, and
ends with the tests. Each ground gets a schema of its own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

OPTIONS = (
    "-c listen_addresses='' -c max_connections=200 -c shared_buffers=64MB"
    " -c autovacuum_naptime=5s -c max_wal_size=256MB"
)


def binaries() -> Path | None:
    """Find the folder of initdb and pg_ctl."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


class Cluster:
    """A server of our own in ``folder``, which can be stopped, killed and started again."""

    def __init__(self, folder: Path, found: Path) -> None:
        self.folder = folder
        self._bin = found
        self._data = folder / "data"
        self.url = f"postgresql:///postgres?host={folder}&user=coach"

    def make(self) -> None:
        """Make the files."""
        self._data.mkdir()
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            for path in (self.folder, self._data):
                os.chown(path, account.pw_uid, account.pw_gid)
        self._run("initdb", "-U", "coach", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-l", log, "-o", f"{OPTIONS} -k {self.folder}", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; with ``immediate`` as if its power were cut."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), "-D", str(self._data), *arguments]
        if os.geteuid() == 0:  # a server refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        output = (self.folder / "commands").open("ab")
        with output:
            subprocess.run(command, check=True, stdout=output, stderr=output, timeout=120)


@contextmanager
def cluster() -> Iterator[Cluster | None]:
    """Run a server of our own; None where there is no PostgreSQL."""
    found = binaries()
    if found is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        Path(folder).chmod(0o755)
        ours = Cluster(Path(folder), found)
        ours.make()
        ours.start()
        try:
            yield ours
        finally:
            ours.stop("immediate")


@contextmanager
def server() -> Iterator[str | None]:
    """Give the URL of a server for tests; None where there is none."""
    given = os.environ.get("MVS_TEST_POSTGRES")
    if given:
        yield given
        return
    with cluster() as ours:
        yield None if ours is None else ours.url


@contextmanager
def schema(url: str) -> Iterator[str]:
    """Make an empty schema, give the URL that works in it, and drop it."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    try:
        yield inside(url, name)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


def inside(url: str, name: str) -> str:
    """Return a URL whose connections work in the schema ``name``."""
    join = "&" if "?" in url else "?"
    return f"{url}{join}options=-csearch_path%3D{name}"
