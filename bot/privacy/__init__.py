"""The officers' own data: seen by them, erased for them, kept no longer than agreed."""

from bot.privacy.access import noted, noting
from bot.privacy.mine import Mine, mine
from bot.privacy.privacy import Privacy, Reach
from bot.privacy.records import printed, ropa
from bot.privacy.retention import Terms

__all__ = ["Mine", "Privacy", "Reach", "Terms", "mine", "noted", "noting", "printed", "ropa"]
