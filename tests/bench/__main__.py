"""Every bench, one after another: ``python -m tests.bench [--peers PYTHON] [name …]``.

``PYTHON`` is an interpreter with the group ``bench`` of pyproject.toml (aiogram, WeasyPrint), which
some of the program's own libraries don't go together with; without it these peers are left out.
Takes about half an hour. Names are those of the modules, without ``bench_``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

BENCHES: dict[str, list[str]] = {
    "message": ["25"],
    "webhook": [],
    "store": [],
    "postgres": [],
    "scale": [],
    "export": ["5"],
    "kill": [],
    "kill_store": ["100"],
    "kill_postgres": ["100"],
    "faults": ["20000"],
}
WITH_PEERS = ("message", "export")
"""Benches whose peers live in an interpreter of their own, named last."""


def main() -> int:
    """Run those that were asked for, or all; 0 if each ended well."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", default=list(BENCHES), metavar="name")
    asked.add_argument("--peers", default="", help="an interpreter with the group bench")
    given = asked.parse_args()
    if unknown := set(given.names) - BENCHES.keys():
        asked.error(f"there is no bench {', '.join(sorted(unknown))}")
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {time.strftime('%Y-%m-%d')}")
    return max(_run(name, given.peers) for name in given.names)


def _run(name: str, peers: str) -> int:
    print(f"\n## {name}\n", flush=True)
    more = [peers] if peers and name in WITH_PEERS else []
    command = [sys.executable, "-m", f"tests.bench.bench_{name}", *BENCHES[name], *more]
    return abs(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    sys.exit(main())
