"""Starting from a clone: a virtual environment that was cut short is made whole."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
CANNOT = """
import pathlib, sys
(pathlib.Path(sys.argv[-1]) / "lib").mkdir(parents=True)
sys.exit("ensurepip is not available")
"""


def cloned(folder: Path) -> Path:
    (folder / "run.py").write_bytes((ROOT / "run.py").read_bytes())
    return folder


def python(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Run ``program`` with modules in ``folder`` before all others."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_an_environment_without_pip_gets_one_and_keeps_what_is_in_it(tmp_path: Path) -> None:
    clone = cloned(tmp_path)
    venv.create(clone / ".venv", with_pip=False)
    (clone / ".venv" / "mine").write_text("x", encoding="utf-8")
    done = python(clone, "import run; print(run.has_pip()); run.make_venv(); print(run.has_pip())")
    assert done.stdout.split() == ["False", "True"], done.stderr
    assert (clone / ".venv" / "mine").exists()


def test_an_environment_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    clone = cloned(tmp_path)
    (clone / "venv.py").write_text(CANNOT, encoding="utf-8")
    done = python(clone, "import run; run.make_venv()")
    assert done.returncode == 2
    assert "python3-venv" in done.stdout
    assert not (clone / ".venv").exists()
