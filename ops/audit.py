"""Known holes in the locked dependencies, by pip-audit: ``python -m ops.audit``.

Ends with 0 (none known), 1 (some; they are printed), or 3: it could not be asked, because pip-audit
is not installed or its database is out of reach. 3 must never be read as 0.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from ops.lock import LOCK

NOT_ASKED = 3
COMMAND = ("-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip")
FOUND = "known vulnerabilit"

Run = Callable[[Sequence[str]], "tuple[int, str]"]


def run(command: Sequence[str]) -> tuple[int, str]:
    """The exit status of a command, and all it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def audit(run: Run, installed: bool) -> tuple[int, str]:
    """Ask; the exit status for this program, and what to print."""
    if not installed:
        return NOT_ASKED, "pip-audit is not installed: pip install pip-audit, then ask again."
    status, said = run([sys.executable, *COMMAND])
    if status == 0:
        return 0, said
    if status == 1 and FOUND in said.lower():
        return 1, said
    return NOT_ASKED, f"pip-audit could not be asked (its database is out of reach?):\n{said}"


def main() -> int:
    """Print what is known."""
    status, said = audit(run, find_spec("pip_audit") is not None)
    print(said.strip())
    return status


if __name__ == "__main__":
    sys.exit(main())
