"""The stored form of a state: JSON with a version, the claims apart so that a turn rewrites few.

What an earlier version wrote stays readable: ``tests/dialogs/stored`` holds examples of every
version, which are only ever added to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import msgspec

from dialogs.questions import AtRest
from dialogs.state import Claim, State

Json: TypeAlias = dict[str, Any]


def encode(state: State) -> tuple[Json, dict[str, Json]]:
    """The state without its claims, and every claim by its id."""
    core: Json = msgspec.to_builtins(msgspec.structs.replace(state, claims=()))
    return core, {claim.id: encode_claim(claim) for claim in state.claims}


def encode_claim(claim: Claim) -> Json:
    """One claim as JSON."""
    encoded: Json = msgspec.to_builtins(claim)
    return encoded


def decode(core: Mapping[str, Any], claims: Iterable[Mapping[str, Any]]) -> State:
    """The state that was encoded.

    A question this version does not know, after an upgrade or a downgrade, becomes "at rest".
    Raises ``msgspec.ValidationError`` if anything else cannot be read.
    """
    kept = sorted((msgspec.convert(c, Claim) for c in claims), key=_serial)
    try:
        state = msgspec.convert(core, State)
    except msgspec.ValidationError:
        resting = {**core, "question": msgspec.to_builtins(AtRest()), "trail": []}
        state = msgspec.convert(resting, State)
    return msgspec.structs.replace(state, claims=tuple(kept))


def read(core: bytes | msgspec.Raw, claims: Iterable[bytes | msgspec.Raw]) -> State:
    """Like ``decode``, from JSON text."""
    try:
        state = _STATE.decode(core)
    except msgspec.ValidationError:
        return decode(msgspec.json.decode(core), [msgspec.json.decode(c) for c in claims])
    kept = sorted(map(_CLAIM.decode, claims), key=_serial)
    return msgspec.structs.replace(state, claims=tuple(kept))


_STATE, _CLAIM = msgspec.json.Decoder(State), msgspec.json.Decoder(Claim)


def _serial(claim: Claim) -> int:
    return int(claim.id.rpartition("#")[2] or 0)
