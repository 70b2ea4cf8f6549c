"""The coach's web console: server-rendered pages behind rights, under ``/console``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from bot.console.assets import FILES, address
from bot.console.guard import route
from bot.console.links import sign_in_link
from bot.console.office import Office, papers
from bot.console.routes import DOORS
from bot.console.sessions import Sessions
from bot.console.words import load_words

if TYPE_CHECKING:
    from bot.media import MediaStore
    from bot.people.desk import Desk

__all__ = ["console", "sign_in_link"]


def console(
    desk: Desk, secret: bytes, public_url: str, media: MediaStore | None = None
) -> list[BaseRoute]:
    """The console's routes. ``secret``: at least 32 random bytes that outlive restarts.

    ``public_url`` is scheme, host and port; with https, cookies need it. Files officers sent are
    shown from ``media``. Raises ContentProblems.
    """
    words = load_words()
    sessions = Sessions(desk.store, desk.clock, secret)
    made = papers(words)
    made.globals["asset"] = {name: address(name) for name in FILES}
    office = Office(desk, secret, public_url, words, sessions, made, media)
    return [route(office, door) for door in DOORS]
