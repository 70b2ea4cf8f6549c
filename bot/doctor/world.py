"""What the doctor looks at outside the program, so that a test can stand in for it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
from msgspec import Struct

PATIENCE = 10.0  # seconds a page may take


class Seen(Struct, frozen=True):
    """How a page answered: its status, and the time its server believes it is."""

    status: int
    date: datetime | None = None


async def look(url: str) -> Seen:
    """Fetch a page without following where it leads.

    Raises ConnectionError, whose text is the kind of the problem, if it does not answer.
    """
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise ConnectionError(type(error).__name__) from None
    return Seen(answer.status_code, _date(answer.headers.get("date", "")))


def _date(header: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(header)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _content() -> object:
    from content.loader import load

    return load()


def _models() -> object:
    from bot.loading import load_pack

    return load_pack()


def _fonts() -> object:
    from bot.fonts import font

    return [font(12, weight) for weight in ("Regular", "Medium", "SemiBold", "Bold")]


@dataclass(frozen=True, slots=True)
class World:
    """``free`` gives bytes; ``content``, ``models`` and ``fonts`` load and raise what is wrong."""

    look: Callable[[str], Awaitable[Seen]] = look
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
    content: Callable[[], object] = _content
    models: Callable[[], object] = _models
    fonts: Callable[[], object] = _fonts
    python: tuple[int, int] = (sys.version_info.major, sys.version_info.minor)
