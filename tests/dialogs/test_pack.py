from __future__ import annotations

from dialogs.pack import Pack


def test_a_pack_is_shown_without_its_content(pack: Pack) -> None:
    assert len(repr(pack)) < 200
