"""The command line: what people see when something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NO_LEARNING = "raise ModuleNotFoundError('none here', name='sklearn')"


def run(first: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command with modules in ``first`` before all others."""
    return subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", *arguments],
        cwd=first,
        env={**os.environ, "PYTHONPATH": f"{first}{os.pathsep}{ROOT}"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def without_a_phrase(folder: Path) -> Path:
    content = folder / "content"
    content.mkdir()
    for part in (ROOT / "content").iterdir():
        if part.name != "phrases.yaml":
            (content / part.name).symlink_to(part)
    (content / "phrases.yaml").write_text("greet: {en: Hello}", encoding="utf-8")
    return folder


def test_training_without_scikit_learn_says_in_a_sentence_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "sklearn.py").write_text(NO_LEARNING, encoding="utf-8")
    done = run(tmp_path, "train")
    assert done.returncode == 1
    assert "python3 run.py test" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_problems_of_the_content_are_printed_for_people(tmp_path: Path) -> None:
    done = run(without_a_phrase(tmp_path), "read", "--explain", "x")
    assert done.returncode == 1
    assert "phrases.yaml: entries.greet.th: is missing" in done.stderr
    assert "Traceback" not in done.stderr
