"""The sample, played once for all tests of documents."""

from __future__ import annotations

import asyncio

import pytest

from bot.exports.dossier import Dossier
from content.models import Content
from tests.bot.exports.sample import Sample, gathered, sample


@pytest.fixture(scope="session")
def played(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The officer of the sample, whom tests only read."""
    return asyncio.run(sample(content, tmp_path_factory.mktemp("sample")))


@pytest.fixture(scope="session")
def dossier(played: Sample) -> Dossier:
    """Everything about the officer of the sample."""
    return asyncio.run(gathered(played))
