"""``mvs-coach evaluate SET…``: the report on standard output, progress on standard error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TextIO

from bot.evaluating.printing import lines
from bot.evaluating.report import Report, evaluate
from dialogs.pack import Pack

EVERY = 2.0
"""Seconds between two words about progress: a short set is scored in silence."""


def run(
    paths: Sequence[Path], pack: Pack, show: int, as_json: bool, out: TextIO, err: TextIO
) -> Report:
    """Score ``paths`` and print the report: in words, or as one JSON object."""
    report = evaluate(paths, pack, Ticker(err))
    if as_json:
        out.write(json.dumps(report.figures(show), ensure_ascii=False) + "\n")
    else:
        out.writelines(line + "\n" for line in lines(report, show))
    return report


class Ticker:
    """Says now and then how far a long evaluation is."""

    def __init__(self, err: TextIO) -> None:
        self._err = err
        self._last = monotonic()

    def __call__(self, what: str, done: int, whole: int) -> None:
        """Tell how much is done, unless that was told just now."""
        if monotonic() - self._last >= EVERY:
            self._last = monotonic()
            self._err.write(f"{what}: {done} of {whole}\n")
            self._err.flush()
