"""Reviews: drafts on their way from officer to coach to assessor, on the officer's page."""

from bot.reviews.reviews import Reviews
from bot.reviews.shelf import ASIDE_REVIEW, read, read_all
from bot.reviews.waiting import Waiting
from dialogs.reviewing.refusals import Refused, Why

__all__ = ["ASIDE_REVIEW", "Refused", "Reviews", "Waiting", "Why", "read", "read_all"]
