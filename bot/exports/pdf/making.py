"""The dossier as PDF."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from bot.exports import json
from bot.exports.dossier import Dossier
from bot.exports.pdf.faces import faces
from bot.exports.pdf.setting import typeset
from bot.exports.pdf.text_layer import repaired
from bot.exports.pdf.whole import data


def make(dossier: Dossier) -> bytes:
    """PDF/A-3b with ``evidence.json`` attached; the same dossier makes the same bytes.

    Takes 0.6 s of a processor for twenty-five pages, and half a second more the first time in a
    process (``tests/bench/bench_export.py``), so call it in a thread. Raises FontsMissing,
    typst.TypstError.
    """
    evidence = json.make(dossier)
    told = msgspec.json.encode(data(dossier, sha256(evidence).hexdigest()))
    inputs = {"data": told.decode(), "evidence": evidence.decode()}
    return repaired(typeset(inputs, dossier.cover.made_at), faces())
