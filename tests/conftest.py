"""Content and models, loaded once for all tests."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported

from collections.abc import Generator

import pytest

from content.loader import load
from content.models import Content
from dialogs.pack import Pack
from tests.fakes import plain_pack


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
