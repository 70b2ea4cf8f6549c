"""Threads: an officer talking with the human coach, through the bot."""

from bot.threads.threads import Threads
from bot.threads.values import ASIDE_THREAD, OpenThread, Spoken, Thread, read

__all__ = ["ASIDE_THREAD", "OpenThread", "Spoken", "Thread", "Threads", "read"]
