"""Traces: none unless they are configured, and never with words in them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.operations.tracing import NoSpans, OtelSpans, spans

ROOT = Path(__file__).parents[3]
UNCONFIGURED = """
import sys
from bot.operations.tracing import spans
with spans({}).span("turn", officer="line:U1"):
    pass
print([name for name in sys.modules if name.startswith("opentelemetry")])
"""


def test_nothing_of_it_is_imported_unless_it_is_configured() -> None:
    run = subprocess.run(
        [sys.executable, "-c", UNCONFIGURED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
    assert isinstance(spans({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}), NoSpans)
    NoSpans().close()


def fail(marks: OtelSpans) -> None:
    with marks.span("turn", event="line:U1", said="คิว"):
        with marks.span("reading"):
            pass
        raise ValueError("สมชาย")


def test_spans_carry_ids_and_kinds_of_errors_but_no_words() -> None:
    exporter = InMemorySpanExporter()
    marks = OtelSpans(exporter)
    with pytest.raises(ValueError, match="สมชาย"):
        fail(marks)
    marks.close()
    reading, turn = exporter.get_finished_spans()
    assert (reading.name, turn.name) == ("reading", "turn")
    assert dict(turn.attributes or {}) == {"event": "line:U1", "said": "…(3)"}
    assert turn.status.description == "ValueError"
    assert reading.parent is not None
    assert turn.events == ()
