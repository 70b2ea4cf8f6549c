"""Payload in, what happened out: each file holds both."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Happened
from bot.line.events import parse

PAYLOADS = sorted((Path(__file__).parent / "payloads").glob("*.json"))
OURS = frozenset(["900000000000000001"])
DEEP = b'{"events":' + b"[" * 100_000
SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_a_webhook_is_read_as_its_file_says(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    happened = parse(json.dumps(case["body"]).encode(), OURS.__contains__)
    assert json.loads(msgspec.json.encode(happened)) == case["happened"]


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_what_happened_survives_json(path: Path) -> None:
    happened = parse(json.dumps(json.loads(path.read_text("utf-8"))["body"]).encode())
    assert msgspec.json.decode(msgspec.json.encode(happened), type=list[Happened]) == happened


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"{'events': []}", DEEP])
def test_what_is_not_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match="not JSON"):
        parse(body)


@pytest.mark.parametrize(
    "body", [b"[]", b"5", b"null", b"{}", b'{"events":{}}', b'{"events":null}']
)
def test_json_of_another_shape_holds_no_events(body: bytes) -> None:
    assert parse(body) == []


@pytest.mark.parametrize("text", [b'"\xff\xfe"', b'"\\ud83d"', b'"\\u0000"'])
def test_a_text_that_is_no_unicode_does_not_take_its_batch_down(text: bytes) -> None:
    bad = b'{"type":"message","webhookEventId":"A","timestamp":1,"source":{"type":"user",'
    bad += b'"userId":"U1"},"message":{"id":"1","type":"text","text":' + text + b"}}"
    good = b'{"type":"follow","webhookEventId":"B","timestamp":1,"source":{"userId":"U1"}}'
    events = parse(b'{"events":[' + bad + b"," + good + b"]}")
    assert [event.event for event in events] == ["A", "B"]


@given(SHAPES)
def test_no_event_of_any_shape_harms_its_neighbour(shape: object) -> None:
    neighbour = {"type": "unfollow", "webhookEventId": "Z", "timestamp": 1}
    body = json.dumps({"events": [shape, {"message": shape, **neighbour}, neighbour]})
    assert parse(body.encode())[-1].event == "Z"
