"""The locked dependencies: what exactly is installed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;\\]+)(?P<rest>.*)$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Pin(NamedTuple):
    """One line of the lock; ``hashes`` are those of every file the version is published as."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{normal(self.name)}@{self.version}"


def pins(text: str) -> list[Pin]:
    """Everything that a lock pins, in order; a version for each kind of machine counts once each.

    Raises:
        ValueError: a line is neither a pin with hashes nor a comment.
    """
    found: dict[tuple[str, str], Pin] = {}
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "--")):
            continue
        match = _PIN.match(line)
        hashes = tuple(sorted(_HASH.findall(line)))
        if match is None or not hashes:
            raise ValueError(f"not a pin with hashes: {line[:80]}")
        pin = Pin(match["name"], match["version"].strip(), hashes)
        found.setdefault((normal(pin.name), pin.version), pin)
    return list(found.values())


def locked() -> list[Pin]:
    """What this program's lock pins."""
    return pins(LOCK.read_text("utf-8"))


def normal(name: str) -> str:
    """A package's name in its one spelling."""
    return re.sub(r"[-_.]+", "-", name).lower()
