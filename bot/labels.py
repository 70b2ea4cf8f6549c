"""Labelled texts to train on: clauses and whole answers, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled text.

    ``touched`` includes ``covered``; ``asked`` is the facet it is a reply about; ``group`` keeps
    look-alikes together; ``whole`` tells an answer from a single clause.
    """

    criterion: str
    kind: str
    text: str
    covered: frozenset[str]
    touched: frozenset[str]
    asked: str | None
    group: str
    whole: bool

    def fold(self, folds: int) -> int:
        """Which of ``folds`` the text is held out with; look-alikes share one."""
        return crc32(self.group.encode()) % folds


def rows(folder: Path) -> list[Row]:
    """Every labelled text of ``folder``, files in order of name.

    Raises ValueError naming the file and line of the first row that makes no sense.
    """
    found: list[Row] = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            try:
                found += [_row(json.loads(line))] if line.strip() else []
            except (KeyError, TypeError, ValueError) as problem:
                raise ValueError(f"{file.name}:{number}: {problem!r}") from problem
    return found


def _row(said: Mapping[str, Any]) -> Row:
    return _answer(said) if "facets" in said else _clause(said)


def _answer(said: Mapping[str, Any]) -> Row:
    """``{"criterion","asked","service","kind","text","facets":{facet: "covered"|"mentioned"}}``."""
    facets: Mapping[str, str] = said["facets"]
    if unknown := set(facets.values()) - {"covered", "mentioned"}:
        raise ValueError(f"unknown levels {sorted(unknown)}")
    covered = frozenset(f for f, level in facets.items() if level == "covered")
    where = (said["criterion"], said["kind"], said["text"])
    return Row(*where, covered, frozenset(facets), said.get("asked"), said["service"], True)


def _clause(said: Mapping[str, Any]) -> Row:
    """``{"criterion","facet","level","kind","text","also":[facet]}``: a reply about its facet."""
    rank = ("none", "mentioned", "covered").index(said["level"])
    also = said.get("also", [])
    covered = frozenset([*also, *([said["facet"]] if rank == 2 else [])])
    touched = frozenset([*also, *([said["facet"]] if rank else [])])
    where = (said["criterion"], said["kind"], said["text"])
    return Row(*where, covered, touched, said["facet"], said["text"], False)
