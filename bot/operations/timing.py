"""A reader whose time is taken."""

from __future__ import annotations

from time import perf_counter

from bot.operations.meter import Meter
from dialogs.reading.port import Context, Reader, Reading


class TimedReader:
    """Reads as ``reader`` does, and tells ``meter`` how long it took."""

    def __init__(self, reader: Reader, meter: Meter) -> None:
        self._reader = reader
        self._meter = meter

    def read(
        self,
        text: str,
        *,
        criterion: str | None = None,
        facet: str | None = None,
        context: Context = "open",
    ) -> Reading:
        """See ``Reader.read``."""
        began = perf_counter()
        reading = self._reader.read(text, criterion=criterion, facet=facet, context=context)
        self._meter.reading(perf_counter() - began)
        return reading
