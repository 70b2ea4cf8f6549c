"""Traces by OpenTelemetry, where they are configured; otherwise nothing of it is even imported.

``OTEL_EXPORTER_OTLP_ENDPOINT`` (or ``…_TRACES_ENDPOINT``) switches them on, as everywhere; the
packages come with the extra ``tracing``. Spans carry ids, never words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

from bot.operations.discretion import harmless

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

SWITCHES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
SERVICE = "mvs-coach"


class NotInstalled(RuntimeError):  # noqa: N818 -- a fact; the text says what to do
    """Traces are configured, and the packages for them are missing."""


class Spans(Protocol):
    """Marks stretches of work."""

    def span(self, name: str, **ids: str) -> AbstractContextManager[None]:
        """Mark what is done in the block; an error in it is marked by its kind and goes on."""
        ...

    def close(self) -> None:
        """Send what is left."""
        ...


class NoSpans:
    """Marks nothing."""

    def span(self, name: str, **ids: str) -> AbstractContextManager[None]:
        """See ``Spans.span``."""
        return nullcontext()

    def close(self) -> None:
        """See ``Spans.close``."""


def spans(environment: Mapping[str, str]) -> Spans:
    """What the environment asks for.

    Raises:
        NotInstalled: with a sentence for the operator.
    """
    if not any(environment.get(switch) for switch in SWITCHES):
        return NoSpans()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as missing:
        raise NotInstalled(
            "Traces are configured; install them with pip install 'mvs-coach[tracing]', "
            f"or unset {' and '.join(SWITCHES)}."
        ) from missing
    return OtelSpans(OTLPSpanExporter())


class OtelSpans:
    """Marks for OpenTelemetry, sent in the background to ``exporter``."""

    def __init__(self, exporter: SpanExporter) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        self._provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(SERVICE)

    @contextmanager
    def span(self, name: str, **ids: str) -> Iterator[None]:
        """See ``Spans.span``."""
        from opentelemetry.trace import Status, StatusCode

        shown = {key: str(harmless(value)) for key, value in ids.items()}
        with self._tracer.start_as_current_span(
            name, attributes=shown, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except BaseException as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    def close(self) -> None:
        """See ``Spans.close``."""
        self._provider.shutdown()
