"""What may be said of an error in a log: its kind and place, never words somebody wrote."""

from __future__ import annotations

import traceback

from bot.channel import ChannelError
from storage.errors import StoreError


def blame(error: BaseException) -> str:
    """The error's name, where it came from, and its text where that is known to be harmless."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    harmless = isinstance(error, StoreError | ChannelError)
    return f"{type(error).__name__}{place}" + (f": {error}" if harmless else "")
