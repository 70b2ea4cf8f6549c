"""A bill of materials (CycloneDX 1.6, JSON) made of the lock: the same lock makes the same bytes.

``python -m ops.sbom FILE`` writes it; without FILE it is printed.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any
from uuid import UUID

from ops.licences import licence
from ops.lock import LOCK, ROOT, Pin, locked, normal

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def sbom(pins: Sequence[Pin], project: dict[str, Any], digest: bytes) -> dict[str, Any]:
    """The bill: ``project`` is pyproject's table, ``digest`` the lock's SHA-256."""
    known = {normal(pin.name): pin.purl for pin in pins}
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    wants = [_NAME.match(text) for text in project["dependencies"]]
    direct = sorted({known[normal(name[0])] for name in wants if name and normal(name[0]) in known})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{UUID(bytes=digest[:16], version=4)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "purl": own,
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_component(pin) for pin in pins],
        "dependencies": [
            {"ref": own, "dependsOn": direct},
            *({"ref": pin.purl, "dependsOn": _needs(pin, known)} for pin in pins),
        ],
    }


def _component(pin: Pin) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.purl,
        "licenses": [{"expression": licence(pin.name)}],
        "hashes": [{"alg": "SHA-256", "content": each} for each in pin.hashes],
    }


def _needs(pin: Pin, known: dict[str, str]) -> list[str]:
    """What a package says it needs, as far as it is locked, extras left out."""
    try:
        lines = requires(pin.name) or []
    except PackageNotFoundError:
        return []
    names = [_NAME.match(line) for line in lines if "extra ==" not in line]
    needed = {known.get(normal(name[0])) for name in names if name}
    return sorted(each for each in needed if each and each != pin.purl)


def main(arguments: Sequence[str]) -> int:
    """Write the bill of this program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    made = sbom(locked(), project, sha256(LOCK.read_bytes()).digest())
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    if arguments:
        Path(arguments[0]).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
