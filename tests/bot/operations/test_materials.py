"""The lists of what the program is made of."""

from __future__ import annotations

import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from ops import audit, sbom
from ops.licences import UNKNOWN, Licence, licence, licences
from ops.lock import LOCK, ROOT, Pin, locked, pins

PIN = Pin("Some_Package", "1.0", ("a" * 64,))


def test_every_locked_package_has_a_licence_that_may_be_used() -> None:
    wrong = [f"{each.pin.name}: {each.expression}" for each in licences(locked())]
    wrong = [
        line for line, each in zip(wrong, licences(locked()), strict=True) if not each.is_allowed
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT", True), ("Apache-2.0 OR MIT", True), ("(Apache-2.0 AND MIT) OR MIT", True),
        ("GPL-3.0-only", False), ("MIT AND AGPL-3.0-only", False), (UNKNOWN, False), ("", False),
        ("Proprietary", False),
    ],
)  # fmt: skip
def test_an_unknown_or_foreign_licence_is_refused(expression: str, is_allowed: bool) -> None:
    assert Licence(PIN, expression).is_allowed is is_allowed


def test_a_package_nobody_knows_has_no_licence() -> None:
    assert licence("no-such-package-anywhere") == UNKNOWN


def test_a_lock_is_read_line_by_line() -> None:
    text = (
        "# a comment\nSome_Package==1.0 ; os_name == 'nt' \\\n    --hash=sha256:" + "a" * 64 + "\n"
    )
    assert pins(text) == [PIN]
    assert PIN.purl == "pkg:pypi/some-package@1.0"
    assert pins(text + text) == [PIN]
    with pytest.raises(ValueError, match="not a pin"):
        pins("loose>=1\n")
    with pytest.raises(ValueError, match="not a pin"):
        pins("unhashed==1\n")


def test_the_bill_of_materials_names_every_pin_with_its_hashes(tmp_path: Path) -> None:
    assert sbom.main([str(tmp_path / "sbom.json")]) == 0
    bill = json.loads((tmp_path / "sbom.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    assert {each["purl"] for each in bill["components"]} == {pin.purl for pin in locked()}
    assert all(each["hashes"] and each["licenses"] for each in bill["components"])
    refs = {each["bom-ref"] for each in bill["components"]}
    refs.add(bill["metadata"]["component"]["bom-ref"])
    assert {each["ref"] for each in bill["dependencies"]} == refs
    assert all(set(each["dependsOn"]) <= refs for each in bill["dependencies"])
    assert all(
        len(set(each["dependsOn"])) == len(each["dependsOn"]) for each in bill["dependencies"]
    )


def test_the_same_lock_makes_the_same_bill() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    digest = sha256(LOCK.read_bytes()).digest()
    assert sbom.sbom(locked(), project, digest) == sbom.sbom(locked(), project, digest)
    assert sbom.sbom(locked(), project, digest)["dependencies"][0]["dependsOn"] != []


@pytest.mark.parametrize(
    ("status", "said", "result"),
    [
        (0, "No known vulnerabilities found", 0),
        (1, "Found 1 known vulnerability in 1 package", 1),
        (1, "ConnectionError: unreachable", audit.NOT_ASKED),
        (2, "usage", audit.NOT_ASKED),
    ],
)
def test_an_audit_that_could_not_be_made_is_no_clean_one(
    status: int, said: str, result: int
) -> None:
    assert audit.audit(lambda command: (status, said), True)[0] == result
    assert audit.audit(lambda command: (status, said), False)[0] == audit.NOT_ASKED
