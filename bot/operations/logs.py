"""Logs: one line an event, as JSON for machines or as text for people; ids, never words.

The message a program wrote stands as ``event``, with its gaps; what was put into them stands beside
it as ``values``, as far as it is harmless. So one kind of event is one text, which can be counted.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

import msgspec

from bot.operations.discretion import harmless, redacted, traced
from bot.operations.meter import Meter

Form = Literal["json", "text"]

OURS = ("bot", "content", "dialogs", "storage")
_GAP = re.compile(r"%(?:\(\w+\))?[-#0-9+ .]*[a-z%]", re.IGNORECASE)
_KIND = re.compile(r"([A-Z][A-Za-z]+)(?: at |:|$)")


def set_up(
    form: Form = "text",
    level: int = logging.INFO,
    *,
    meter: Meter | None = None,
    to: TextIO | None = None,
) -> None:
    """Have everything logged to ``to`` (standard error) in ``form``; call it once, at the start.

    ``meter`` counts errors by kind. Libraries are heard from warnings on.
    """
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    handlers: list[logging.Handler] = [handler]
    if meter is not None:
        handlers.append(Counting(meter))
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)


class JsonLines(logging.Formatter):
    """One JSON object a line: ``at``, ``level``, ``logger``, ``event``, ``values``, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record. Never raises for whatever was put into it."""
        return msgspec.json.encode(_described(record)).decode()


class TextLines(logging.Formatter):
    """The same as a sentence."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record. Never raises for whatever was put into it."""
        told = _described(record)
        values = iter(told.get("values", ()))
        event = _GAP.sub(lambda gap: "%" if gap[0] == "%%" else _shown(values), told["event"])
        error = (
            f" [{', '.join([told['error'], *told.get('where', ())])}]" if "error" in told else ""
        )
        return f"{told['at']} {told['level']} {told['logger']} {event}{error}"


def _shown(values: Any) -> str:
    value = next(values, "…")
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _described(record: logging.LogRecord) -> dict[str, Any]:
    told: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": redacted(record.name),
        "event": redacted(str(record.msg)) if _is_text(record.msg) else type(record.msg).__name__,
    }
    if record.args:
        given = record.args.values() if isinstance(record.args, dict) else record.args
        told["values"] = [harmless(each) for each in given]
    if record.exc_info and record.exc_info[1] is not None:
        told["error"] = type(record.exc_info[1]).__name__
        frames = traceback.extract_tb(record.exc_info[2])
        told["where"] = traced([(frame.filename, frame.lineno) for frame in frames])
    return told


def _is_text(message: object) -> bool:
    return isinstance(message, str)


class Counting(logging.Handler):
    """Counts what is logged as an error, by the kind of the error it names."""

    def __init__(self, meter: Meter) -> None:
        super().__init__(logging.ERROR)
        self._meter = meter

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        self._meter.error(_kind(record))


def _kind(record: logging.LogRecord) -> str:
    if record.exc_info and record.exc_info[1] is not None:
        return type(record.exc_info[1]).__name__
    given = record.args if isinstance(record.args, tuple) else ()
    for value in reversed(given):
        if isinstance(value, BaseException):
            return type(value).__name__
        found = _KIND.match(value) if isinstance(value, str) else None
        if found is not None:
            return found[1]
    return "other"
