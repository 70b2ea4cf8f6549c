"""Signed invites: nobody makes one without the key."""

from __future__ import annotations

import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from bot.people.tokens import TooLong, is_token, sign, signing_key, verified
from bot.people.values import ROLES, Role
from tests.fakes import NOON

KEY = b"k" * 32
LATER = NOON + timedelta(days=7)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("team", [None, "k7qfm2xd"])
def test_a_token_says_what_was_signed_and_fits_telegrams_links(
    role: Role, team: str | None
) -> None:
    token = sign(KEY, role, LATER, team=team, name="พี่สมชาย")
    assert re.fullmatch("[0-9A-Z]{32,64}", token)
    invite = verified(KEY, token)
    assert invite is not None
    assert (invite.role, invite.team, invite.name) == (role, team, "พี่สมชาย")
    assert (invite.until, invite.uses_left) == (LATER, 1)


def test_no_letter_of_a_token_can_be_changed() -> None:
    token = sign(KEY, "coach", LATER)
    genuine = verified(KEY, token)
    for at, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        changed = verified(KEY, token[:at] + other + token[at + 1 :])
        # the last letter has bits that mean nothing; the invite is still the same one
        assert changed is None or (at == len(token) - 1 and changed == genuine)


def test_a_token_may_be_typed_as_people_type() -> None:
    token = sign(KEY, "coach", LATER, team="k7qfm2xd", name="ครู")
    typed = token.lower().replace("0", "o").replace("1", "l")
    assert verified(KEY, f" {typed[:8]} - {typed[8:]} ") == verified(KEY, token) is not None


@pytest.mark.parametrize("key", [b"", b"x" * 32])
def test_another_key_or_none_verifies_nothing(key: bytes) -> None:
    assert verified(key, sign(KEY, "coach", LATER)) is None
    assert verified(b"", sign(b"", "operator", LATER)) is None


@pytest.mark.parametrize("text", ["", "K7QF-M2XD", "ก" * 40, "=" * 40, "A" * 31, "A" * 400])
def test_what_is_no_token_is_refused(text: str) -> None:
    assert verified(KEY, text) is None


def test_a_short_code_is_no_token() -> None:
    assert not is_token(" K7QF - M2XD ")
    assert is_token(sign(KEY, "coach", LATER))


def test_a_name_that_does_not_fit_is_refused() -> None:
    with pytest.raises(TooLong, match="at most 15"):
        sign(KEY, "coach", LATER, team="k7qfm2xd", name="ก" * 16)


def test_two_tokens_are_never_the_same() -> None:
    assert sign(KEY, "coach", LATER) != sign(KEY, "coach", LATER)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = signing_key(tmp_path / "store")
    assert signing_key(tmp_path / "store") == key
    assert len(key) == 32
    (file,) = (tmp_path / "store").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
