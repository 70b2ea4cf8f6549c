"""Errands: what a turn leaves to be done on other pages, durably, at least once."""

from bot.errands.errands import Alone, Errands, Handler, leave

__all__ = ["Alone", "Errands", "Handler", "leave"]
