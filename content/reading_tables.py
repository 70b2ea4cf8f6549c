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
_HALVES = ("weights", "middle", "axes", "pulls")
_FINENESS = 127.0  # of points: parts of a unit length in one byte


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
    """A message and its intent: one line of ``messages.jsonl``.

    ``author``: whose way of typing it is, so that one way can be held back as a whole.
    """

    intent: str
    text: str
    context: str = "open"
    author: str = ""


_LINES = msgspec.json.Decoder(LabelledMessage)


Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from ``messages.jsonl`` and from answers; columns are ``intents``.

    ``weights``: a row for each feature of the wording. ``middle`` and ``axes`` place an encoder's
    row among ``points``, the meanings of the messages learned from; each pulls by ``pulls``.
    """

    intents: tuple[str, ...]
    weights: Floats
    middle: Floats
    axes: Floats
    points: Floats
    pulls: Floats


@dataclass(frozen=True, slots=True)
class IntentTables:
    """What the intent reader is built from.

    ``learned`` is None before anything was learned: rules alone are used.
    """

    words: IntentWords
    learned: Learned | None = None


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
    file = folder / "intents.npz"
    return IntentTables(words, _load_learned(file) if file.exists() else None)


def _load_learned(file: Path) -> Learned:
    with np.load(file) as arrays:
        found = {name: arrays[name].astype(np.float32) for name in _HALVES}
        points = arrays["points"].astype(np.float32) / _FINENESS
        return Learned(tuple(arrays["intents"].tolist()), points=points, **found)


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


def save_learned(learned: Learned, folder: Path = _FOLDER) -> None:
    """Keep what was learned beside the tables, as coarsely as reading allows."""
    halves = {name: getattr(learned, name).astype(np.float16) for name in _HALVES}
    points = np.rint(learned.points * _FINENESS).astype(np.int8)
    with (folder / "intents.npz").open("wb") as file:
        np.savez_compressed(file, intents=np.array(learned.intents), points=points, **halves)
