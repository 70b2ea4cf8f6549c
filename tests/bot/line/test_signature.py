from __future__ import annotations

import pytest

from bot.line.signature import is_signed, sign

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_a_signature_is_the_one_line_documents() -> None:
    assert sign(SECRET, BODY) == SIGNATURE


@pytest.mark.parametrize("name", ["x-line-signature", "X-Line-Signature"])
def test_a_signed_body_is_known_whatever_the_case_of_its_header(name: str) -> None:
    assert is_signed(SECRET, BODY, {name: SIGNATURE})


@pytest.mark.parametrize(
    ("secret", "body", "headers"),
    [
        (SECRET, BODY, {}),
        (SECRET, BODY, {"x-line-signature": ""}),
        (SECRET, BODY, {"x-line-signature": "ลายเซ็น"}),
        (SECRET, BODY, {"x-line-signature": "\ud800"}),
        (SECRET, BODY, {"x-line-signature": SIGNATURE.lower()}),
        (SECRET, BODY + b" ", {"x-line-signature": SIGNATURE}),
        ("another", BODY, {"x-line-signature": SIGNATURE}),
        ("", BODY, {"x-line-signature": sign("", BODY)}),
    ],
)
def test_anything_else_is_refused(secret: str, body: bytes, headers: dict[str, str]) -> None:
    assert not is_signed(secret, body, headers)
