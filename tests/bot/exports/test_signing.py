"""The deployment's key: made once, kept private, replaced without losing what it signed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.exports import verify_bundle
from bot.exports.signing import (
    BadKey,
    Keys,
    keys_in,
    name_of,
    pem,
    private_key,
    public_key,
    rotate,
)
from tests.bot.exports.exporting import keys

RAW = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = keys_in(tmp_path / "signing")
    assert keys_in(tmp_path / "signing").name == first.name
    assert (tmp_path / "signing" / "signing.pem").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "signing").stat().st_mode & 0o777 == 0o700


def test_a_key_from_the_environment_is_not_written_down(tmp_path: Path) -> None:
    found = keys_in(tmp_path / "signing", RAW)
    assert found.name == keys().name
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [f"{found.name}.pem"]


def test_what_an_old_key_signed_stays_good(tmp_path: Path) -> None:
    old = keys_in(tmp_path)
    signature = old.sign("checkpoint", b"text")
    new = rotate(tmp_path)
    assert new.name != old.name
    assert new.holds("checkpoint", b"text", signature, old.name)
    assert not new.holds("checkpoint", b"text", signature, new.name)


def test_a_signature_is_good_for_its_purpose_only() -> None:
    signature = keys().sign("checkpoint", b"text")
    assert keys().holds("checkpoint", b"text", signature, keys().name)
    assert not keys().holds("file", b"text", signature, keys().name)
    assert not keys().holds("checkpoint", b"texts", signature, keys().name)
    assert not keys().holds("checkpoint", b"text", "no base64!", keys().name)


def test_evidence_is_json_and_a_token_begins_as_one() -> None:
    with pytest.raises(ValueError, match="JSON"):
        keys().witness(b"mvs-coach file\n")
    with pytest.raises(ValueError, match="JWS"):
        keys().sign_token(b"{}")
    assert keys().witnessed(b"{}", keys().witness(b"{}"), keys().name)
    assert len(keys().sign_token(b"eyJ0.e30")) == 64
    assert len(keys().public) == 32


@pytest.mark.parametrize("text", ["", "x", "AAEC", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END"])
def test_what_is_no_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadKey) as refused:
        private_key(text)
    assert not text or text not in str(refused.value)


def test_nothing_is_signed_without_a_key() -> None:
    with pytest.raises(BadKey):
        Keys(None).sign("file", b"")


@settings(max_examples=12, deadline=None)
@given(some.binary(max_size=200), some.integers(0, 63))
def test_the_bundles_own_verifier_agrees_with_the_library(message: bytes, at: int) -> None:
    key = private_key(RAW)
    public, signature = pem(key.public_key()), key.sign(message)
    raw = keys().public
    assert verify_bundle._signed(raw, message, signature)
    assert not verify_bundle._signed(raw, message + b".", signature)
    spoilt = signature[:at] + bytes([signature[at] ^ 4]) + signature[at + 1 :]
    assert not verify_bundle._signed(raw, message, spoilt)
    assert name_of(public_key(public)) == keys().name
