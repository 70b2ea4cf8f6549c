"""Teaches the intent reader what its rules cannot foresee.

``python -m bot.training_intents`` learns from ``content/reading/messages.jsonl`` and, as answers,
from labelled clauses of the default unit, and writes ``content/reading/intents.npz``. The same
texts give the same arrays; it takes half a minute. With ``--check`` nothing is written: every
author's messages are read by a reader that has not seen that author, and the figures printed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from bot.encoder import Encoder
from content.reading_tables import (
    IntentTables,
    LabelledMessage,
    Learned,
    load_intents,
    load_messages,
    save_learned,
)
from dialogs.reading import heads, normal
from dialogs.reading.intent import LONGEST_COMMAND, IntentReader
from dialogs.reading.intent_model import ROWS, near, place

Floats = NDArray[np.float32]

CLAUSES = Path("content/units/CEC-BJEV-024/training")
AXES = 192
PULL = 4.0
"""What meaning weighs beside the three bags of wording, which weigh one each."""

RIDGE, RARE = 0.5, 0.7
FOLDS = 4
_REPORT_LINE = "{:<12} {:>5} messages {:>6.1%} right, {:>4} answers {:>6.1%} kept"


def answers(folder: Path = CLAUSES) -> list[LabelledMessage]:
    """True answers from ``folder``: every second labelled clause, and whole answers.

    Files go in order of name. Denials and answers that cover nothing are left out: many say that
    something is not done yet.
    """
    clauses = [row for row in _rows(folder, "clauses-*.jsonl") if row["kind"] != "negation"][::2]
    told = [r for r in _rows(folder, "answers-*.jsonl") if "covered" in r["facets"].values()]
    return [LabelledMessage("answer", row["text"]) for row in (*clauses, *told)]


def _rows(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob(pattern)):
        yield from map(json.loads, file.read_text("utf-8").splitlines())


def learn(
    tables: IntentTables, messages: Iterable[LabelledMessage], encoder: heads.Encoder
) -> Learned:
    """Weights by ridge regression from labelled ``messages``; rare intents count for more."""
    told = [message for message in messages if len(message.text) <= LONGEST_COMMAND]
    wordings, meanings = see(tables, told, encoder)
    return fit(wordings, meanings, [message.intent for message in told])


def see(
    tables: IntentTables, messages: Sequence[LabelledMessage], encoder: heads.Encoder
) -> tuple[sparse.csr_array, Floats]:
    """The wordings and the meanings of ``messages``, a row each."""
    reader = IntentReader(replace(tables, learned=None))
    looks = [reader.wording(message.text) for message in messages]
    edges = np.cumsum([0, *(len(rows) for rows, _ in looks)])
    rows, counts = (np.concatenate(found) for found in zip(*looks, strict=True))
    wordings = sparse.csr_array((counts, rows, edges), shape=(len(messages), ROWS))
    embedded = [encoder.embed([normal.clean(m.text)], [(0, 1)])[0] for m in messages]
    return wordings, np.stack(embedded)


def fit(wordings: sparse.csr_array, meanings: Floats, said: Sequence[str]) -> Learned:
    """What these rows teach: wording by weights, meaning by nearness to what was said."""
    names = tuple(sorted(set(said)))
    columns = np.array([names.index(intent) for intent in said])
    care = (len(said) / len(names) / np.bincount(columns)) ** RARE
    start = _axes(meanings, names)
    points = place(meanings, start)
    alike = (wordings @ wordings.T).toarray() + PULL * near(points, points)
    alike[np.diag_indices_from(alike)] += RIDGE / care[columns]
    duals = cho_solve(cho_factor(alike, lower=True), np.eye(len(names), dtype=np.float32)[columns])
    weights = np.asarray(wordings.T @ duals, np.float32)
    return replace(start, weights=weights, points=points, pulls=np.float32(PULL) * duals)


def _axes(meanings: Floats, names: tuple[str, ...]) -> Learned:
    """The directions in which meanings differ most, each pointing where most of it lies."""
    middle = meanings.mean(axis=0)
    around = meanings - middle
    _, axes = np.linalg.eigh(around.T @ around)
    axes = axes[:, : -AXES - 1 : -1]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    nothing = np.zeros((0, 0), np.float32)
    return Learned(names, nothing, middle, np.asarray(axes, np.float32), nothing, nothing)


def check(encoder: heads.Encoder) -> list[tuple[LabelledMessage, str]]:
    """Every message of a named author, and its intent as read without that author's messages."""
    tables, messages = load_intents(), [*load_messages(), *answers()]
    messages = [message for message in messages if len(message.text) <= LONGEST_COMMAND]
    wordings, meanings = see(tables, messages, encoder)
    authors = sorted({message.author for message in messages} - {""})
    found: list[tuple[LabelledMessage, str]] = []
    for held in (authors[fold::FOLDS] for fold in range(FOLDS)):
        kept = [at for at, message in enumerate(messages) if message.author not in held]
        said = [messages[at].intent for at in kept]
        learned = fit(wordings[kept], meanings[kept], said)
        reader = IntentReader(replace(tables, learned=learned), encoder)
        unseen = (message for message in messages if message.author in held)
        found += [
            (m, reader.read(m.text, "yes_no" if m.context == "yes_no" else "open")) for m in unseen
        ]
    return found


def _figures(name: str, found: Sequence[tuple[LabelledMessage, str]]) -> str:
    right = [message.intent == heard for message, heard in found]
    kept = [heard == "answer" for message, heard in found if message.intent == "answer"]
    return _REPORT_LINE.format(name, len(right), np.mean(right), len(kept), np.mean(kept or [True]))


def main(arguments: Sequence[str] = ()) -> None:
    """Learn and keep it, or check how well what is learned carries over to other authors."""
    encoder = Encoder()
    if "--check" not in arguments:
        save_learned(learn(load_intents(), [*load_messages(), *answers()], encoder))
        return
    found = check(encoder)
    for author in sorted({message.author for message, _ in found}):
        print(_figures(author, [row for row in found if row[0].author == author]))
    print(_figures("all", found))
    if "--mistakes" in arguments:
        for message, heard in found:
            if heard != message.intent:
                print(f"{message.author}\t{message.intent}\t{heard}\t{message.text}")


if __name__ == "__main__":
    main(sys.argv[1:])
