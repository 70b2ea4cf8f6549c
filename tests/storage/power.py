"""A power cut: what had not yet been written down of a store's journals is gone, or garbage."""

from __future__ import annotations

import random
from pathlib import Path

from storage.tiny.daybook import MARK
from storage.tiny.frames import frames


def cut_power(folder: Path, chance: random.Random) -> int:
    """Take from each journal some of what only the day book has durably; returns from how many."""
    firm: dict[Path, int] = {}
    volumes = [path for path in folder.glob("daybook.*") if path.suffix != ".tmp"]
    for volume in sorted(volumes, key=lambda path: int(path.suffix[1:])):
        for entry in frames(volume):
            journal = folder / entry.file.decode()
            if journal.exists() and journal.read_bytes()[:MARK] == entry.mark:
                firm.setdefault(journal, entry.at)
    for journal, size in firm.items():
        _lose(journal, size, chance)
    return len(firm)


def _lose(journal: Path, firm: int, chance: random.Random) -> None:
    """Nothing is lost of the first ``firm`` bytes."""
    data = journal.read_bytes()
    left = chance.randint(min(firm, len(data)), len(data))
    lost = len(data) - left
    tail = chance.choice((b"", bytes(lost), chance.randbytes(lost)))
    journal.write_bytes(data[:left] + tail)
