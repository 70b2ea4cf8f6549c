from __future__ import annotations

import pytest

from bot.exports.dossier import Dossier
from bot.exports.pdf.making import make


@pytest.fixture(scope="session")
def made(dossier: Dossier) -> bytes:
    """The sample as PDF."""
    return make(dossier)
