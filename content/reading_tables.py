"""The tables the Thai readers work from, read from ``content/reading`` and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import msgspec
import numpy as np
import yaml
from msgspec import Struct
from numpy.typing import NDArray

from content.problems import ContentProblems, Problem

_FOLDER = Path(__file__).parent / "reading"
_CHOICE = re.compile(r"\(([^()]*)\)(\??)")


class IntentWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Words, rules and seeds for telling commands from answers; see ``intents.yaml``.

    ``words``: tag to every way of writing it, choices expanded. ``openings``, ``rules``,
    ``yes_no``, ``open``: intent to rules, in order of trial. ``seeds``: intent to whole utterances.
    """

    soft: tuple[str, ...]
    bare: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    openings: dict[str, tuple[str, ...]]
    rules: dict[str, tuple[str, ...]]
    yes_no: dict[str, tuple[str, ...]]
    open: dict[str, tuple[str, ...]]
    seeds: dict[str, tuple[str, ...]]


class LabelledMessage(Struct, frozen=True):
    """A message and its intent: one line of ``messages.jsonl``."""

    intent: str
    text: str
    context: str = "open"


_LINES = msgspec.json.Decoder(LabelledMessage)


@dataclass(frozen=True, slots=True)
class IntentTables:
    """What the intent reader is built from.

    ``weights``: a row for each feature, a column for each of ``intents``; learned from
    ``messages.jsonl`` and answers. None before anything was learned: rules alone are used.
    """

    words: IntentWords
    intents: tuple[str, ...] = ()
    weights: NDArray[np.float32] | None = None


def choices(written: str) -> tuple[str, ...]:
    """Every text a pattern such as ``ขอ(ข้าม|ผ่าน|)`` stands for; groups do not nest."""
    parts: list[list[str]] = []
    at = 0
    for group in _CHOICE.finditer(written):
        parts += [[written[at : group.start()]], group[1].split("|") + [""] * bool(group[2])]
        at = group.end()
    parts.append([written[at:]])
    return tuple(dict.fromkeys(map("".join, product(*parts))))


def load_intents(folder: Path = _FOLDER) -> IntentTables:
    """The intent tables of ``folder``. Raises ``ContentProblems``."""
    words = load_words(folder / "intents.yaml")
    learned = folder / "intents.npz"
    if not learned.exists():
        return IntentTables(words)
    with np.load(learned) as arrays:
        return IntentTables(words, tuple(arrays["intents"]), arrays["weights"].astype(np.float32))


def load_words(path: Path) -> IntentWords:
    """The words and rules of ``path``, choices expanded. Raises ``ContentProblems``."""
    try:
        tables = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), IntentWords)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ContentProblems([Problem(f"reading/{path.name}", "", str(error))]) from error
    words = {
        tag: tuple(text for written in ways for text in choices(written) if text)
        for tag, ways in tables.words.items()
    }
    return msgspec.structs.replace(tables, words=words)


def load_messages(path: Path = _FOLDER / "messages.jsonl") -> tuple[LabelledMessage, ...]:
    """The labelled messages the reader learns from. Raises ``ContentProblems``."""
    try:
        return tuple(_LINES.decode_lines(path.read_bytes()))
    except msgspec.DecodeError as error:
        raise ContentProblems([Problem(f"reading/{path.name}", "", str(error))]) from error


def save_learned(
    intents: tuple[str, ...], weights: NDArray[np.float32], folder: Path = _FOLDER
) -> None:
    """Keep what was learned beside the tables, in half precision."""
    with (folder / "intents.npz").open("wb") as file:
        np.savez_compressed(file, intents=np.array(intents), weights=weights.astype(np.float16))
