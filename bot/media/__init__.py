"""What officers send besides words: looked at before it is kept, kept beside the evidence."""

from bot.media.check import Limits, check
from bot.media.store import Kept, MediaStore, whole
from bot.media.trouble import Trouble

__all__ = ["Kept", "Limits", "MediaStore", "Trouble", "check", "whole"]
