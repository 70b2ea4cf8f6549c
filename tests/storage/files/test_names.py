"""Any name is refused by all engines, or kept as it is by all."""

from __future__ import annotations

from contextlib import closing

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.files import BadName
from tests.storage.files.grounds import AnyGround

TROUBLE = st.sampled_from(
    ["..", ".", "/", "%2F", "%", "\\", "\0", ".tmp", "?", "#", "&", "+", " ", "ำ"]
)
PART = st.lists(TROUBLE | st.text(max_size=8), min_size=1, max_size=4).map("".join)
NAME = st.lists(PART, min_size=1, max_size=3).map("/".join)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(name=NAME)
def test_a_name_is_refused_or_kept_as_it_is(ground: AnyGround, name: str) -> None:
    with closing(ground.open()) as files:
        try:
            files.put(name, name.encode())
        except BadName:
            return
        assert files.get(name) == name.encode()
        assert [found.name for found in files.under()] == [name]
        folder = name.rpartition("/")[0]
        assert [found.name for found in files.under(folder)] == [name]
        assert files.remove(name)
        assert list(files.under()) == []
        files.remove_all("")
