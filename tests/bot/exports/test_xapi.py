from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from bot.exports import xapi
from bot.exports.dossier import Dossier
from bot.exports.json import digest
from tests.bot.exports.troubled import saying

ADDRESS = "https://coach.example.go.th"


def statements(dossier: Dossier) -> list[dict[str, Any]]:
    at_home = replace(dossier, options=replace(dossier.options, address=ADDRESS))
    told: list[dict[str, Any]] = json.loads(xapi.make(at_home))
    return told


def test_every_statement_has_an_id_and_no_two_the_same(dossier: Dossier) -> None:
    ids = [UUID(told["id"]) for told in statements(dossier)]
    assert len(set(ids)) == len(ids)
    assert {each.version for each in ids} == {5}


def test_officers_are_pseudonyms(dossier: Dossier) -> None:
    account = {"homePage": ADDRESS, "name": dossier.cover.trail}
    for told in statements(dossier):
        assert told["actor"] == {"objectType": "Agent", "account": account}


def test_every_statement_of_the_officer_is_told_in_their_words(dossier: Dossier) -> None:
    told = [each for each in statements(dossier) if "result" in each]
    words = [statement.quote.text for statement in dossier.statements]
    assert [each["result"]["response"] for each in told] == words
    asked = [each["verb"]["id"].rpartition("/")[2] for each in told]
    assert asked == [
        "responded" if s.manner in xapi.ANSWERS else "shared" for s in dossier.statements
    ]


def test_extensions_are_named_by_addresses(dossier: Dossier) -> None:
    for told in statements(dossier):
        extensions = told["context"].get("extensions", {}) | told.get("result", {}).get(
            "extensions", {}
        )
        assert all(name.startswith("https://") for name in extensions)


def test_nothing_claims_success(dossier: Dossier) -> None:
    text = json.dumps(statements(dossier))
    assert '"success"' not in text
    assert '"score"' not in text
    assert "passed" not in text


def test_another_export_repeats_the_ids_of_what_is_the_same(dossier: Dossier) -> None:
    later = replace(dossier, cover=replace(dossier.cover, export="another"))
    first, second = statements(dossier), statements(later)
    assert [each["id"] for each in first[:-1]] == [each["id"] for each in second[:-1]]
    assert first[-1]["id"] != second[-1]["id"]


def test_other_words_have_another_id(dossier: Dossier) -> None:
    changed = [each["id"] for each in statements(saying(dossier, "อีกอย่าง"))]
    before = [each["id"] for each in statements(dossier)]
    assert changed[0] != before[0]
    assert changed[1:-1] == before[1:-1]


def test_the_last_statement_says_which_export_it_is(dossier: Dossier) -> None:
    at_home = replace(dossier, options=replace(dossier.options, address=ADDRESS))
    extensions = statements(dossier)[-1]["context"]["extensions"]
    assert extensions[f"{ADDRESS}/xapi/export"] == dossier.cover.export
    assert extensions[f"{ADDRESS}/xapi/evidence_sha256"] == digest(at_home)
    assert extensions[f"{ADDRESS}/xapi/chain_head"] == dossier.cover.head


def test_without_an_address_nobodys_domain_is_used(dossier: Dossier) -> None:
    told = json.loads(xapi.make(dossier))
    assert told[0]["actor"]["account"]["homePage"] == xapi.NOWHERE
