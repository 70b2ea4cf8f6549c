"""Secrets can be changed while the coach works."""

from __future__ import annotations

from bot.line.signature import HEADER, sign
from bot.operations.rotation import is_any, is_signed_by_any

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
