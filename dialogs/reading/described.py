"""Facets nobody has labelled answers for: read by likeness to their definition and their cues.

Much weaker than trained heads, and the same for every facet of every unit. What likeness is worth
was learnt on a unit that has labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dialogs.reading.features import Floats
from dialogs.reading.heads import Encoder, Seen

CONSTANT = 6
"""The column of ``likeness`` that is always 1; tones follow it."""


@dataclass(frozen=True, slots=True)
class Description:
    """One facet in words: ``says`` is its label and definition, ``cues`` words that point to it."""

    name: str
    says: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """The facets of one criterion, embedded."""

    criterion: str
    facets: tuple[Description, ...]
    meanings: Floats

    def windows(self, seen: Seen) -> list[int]:
        """The window most like each facet."""
        best: list[int] = (seen.meanings @ self.meanings).argmax(axis=0).tolist()
        return best

    def likeness(self, seen: Seen, tones: Floats) -> Floats:
        """What a verdict rests on, one row a facet."""
        alike, best = seen.meanings @ self.meanings, self.windows(seen)
        top = alike[best, np.arange(len(best))]
        others = (top.sum() - top) / max(1, len(top) - 1)
        here = [len(self.reasons(seen, f, w)) for f, w in zip(self.facets, best, strict=True)]
        anywhere = [len(self.reasons(seen, f, seen.whole)) for f in self.facets]
        long = np.full(len(best), np.log(len(seen.clauses)))
        one = np.ones(len(best))
        rows = [top, top - others, alike[seen.whole], here, anywhere, long, one]
        return np.hstack([np.stack(rows, axis=1), tones[best]]).astype(np.float32)

    def reasons(self, seen: Seen, facet: Description, window: int) -> tuple[str, ...]:
        """The cues of ``facet`` in a window."""
        span = seen.spans[window]
        text = seen.text[span.start : span.end].lower()
        return tuple(cue for cue in facet.cues if cue.lower() in text)


def describe(criterion: str, facets: Sequence[Description], encoder: Encoder) -> Described:
    """The facets of one criterion, ready to be looked for."""
    rows = [encoder.embed([f.says, " ".join(f.cues)], [(0, 2)])[0] for f in facets]
    return Described(criterion, tuple(facets), np.asarray(np.stack(rows, axis=1), np.float32))
