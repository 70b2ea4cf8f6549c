"""Secrets can be changed while the coach works."""

from __future__ import annotations

import pytest

from bot.line.signature import HEADER, sign
from bot.operations.rotation import is_any, is_signed_by_any, keyring

OLD, NEW = "o" * 32, "n" * 32


def test_a_webhook_signed_with_either_secret_is_taken() -> None:
    for secret in (OLD, NEW):
        assert is_signed_by_any((NEW, OLD), b"{}", {HEADER: sign(secret, b"{}")})
    assert not is_signed_by_any((NEW,), b"{}", {HEADER: sign(OLD, b"{}")})
    assert not is_signed_by_any((), b"{}", {HEADER: sign("", b"{}")})
    assert not is_signed_by_any(("",), b"{}", {HEADER: sign("", b"{}")})


def test_either_token_is_right_and_an_empty_one_never_is() -> None:
    assert is_any((NEW, OLD), OLD)
    assert is_any((NEW, OLD), NEW)
    assert not is_any((NEW, OLD), "x")
    assert not is_any(("",), "")
    assert not is_any((), "")
    assert not is_any((NEW,), "\ud800")


def test_the_newest_key_signs_and_old_signatures_stay_good_until_it_is_dropped() -> None:
    before, both, after = keyring(OLD), keyring(f"{NEW}, {OLD}"), keyring(NEW)
    old, new = before.sign("export", "ก"), both.sign("export", "ก")
    assert both.is_signed("export", "ก", old)
    assert both.is_signed("export", "ก", new)
    assert after.is_signed("export", "ก", new)
    assert not after.is_signed("export", "ก", old)
    assert not after.is_signed("console", "ก", new)


@pytest.mark.parametrize("listed", ["", " , ", "short", f"{NEW},short"])
def test_keys_that_are_missing_or_short_are_refused(listed: str) -> None:
    with pytest.raises(ValueError, match="32 characters"):
        keyring(listed)
