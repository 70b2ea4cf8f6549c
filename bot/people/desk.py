"""Everything a coach's console and chat work with, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.exports.maker import Exports
    from bot.groups.links import Links
    from bot.people.people import People
    from bot.people.telling import Teller
    from bot.prompts.costs import Costs
    from bot.prompts.library import Library
    from bot.prompts.prompts import Prompts
    from bot.reviews.reviews import Reviews
    from bot.service.clock import Clock
    from bot.service.settings import Settings
    from bot.threads.threads import Threads
    from dialogs.pack import Pack
    from storage.port import Store


@dataclass(slots=True)
class Desk:
    """What there is to work with; ``links`` are the coach's own names in the apps, once known.

    Without ``exports`` no documents are made.

    What is seen of teams and people is made of these: ``bot.seeing.seeing.Seeing``.
    """

    store: Store
    clock: Clock
    pack: Pack
    settings: Settings
    links: Links
    people: People
    teller: Teller
    prompts: Prompts
    library: Library
    costs: Costs
    reviews: Reviews
    threads: Threads
    exports: Exports | None = None
