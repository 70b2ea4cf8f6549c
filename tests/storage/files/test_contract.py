from __future__ import annotations

import pytest

from storage.contract.files import FILES_PROMISES, FilesPromise
from tests.storage.files.grounds import AnyGround


@pytest.mark.parametrize("promise", FILES_PROMISES, ids=lambda promise: promise.__name__)
def test_every_engine_keeps_its_promise(ground: AnyGround, promise: FilesPromise) -> None:
    promise(ground)
