"""Texts of what is handed out and of the operator's records, from ``content/privacy.yaml``."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

from content.plain import read_plain
from content.problems import ContentProblems

FILE = "privacy.yaml"


@lru_cache(maxsize=1)
def load_words() -> dict[str, Any]:
    """The file as plain data. Raises ContentProblems if it cannot be read."""
    data, problems = read_plain((files("content") / FILE).read_bytes(), FILE)
    if problems or not isinstance(data, dict):
        raise ContentProblems(list(problems))
    return data
