from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bot.read_jsonl import serve
from dialogs.pack import Pack


def read(pack: Pack, *lines: bytes) -> list[dict[str, Any]]:
    out = io.StringIO()
    serve(pack.reader, pack.mask, lines, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


GOOD = json.dumps({"id": 1, "criterion": "DS501.01", "text": "handoffs!"}).encode()


def test_a_line_in_is_a_reading_out(plain: Pack) -> None:
    (answer,) = read(plain, GOOD)
    assert (answer["id"], answer["intent"]) == (1, "answer")
    assert answer["facets"] == {"handoffs": "covered"}


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b'{"id": 1}',
        '{"id": 1, "text": "สวัสดี"}'.encode("cp874"),
        b"\xff\xfe",
        b'{"id": 1, "text": "a", "more": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)
def test_a_line_that_cannot_be_read_is_answered_by_its_error(plain: Pack, line: bytes) -> None:
    error, good = read(plain, line, GOOD)
    assert error["error"]["line"] == 1
    assert error["error"]["text"]
    assert good["id"] == 1
