#!/usr/bin/env python3
"""Run mvs-coach from a clone: ``python3 run.py`` opens the practice room, ``… test`` tests it.

Needs Python 3.11 or later and nothing else: it makes a virtual environment in ``.venv``, installs
the locked dependencies (checked against their hashes), and starts. Later runs start at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
TOGETHER = ["-n", "2", "--dist", "worksteal"]  # two processes: half the time of one
LOCKS = {"chat": ["requirements.lock"], "test": ["requirements-dev.lock"]}


def main(arguments: list[str]) -> int:
    """Install what is missing, then hand over."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python would run
        print("mvs-coach needs Python 3.11 or later; this is", sys.version.split()[0])
        return 2
    testing = arguments[:1] == ["test"]
    install("test" if testing else "chat")
    if testing:
        return tests(arguments[1:])
    command = arguments or ["serve"]
    return subprocess.call([PYTHON, "-m", "bot.cli", *command], cwd=HERE)


def install(purpose: str) -> None:
    """Install what is locked into the virtual environment; quick when the locks did not change."""
    locks = [HERE / name for name in LOCKS[purpose]]
    wanted = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    mark = VENV / f"installed-{purpose}"
    if mark.exists() and mark.read_text() == wanted:
        return
    if not has_pip():
        make_venv()
    print("Installing the locked dependencies (once)…", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    sources = [word for lock in locks for word in ("-r", str(lock))]
    subprocess.check_call([*pip, "--require-hashes", "--only-binary", ":all:", *sources])
    subprocess.check_call([*pip, "--no-deps", "--no-build-isolation", "--editable", str(HERE)])
    mark.write_text(wanted)


def has_pip() -> bool:
    """Whether the virtual environment is whole: one that was cut short may have Python only."""
    asked = [str(PYTHON), "-m", "pip", "--version"]
    return PYTHON.exists() and subprocess.run(asked, capture_output=True).returncode == 0


def make_venv() -> None:
    """A virtual environment with pip; says what to install where the system's Python lacks it.

    One that has Python already only gets its pip, and keeps what else is in it.
    """
    begun = PYTHON.exists()
    command = [sys.executable, "-m", "venv", *([] if begun else ["--clear"]), str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        if not begun:
            shutil.rmtree(VENV, ignore_errors=True)
        print(made.stdout + made.stderr)
        print("This Python cannot make virtual environments. On Debian and Ubuntu:")
        print("    sudo apt install python3-venv")
        raise SystemExit(2)


def tests(arguments: list[str]) -> int:
    """Style, types, then every test; the first that fails decides the exit status."""
    if arguments:
        return subprocess.call([PYTHON, "-m", "pytest", *arguments], cwd=HERE)
    style = (["ruff", "check", "."], ["ruff", "format", "--check", "."])
    checks = (*style, ["mypy"], ["pytest", *TOGETHER])
    for check in checks:
        print("—", " ".join(check), flush=True)
        status = subprocess.call([PYTHON, "-m", *check], cwd=HERE)
        if status:
            return status
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
