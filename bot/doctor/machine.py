"""The program itself: Python, content, models, fonts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.doctor.finding import Finding, Findings, bad, ok, warn
from bot.doctor.world import World
from bot.fonts import FontsMissing
from content.problems import ContentProblems

OLDEST = (3, 11)


async def machine(world: World) -> Findings:
    """What can be said without any setting."""
    yield _python(world.python)
    content = await _loaded(world.content)
    yield _content(content)
    if content is None:
        yield _models(await _loaded(world.models))
    yield _fonts(await _loaded(world.fonts))


async def _loaded(load: Callable[[], object]) -> Exception | None:
    """What went wrong while loading, if anything."""
    try:
        await asyncio.to_thread(load)
    except Exception as error:
        return error
    return None


def _python(version: tuple[int, int]) -> Finding:
    said = ".".join(map(str, version))
    if version < OLDEST:
        return bad(f"This is Python {said}.", "Install Python 3.11 or newer.")
    return ok(f"Python {said}.")


def _content(error: Exception | None) -> Finding:
    if error is None:
        return ok("The content is complete.")
    if isinstance(error, ContentProblems):
        return bad(f"The content has problems:\n{error}", "Mend the files that are named.")
    return bad(
        f"The content cannot be read: {type(error).__name__}.",
        "Install the program again, or restore its content folder.",
    )


def _models(error: Exception | None) -> Finding:
    if error is None:
        return ok("The models for reading Thai load, without a network.")
    return bad(
        f"The models for reading Thai do not load: {type(error).__name__}.",
        "Install the program again with all it needs: pip install -r requirements.lock.",
    )


def _fonts(error: Exception | None) -> Finding:
    if error is None:
        return ok("Pictures can be drawn with Thai letters.")
    why = str(error) if isinstance(error, FontsMissing) else type(error).__name__
    return warn(
        f"Pictures cannot be drawn: {why}.",
        "pip install -r requirements.lock; the ready-made wheels of Pillow have Raqm in them.",
    )
