"""The licences of everything that is installed with the program; an unknown one is refused.

``python -m ops.licences`` prints the list and fails if something needs to be looked at.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from typing import NamedTuple

from ops.lock import Pin, locked, normal

ALLOWED = frozenset(
    """0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 ISC LGPL-2.1-only LGPL-3.0-only MIT MIT-0
    MIT-CMU MPL-2.0 OFL-1.1 PSF-2.0 Unlicense Zlib""".split()
)
"""Licences under which a package may be used unchanged by a program under Apache-2.0. Those of the
LGPL and MPL ask that changes to the package itself be published; there are none.
"""

STATED: Mapping[str, str] = {
    "aenum": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "tzdata": "Apache-2.0",
    "uvloop": "Apache-2.0 OR MIT",
}
"""Licences of packages that say it in their own words only, or are not installed everywhere."""

SPELLINGS: Mapping[str, str] = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}

UNKNOWN = "?"
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


class Licence(NamedTuple):
    """A package and the SPDX expression of its licence, ``?`` if it is not known."""

    pin: Pin
    expression: str

    @property
    def is_allowed(self) -> bool:
        """Whether every part of it is allowed; of alternatives each must be."""
        words = [word for word in _WORD.findall(self.expression) if word not in ("AND", "OR")]
        return bool(words) and all(word in ALLOWED for word in words)


def licences(pins: Iterable[Pin]) -> list[Licence]:
    """The licence of each package, by what is installed here."""
    return [Licence(pin, licence(pin.name)) for pin in pins]


def licence(name: str) -> str:
    """The licence of one package."""
    stated = STATED.get(normal(name))
    if stated is not None:
        return stated
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return UNKNOWN
    stated_there = [
        *(about.get_all("License-Expression") or ()),
        *(about.get_all("License") or ()),
        *(text.rpartition(" :: ")[2] for text in about.get_all("Classifier") or ()),
    ]
    return next((found for each in stated_there if (found := _spdx(each))), UNKNOWN)


def _spdx(text: str) -> str:
    """A licence as SPDX spells it; empty if it is not one we know."""
    words = text.strip()
    known = SPELLINGS.get(words.lower(), words)
    parts = [word for word in _WORD.findall(known) if word not in ("AND", "OR")]
    return known if parts and len(known) < 100 and all(part in ALLOWED for part in parts) else ""


def main() -> int:
    """Print the list; 1 if a licence is unknown or not allowed."""
    found = licences(locked())
    for each in found:
        mark = "" if each.is_allowed else "   <- look at this one"
        print(f"{each.pin.name} {each.pin.version}: {each.expression}{mark}")
    return 0 if all(each.is_allowed for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
