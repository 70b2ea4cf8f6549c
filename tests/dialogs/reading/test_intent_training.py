"""What the intent reader learns is learned the same way every time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np

from bot.training_intents import answers, learn
from content.reading_tables import LabelledMessage, load_intents, load_messages, save_learned
from dialogs.reading.intent import IntentReader
from dialogs.reading.intent_model import Floats

TABLES = load_intents()
MESSAGES = [
    LabelledMessage("skip", "ข้ามเถอะ"),
    LabelledMessage("help", "ช่วยด้วย"),
    LabelledMessage("answer", "รอ 3 วัน"),
    LabelledMessage("answer", "คนมาเยอะ"),
]


class Letters:
    """An encoder that knows only which letters there are."""

    def embed(self, clauses: Sequence[str], windows: Sequence[tuple[int, int]]) -> Floats:
        rows = np.zeros((len(windows), 256), np.float32)
        for row, (first, after) in zip(rows, windows, strict=True):
            for letter in "".join(clauses[first:after]):
                row[crc32(letter.encode()) % 256] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_learning_twice_gives_the_same() -> None:
    one, other = (learn(TABLES, MESSAGES, Letters()) for _ in range(2))
    assert one.intents == ("answer", "help", "skip")
    assert (one.weights == other.weights).all()
    assert (one.points == other.points).all()


def test_what_was_learned_is_read_back_nearly_the_same(tmp_path: Path) -> None:
    learned = learn(TABLES, MESSAGES, Letters())
    save_learned(learned, tmp_path)
    empty = ("words", "openings", "rules", "yes_no", "open", "seeds")
    tables: dict[str, object] = {"soft": [], "bare": [], **{name: {} for name in empty}}
    (tmp_path / "intents.yaml").write_text(json.dumps(tables), "utf-8")
    kept = load_intents(tmp_path).learned
    assert kept is not None
    assert kept.intents == learned.intents
    assert np.abs(kept.points - learned.points).max() < 0.01
    assert np.abs(kept.pulls - learned.pulls).max() < 0.01


def test_messages_learned_from_are_heard() -> None:
    reader = IntentReader(replace(TABLES, learned=learn(TABLES, MESSAGES, Letters())), Letters())
    assert [reader.read(message.text) for message in MESSAGES] == [m.intent for m in MESSAGES]


def test_there_are_authors_to_hold_back_and_true_answers_to_learn_from() -> None:
    authors = {message.author for message in load_messages()} - {""}
    assert len(authors) >= 15
    told = answers()
    assert len(told) >= 1_000
    assert {message.intent for message in told} == {"answer"}
