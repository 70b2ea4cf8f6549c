"""``mvs-coach doctor``: what is configured, what is wrong, and how to mend it, for operators."""

from bot.doctor.examination import Configured, examine
from bot.doctor.finding import Finding
from bot.doctor.world import Seen, World

__all__ = ["Configured", "Finding", "Seen", "World", "examine"]
