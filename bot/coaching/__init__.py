"""The human coach in chat: boards, prompts, reviews and threads with the same bot as officers."""

from bot.coaching.hearing import Handled, hear

__all__ = ["Handled", "hear"]
