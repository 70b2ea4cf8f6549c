"""``evidence.json``: the whole dossier for machines, in one canonical form.

The encoding is RFC 8785's for what occurs here: UTF-8, keys in ascending order, no spaces, whole
numbers only. Moments are ISO 8601 in Thai time (``2026-03-02T09:13:00+07:00``), absent values are
``null``. At the top::

    format        "mvs-coach/evidence"
    schema        1; a reader refuses a number it does not know
    cover         what it is about: unit, officer, period, round, audit chain, export id
    totals        what is counted
    elements      element → criteria → facets → statements and attachments; plans; review
    steps         promises and what came of them
    trials        results of tests, by round
    plans         plans that belong to no criterion
    former        what was told about facets that this version of the unit has no more
    transcript    numbered entries, which ``entries`` of every sentence refer to
    options       what was asked for
    complete      whether no criterion was left out

Wherever words stand they are a sentence: ``text``, ``origin`` (``said``, ``confirmed``, ``coach``,
``program``), ``at``, ``channel``, ``entries``, ``by``. Fields are described in ``bot.exports``'
``dossier`` and ``evidence``. New fields may come with the same number; none changes its meaning
without a new one. Pictures and the channels' message ids are left out.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from bot.exports.dossier import SCHEMA, Dossier
from storage.audit import canonical

FORMAT = "mvs-coach/evidence"
_LEFT_OUT = frozenset({"thumbnails", "message"})


def make(dossier: Dossier) -> bytes:
    """The dossier as canonical JSON; the same dossier makes the same bytes."""
    said = _plain(msgspec.to_builtins(dossier))
    return canonical({"format": FORMAT, "schema": SCHEMA, **said})


def digest(dossier: Dossier) -> str:
    """SHA-256 of ``make(dossier)`` in hex: what every document carries beside its export id."""
    return sha256(make(dossier)).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(inner) for key, inner in value.items() if key not in _LEFT_OUT}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
