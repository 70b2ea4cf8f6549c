"""Content and models, loaded once for all tests."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported

import asyncio
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from content.loader import load
from content.models import Content
from dialogs.pack import Pack
from storage.postgres.migrating import migrate
from tests.fakes import plain_pack
from tests.postgres import schema, server


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--accept``: rewrite talks instead of comparing them."""
    parser.addoption("--accept", action="store_true", help="rewrite the talks; review by git diff")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where skipping is forbidden, as it is in CI."""
    report = yield
    if report.skipped and os.environ.get("MVS_TESTS_MAY_SKIP") == "no":
        report.outcome = "failed"
        report.longrepr = f"skipped where skipping is forbidden: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that ships with the program."""
    return load()


@pytest.fixture(scope="session")
def plain(content: Content) -> Pack:
    """The shipped content with a reader of marks."""
    return plain_pack(content)


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The pack as the program loads it: all models, real reading."""
    from bot.loading import load_pack

    return load_pack()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    with server() as url:
        if url is None:
            pytest.skip("no PostgreSQL here: install it, or set MVS_TEST_POSTGRES to a URL")
        yield url


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """The URL of an empty database with tables."""
    with schema(postgres) as url:
        asyncio.run(migrate(url))
        yield url


@pytest.fixture(params=["tinydb", "postgresql"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The settings of an empty store, of each engine in turn."""
    if request.param == "tinydb":
        return {"MVS_STORE": f"tinydb://{tmp_path / 'store'}"}
    url: str = request.getfixturevalue("database")
    return {"MVS_STORE": url, "MVS_DATA": str(tmp_path / "data")}
