"""The rooms with a door on the web: the coach's console, and the practice room."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from msgspec import Struct
from starlette.routing import BaseRoute

from bot.console import console, sign_in_link
from bot.exports.page.routes import pages
from bot.media import MediaStore
from bot.people.desk import Desk
from bot.practice import PracticeParts, Progress, Uploads, WebChannel, practice
from bot.practice.sample import COACH, SampleParts, sample
from bot.service.clock import Clock
from bot.service.reception import Reception
from bot.service.settings import Settings
from storage.port import Store


class Practice(Struct, frozen=True):
    """The practice room's own parts; ``progress`` is None where nobody is made up."""

    channel: WebChannel
    progress: Progress | None


def practice_room(
    settings: Settings, store: Store, clock: Clock, *, empty: bool
) -> Practice | None:
    """The practice room, unless real people may come: then only if it is asked for."""
    if not settings.has_practice:
        return None
    uploads = Uploads(settings.folder.with_name(settings.folder.name + "-practice"))
    channel = WebChannel(store, uploads, clock.now)
    return Practice(channel, None if empty else Progress())


def doors(
    desk: Desk,
    reception: Reception,
    media: MediaStore,
    room: Practice | None,
    key: bytes,
    hurry: Callable[[], None],
) -> list[BaseRoute]:
    """The routes of all rooms. ``key`` is this deployment's secret; ``hurry`` has work begun."""
    secret = hmac.digest(key, b"console", "sha256")
    routes = console(desk, secret, desk.settings.address, media, hurry)
    if desk.exports is not None:
        routes = [*pages(desk.exports, desk.clock), *routes]
    if room is None:
        return routes
    link = None if room.progress is None else lambda: sign_in_link(desk, COACH)
    parts = PracticeParts(
        room.channel, reception, desk.pack, desk.clock, media, link, room.progress
    )
    return [*practice(parts), *routes]


async def make_up(desk: Desk, media: MediaStore, room: Practice | None, key: bytes) -> None:
    """Play the sample team, as far as it is not there yet."""
    if room is not None and room.progress is not None:
        await sample(SampleParts(desk.store, desk.pack, desk.clock, media, room.progress, key=key))
