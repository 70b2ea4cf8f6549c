from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from bot.exports import badge
from bot.exports.badge import Issuer
from bot.exports.badge_token import Seal
from bot.exports.dossier import Criterion, Dossier
from bot.exports.json import digest

ISSUER = Issuer("https://coach.example.go.th", "หน่วยงานตัวอย่าง", "https://coach.example.go.th")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SEAL = Seal(KEY.sign, KEY.public_key().public_bytes_raw())


def signed(dossier: Dossier) -> Criterion:
    return next(c for c in dossier.criteria if c.review and c.review.signed)


def with_review(dossier: Dossier, **changes: Any) -> Dossier:
    """The dossier with the signed criterion's review changed."""
    criterion = signed(dossier)
    assert criterion.review
    other = replace(criterion, review=replace(criterion.review, **changes))
    elements = tuple(
        replace(e, criteria=tuple(other if c.id == other.id else c for c in e.criteria))
        for e in dossier.elements
    )
    return replace(dossier, elements=elements)


def decoded(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def test_only_a_signed_criterion_makes_a_badge(dossier: Dossier) -> None:
    assert list(badge.make(dossier, ISSUER)) == [signed(dossier).id]


@pytest.mark.parametrize(
    "changes",
    [
        {"signed": False},
        {"changed": True},
        {"judgement": "partially_meets"},
        {"judgement": "ready"},
        {"opinions": ()},
    ],
)
def test_anything_less_makes_none(dossier: Dossier, changes: dict[str, Any]) -> None:
    assert badge.make(with_review(dossier, **changes), ISSUER) == {}
    assert badge.make_signed(with_review(dossier, **changes), ISSUER, SEAL) == {}


def test_a_badge_has_what_the_specification_asks_for(dossier: Dossier) -> None:
    (content,) = badge.make(dossier, ISSUER).values()
    said = json.loads(content)
    assert said["@context"] == list(badge.CONTEXT)
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["issuer"] == {
        "id": ISSUER.id,
        "type": ["Profile"],
        "name": ISSUER.name,
        "url": ISSUER.url,
    }
    assert said["validFrom"].endswith("Z")
    achievement = said["credentialSubject"]["achievement"]
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert achievement["criteria"] == {"narrative": signed(dossier).text}


def test_a_badge_tells_neither_who_nor_what_was_said(dossier: Dossier) -> None:
    (content,) = badge.make(dossier, ISSUER).values()
    text = content.decode()
    assert dossier.cover.officer.text not in text
    assert dossier.cover.trail not in text
    assert not [s for s in dossier.statements if s.quote.text in text]
    assert digest(dossier) in text
    assert dossier.cover.export in text


def test_the_same_dossier_makes_the_same_badge(dossier: Dossier) -> None:
    assert badge.make(dossier, ISSUER) == badge.make(dossier, ISSUER)
    assert badge.make_signed(dossier, ISSUER, SEAL) == badge.make_signed(dossier, ISSUER, SEAL)


def test_a_signed_badge_holds_by_the_key_it_names(dossier: Dossier) -> None:
    (token,) = badge.make_signed(dossier, ISSUER, SEAL).values()
    header, payload, signature = token.split(b".")
    named = json.loads(decoded(header))
    assert named["alg"] == "EdDSA"
    assert decoded(named["jwk"]["x"].encode()) == SEAL.public
    KEY.public_key().verify(decoded(signature), header + b"." + payload)
    with pytest.raises(InvalidSignature):
        KEY.public_key().verify(decoded(signature), header + b"." + payload[:-4] + b"AAAA")


def test_the_payload_of_a_signed_badge_is_the_badge(dossier: Dossier) -> None:
    (content,) = badge.make(dossier, ISSUER).values()
    (token,) = badge.make_signed(dossier, ISSUER, SEAL).values()
    claims = json.loads(decoded(token.split(b".")[1]))
    said = json.loads(content)
    assert {key: claims[key] for key in said} == said
    assert claims["iss"] == ISSUER.id
    assert claims["jti"] == said["id"]
    assert isinstance(claims["nbf"], int)
