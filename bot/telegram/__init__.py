"""The coach in Telegram, on python-telegram-bot's ``Bot`` alone: no application, no state in it.

What Telegram cannot do, and what stands in for it:

- It tells nobody that a message was deleted. An officer takes a message back by replying to it with
  ``/delete``; an edit is told.
- It has no idempotency key. A message whose answer got lost is sent again, unless it is patient
  (see ``bot.telegram.trouble``); parts that arrived are not.
- It tells times in whole seconds; order within one second is by the update's number.
- A bot cannot write first, and in groups it sees only what is meant for it.
"""

from bot.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
