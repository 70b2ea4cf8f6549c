"""The coach's web console: server-rendered pages behind rights, under ``/console``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from bot.console.assets import FOLDER, addresses
from bot.console.guard import route
from bot.console.links import sign_in_link
from bot.console.office import Office, nothing, papers
from bot.console.routes import DOORS
from bot.console.sessions import Sessions
from bot.console.words import load_words
from bot.web.assets import Assets

if TYPE_CHECKING:
    from bot.media import MediaStore
    from bot.people.desk import Desk

__all__ = ["console", "sign_in_link"]


def console(
    desk: Desk,
    secret: bytes,
    public_url: str,
    media: MediaStore | None = None,
    hurry: Callable[[], None] = nothing,
) -> list[BaseRoute]:
    """The console's routes. ``secret``: at least 32 random bytes that outlive restarts.

    ``public_url`` is scheme, host and port; with https, cookies need it. Files officers sent are
    shown from ``media``. ``hurry`` has the errands looked into. Raises ContentProblems.
    """
    words = load_words()
    sessions = Sessions(desk.store, desk.clock, secret)
    made = papers(words)
    assets = Assets(FOLDER)
    made.globals["asset"] = addresses(assets)
    office = Office(desk, secret, public_url, words, sessions, made, assets, media, hurry)
    return [route(office, door) for door in DOORS]
