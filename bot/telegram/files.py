"""Bringing over what officers sent: photos, voice notes, videos, files."""

from __future__ import annotations

import mimetypes
from typing import Final

from telegram import error

from bot.channel import ChannelError, Fetched, MediaRef, Refused, TryLater, Unreachable
from bot.telegram.client import UPLOAD, Client
from bot.telegram.trouble import meaning, says

LARGEST: Final = 20 * 1024 * 1024  # bytes Telegram hands to a bot
ANYTHING: Final = "application/octet-stream"


async def fetched(client: Client, media: MediaRef, most: int) -> Fetched:
    """The bytes of ``media``.

    Raises Refused if they are more than ``most`` or than Telegram hands out, Unreachable if they
    are gone, TryLater if they are not to be had at the moment.
    """
    allowed = min(most, LARGEST)
    _check(media.size, allowed)
    try:
        file = await client.bot.get_file(media.ref)
    except error.TelegramError as problem:
        raise _asked(problem) from problem
    _check(file.file_size, allowed)
    if not file.file_path:
        raise TryLater("Telegram named no place to download from")
    try:
        content = await client.bot.request.retrieve(file.file_path, read_timeout=UPLOAD)
    except error.TelegramError as problem:
        raise _downloaded(problem) from problem
    _check(len(content), allowed)
    return Fetched(content, _mime(media))


def _check(size: int | None, allowed: int) -> None:
    if size is not None and size > allowed:
        raise Refused(f"a file may have {allowed} bytes; this one has {size}")


def _asked(problem: error.TelegramError) -> ChannelError:
    if isinstance(problem, error.BadRequest):
        if says(problem, "temporarily unavailable"):
            return TryLater(problem.message)
        if says(problem, "invalid file", "wrong file", "file_id"):
            return Unreachable(problem.message)
    return meaning(problem)


def _downloaded(problem: error.TelegramError) -> ChannelError:
    """A download answers 404 when the file is gone, which elsewhere means a wrong token."""
    if isinstance(problem, error.InvalidToken):
        return Unreachable("the file is gone")
    return meaning(problem)


def _mime(media: MediaRef) -> str:
    if media.mime and media.mime != ANYTHING:
        return media.mime
    return mimetypes.guess_type(media.name)[0] or ANYTHING
