from __future__ import annotations

import json

from bot.exports import mahara
from bot.exports.dossier import Dossier
from bot.exports.json import digest
from content.models import Content


def test_the_framework_is_what_mahara_imports(content: Content) -> None:
    framework = json.loads(mahara.make(content.default))["framework"]
    assert framework["institution"] == "all"
    assert framework["selfassess"] is False
    assert [next(iter(status)) for status in framework["evidencestatuses"]] == [
        "begun",
        "incomplete",
        "partialcomplete",
        "completed",
    ]
    assert all(len(status) == 1 for status in framework["evidencestatuses"])


def test_every_criterion_hangs_below_its_element(content: Content) -> None:
    framework = json.loads(mahara.make(content.default))["framework"]
    standards = {each["standardid"]: each["shortname"] for each in framework["standards"]}
    assert len(standards) == 4
    for criterion, element in zip(
        content.default.criteria, framework["standardelements"], strict=True
    ):
        assert type(element["standardid"]) is int
        assert standards[element["standardid"]] == criterion.element
        assert element["elementid"] == criterion.number
        assert all(facet.label in element["description"] for facet in criterion.facets)


def test_names_fit_maharas_columns(content: Content) -> None:
    framework = json.loads(mahara.make(content.default))["framework"]
    for each in (*framework["standards"], *framework["standardelements"]):
        assert len(each["shortname"]) <= 100
        assert len(each["name"]) <= 255


def test_a_status_is_an_assessors_or_none(dossier: Dossier) -> None:
    told = json.loads(mahara.statuses(dossier))
    assert told["export"] == dossier.cover.export
    assert told["evidence_sha256"] == digest(dossier)
    found = {each["code"]: each for each in told["statuses"]}
    for criterion in dossier.criteria:
        judged = criterion.review.judgement if criterion.review else ""
        assert found[criterion.id]["status"] == mahara.STATUSES.get(judged)
    signed = [each for each in found.values() if each["signed"]]
    assert [(each["status"], each["type"], each["by"]) for each in signed] == [
        ("completed", 3, "ดร.ธีระ")
    ]
