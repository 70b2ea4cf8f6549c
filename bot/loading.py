"""Everything a conversation is made with, loaded once: content, word lists, models. All offline."""

from __future__ import annotations

import os
from pathlib import Path

# PyThaiNLP reads these at import: nothing it ships may ever be fetched or written at run time.
os.environ["PYTHAINLP_OFFLINE"] = "1"
os.environ["PYTHAINLP_READ_ONLY"] = "1"
# OpenBLAS reads this when NumPy is imported: on shared cores its threads wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.reading import load_reader
from content.loader import load
from dialogs.pack import Pack
from dialogs.reading.personal import Masker


def load_pack(root: Path | None = None) -> Pack:
    """The pack for the content in ``root``, or the one that ships with the program.

    Raises ``content.problems.ContentProblems`` naming everything that is wrong with it.
    """
    content = load(root)
    return Pack(content, load_reader(content), Masker().mask)
