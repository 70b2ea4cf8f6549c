from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from storage.audit import GENESIS, Chain, Entry, canonical, verify
from storage.errors import ChainBroken

SALT = "00" * 16
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)

ascii_keys = st.text(st.characters(max_codepoint=127))
safe_integers = st.integers(-(2**53) + 1, 2**53 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]))
documents = st.recursive(
    st.none() | st.booleans() | safe_integers | texts,
    lambda inner: st.lists(inner) | st.dictionaries(ascii_keys, inner),
)


@given(documents)
def test_canonical_json_is_that_of_rfc_8785(document: Any) -> None:
    assert canonical(document) == rfc8785.dumps(document)


REFUSAL = "cannot be hashed|too large|not ASCII|surrogates not allowed"


@pytest.mark.parametrize(
    "value",
    [0.5, 1.0, float("nan"), [{"a": 0.0}], 2**53, -(2**53), {"ก": 1}, {1: 1}, b"", "\ud83d", {1}],
)
def test_what_cannot_be_hashed_alike_everywhere_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=REFUSAL):
        canonical(value)


def test_spellings_that_look_alike_are_hashed_as_received() -> None:
    assert canonical("น้ำ") != canonical("น้ํา")


def test_a_time_is_hashed_in_utc() -> None:
    bangkok = AT.astimezone(timezone(timedelta(hours=7)))
    assert _entry(AT) == _entry(bangkok)


def test_the_chain_format_stays_what_it_is() -> None:
    entry = _entry(AT)
    assert entry.prev == GENESIS
    assert entry.commit == "a02273836b2b5caf01242ee30c5b0beb843e3c2a3afd7a55f0e2463b284c269a"
    assert entry.hash == "57020e95251386f4d9686df3536fa9e2585e927f9f7b708e591ce734b597c9a5"


@given(st.lists(st.dictionaries(ascii_keys, texts), min_size=1), st.data())
def test_any_erasure_leaves_the_chain_whole(contents: list[Any], data: st.DataObject) -> None:
    chain, entries = Chain("p"), []
    for content in contents:
        entry = chain.entry(AT, "said", content, ref=None, salt=SALT)
        chain = chain.after(entry)
        entries.append(entry.without_content() if data.draw(st.booleans()) else entry)
    verify("p", entries, chain.head)
    with pytest.raises(ChainBroken, match=f"at entry {len(entries)}: the trail ends"):
        verify("p", entries[:-1], chain.head)


def test_another_officers_trail_is_told_apart() -> None:
    entry = _entry(AT)
    with pytest.raises(ChainBroken, match="another officer"):
        verify("somebody else", [entry], entry.hash)


def _entry(at: datetime) -> Entry:
    return Chain("p").entry(at, "said", {"text": "น้ำ"}, ref="m1", salt=SALT)
