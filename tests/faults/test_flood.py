"""One officer writes without a pause; the others do not notice, and nothing is lost in silence."""

from __future__ import annotations

from pathlib import Path

from dialogs.pack import Pack
from tests.faults.flood import flooded


async def test_a_flood_is_told_once_and_every_message_is_kept_or_counted(
    plain: Pack, tmp_path: Path
) -> None:
    found = await flooded(tmp_path, plain, 400, pause=0.008)
    assert found.begun == 1
    assert found.refused == 0
    assert found.lost == 0
    assert found.unread >= 290
    assert found.unanswered == 0
    assert max(found.waits) < 2
