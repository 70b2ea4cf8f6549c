"""Open Badges 3.0 credentials, only for criteria whose assessor found them met and signed.

A credential says nothing of what an officer told: it names the criterion, who signed, and the
digest of the evidence. The recipient is the salted hash of a pseudonym. Signed ones are compact
JSON Web Signatures with Ed25519 (specification 8.2): the payload is the credential itself; see
``bot.exports.badge_token``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZipFile

from bot.exports.badge_token import Seal, token
from bot.exports.dossier import Criterion, Dossier, Opined
from bot.exports.json import digest
from bot.exports.office import repacked
from bot.exports.words import Writing, load_words
from content import models as content
from content.models import UnitPack
from dialogs.reviewing.handing import is_changed
from dialogs.reviewing.values import Review
from dialogs.state import State
from storage.audit import JsonObject, canonical

CONTEXT: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
_SCHEMA: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who awards: ``id`` is its URL or DID, ``name`` as shown, ``url`` its page or empty."""

    id: str
    name: str
    url: str = ""


def make(dossier: Dossier, issuer: Issuer) -> Mapping[str, bytes]:
    """Unsigned credentials as canonical JSON by criterion; none where nothing is signed off."""
    return {code: canonical(said) for code, said in _credentials(dossier, issuer)}


def make_signed(dossier: Dossier, issuer: Issuer, seal: Seal) -> Mapping[str, bytes]:
    """The same credentials as compact JWS by criterion, in ASCII."""
    return {code: token(said, issuer.id, seal) for code, said in _credentials(dossier, issuer)}


def packed(dossier: Dossier, issuer: Issuer, seal: Seal) -> bytes:
    """A ZIP of signed badges, a file each as wallets take them; empty if nothing is signed off.

    The same arguments make the same bytes.
    """
    made = make_signed(dossier, issuer, seal)
    if not made:
        return b""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for code, content in made.items():
            archive.writestr(f"{dossier.cover.export}-{code}.jws", content)
    return repacked(out.getvalue(), dossier.cover.made_at)


def earned(state: State, reviews: Mapping[str, Review], unit: UnitPack) -> tuple[str, ...]:
    """The criteria for which there is a badge, in the unit's order; see ``signed_off``."""
    return tuple(c.id for c in unit.criteria if _is_earned(state, reviews.get(c.id), c))


def _is_earned(state: State, review: Review | None, about: content.Criterion) -> bool:
    if review is None or not review.signed or review.judgement != "meets":
        return False
    signed = any(opinion.verdict == "signed_off" for opinion in review.opinions)
    return signed and not is_changed(review, state, about)


def signed_off(criterion: Criterion) -> Opined | None:
    """The signature under a criterion found met, unless its words have changed since."""
    review = criterion.review
    if review is None or not review.signed or review.changed or review.judgement != "meets":
        return None
    signatures = [opinion for opinion in review.opinions if opinion.verdict == "signed_off"]
    return signatures[-1] if signatures else None


def _credentials(dossier: Dossier, issuer: Issuer) -> Iterator[tuple[str, JsonObject]]:
    content = digest(dossier)
    for criterion in dossier.criteria:
        signature = signed_off(criterion)
        if signature:
            yield criterion.id, _credential(dossier, criterion, signature, issuer, content)


def _credential(
    dossier: Dossier, criterion: Criterion, signature: Opined, issuer: Issuer, content: str
) -> JsonObject:
    cover, write = dossier.cover, Writing(load_words())
    name = write("badge.name", number=criterion.number, title=criterion.title)
    made_of = f"{cover.trail}/{criterion.id}/{cover.export}/{content}"
    return {
        "@context": list(CONTEXT),
        "id": _urn(issuer, made_of),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": _profile(issuer),
        "validFrom": _utc(signature.at),
        "name": name,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(cover.trail, cover.export)],
            "achievement": _achievement(write, dossier, criterion, name, issuer),
        },
        "evidence": [_evidence(write, dossier, criterion, signature, content)],
        "credentialSchema": [{"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _profile(issuer: Issuer) -> JsonObject:
    profile: JsonObject = {"id": issuer.id, "type": ["Profile"], "name": issuer.name}
    return {**profile, "url": issuer.url} if issuer.url else profile


def _identity(trail: str, salt: str) -> JsonObject:
    hashed = sha256((trail + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${hashed}",
        "identityType": "systemId",
        "salt": salt,
    }


def _achievement(
    write: Writing, dossier: Dossier, criterion: Criterion, name: str, issuer: Issuer
) -> JsonObject:
    unit = dossier.cover.unit
    return {
        "id": _urn(issuer, f"{unit}/{criterion.id}"),
        "type": ["Achievement"],
        "achievementType": "Competency",
        "humanCode": criterion.id,
        "inLanguage": "th",
        "name": name,
        "description": write("badge.description", number=criterion.number, code=unit),
        "criteria": {"narrative": criterion.text},
    }


def _evidence(
    write: Writing, dossier: Dossier, criterion: Criterion, signature: Opined, content: str
) -> JsonObject:
    cover = dossier.cover
    narrative = write(
        "badge.narrative",
        export=cover.export,
        statements=sum(1 for _ in criterion.statements),
        attachments=sum(1 for _ in criterion.attachments),
        digest=content,
        name=signature.name,
        when=write.moment(signature.at),
    )
    evidence: JsonObject = {"type": ["Evidence"], "name": write("badge.evidence")}
    about: JsonObject = {"id": cover.verify_url} if cover.verify_url else {}
    return {**about, **evidence, "narrative": narrative}


def _urn(issuer: Issuer, name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{issuer.id}#{name}')}"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
