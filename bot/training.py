"""Trains the facet reader of one unit. Needs scikit-learn, which the program itself does not.

``python -m bot.training CEC-BJEV-024`` reads ``content/units/<unit>/training/*.jsonl`` and writes
``content/units/<unit>/reader.npz``. The same rows give the same model; it takes about a minute.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported

import numpy as np

from bot.encoder import Encoder as Shipped
from bot.fitting import Arrays, Example, facets_of, fit_heads, fit_homes
from bot.judging import Judged, fit_judge, fit_likeness, judged
from bot.labels import Row, rows
from bot.reading import describe_unit
from content.loader import load
from dialogs.reading.described import Described
from dialogs.reading.heads import Encoder, Heads, see

FOLDS = 6
"""The judge learns from texts that the heads it listens to have not seen: one part in so many."""


def train(labelled: Sequence[Row], described: Sequence[Described], encoder: Encoder) -> Arrays:
    """The arrays of ``dialogs.reading.facets.FacetReader`` fitted to ``labelled``.

    ``described`` are the same criteria in words: how far likeness to words can be trusted is learnt
    for units without labels.
    """
    examples = [Example(row, see(row.text, encoder)) for row in labelled]
    facets = facets_of(labelled)
    found = [j for fold in range(FOLDS) for j in held_out(examples, facets, fold)]
    heads = fit_heads(examples, facets)
    likeness = fit_likeness(examples, described, Heads.read(heads))
    others = {"likeness": likeness, "homes": fit_homes(examples, facets)}
    return {**heads, **fit_judge(found, len(facets)), **others}


def held_out(examples: Sequence[Example], facets: Sequence[str], fold: int) -> list[Judged]:
    """What heads trained without a fold make of it."""
    rest = [e for e in examples if e.row.fold(FOLDS) != fold]
    model = Heads.read(fit_heads(rest, facets))
    held = (e for e in examples if e.row.fold(FOLDS) == fold)
    return [j for example in held for j in judged(example, model)]


def main(unit: str) -> None:
    """Train the reader of ``unit`` and write it beside its rubric."""
    folder, encoder = Path("content/units") / unit, Shipped()
    described = describe_unit(load().units[unit], encoder)
    arrays = train(rows(folder / "training"), described, encoder)
    np.savez_compressed(folder / "reader.npz", allow_pickle=False, **arrays)


if __name__ == "__main__":
    main(sys.argv[1])
