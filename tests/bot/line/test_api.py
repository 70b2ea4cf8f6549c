from __future__ import annotations

import pytest

from bot.line.api import API, LineApi
from bot.proxy import proxy_for


@pytest.mark.parametrize(
    ("url", "left_out", "proxy"),
    [
        (API, "", "http://proxy.example:3128"),
        (API, "line.me", None),
        ("http://127.0.0.1:8000", "", None),
        ("http://localhost:8000", "", None),
    ],
)
def test_the_environments_proxy_is_used_but_for_this_machine(
    url: str, left_out: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", left_out)
    assert proxy_for(url) == proxy


async def test_a_connection_that_was_never_used_can_be_closed_twice() -> None:
    api = LineApi("token")
    await api.close()
    await api.close()
