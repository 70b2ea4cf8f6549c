"""What every page of the console is made with, loaded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.console import dates
from bot.console.sessions import Sessions
from bot.console.words import Words
from bot.exports.jobs import Jobs
from bot.web.assets import Assets

if TYPE_CHECKING:
    from bot.media import MediaStore
    from bot.people.desk import Desk

TEMPLATES = Path(__file__).parent / "templates"


def nothing() -> None:
    """Where errands are looked for often enough, nobody has to be hurried."""


@dataclass(frozen=True, slots=True)
class Office:
    """The parts of a console. ``secret`` signs names and tokens; ``public_url`` has no path.

    ``hurry`` has the errands and the outbox looked into: a form may have left something there.
    """

    desk: Desk
    secret: bytes
    public_url: str
    words: Words
    sessions: Sessions
    papers: Environment
    assets: Assets
    media: MediaStore | None = None
    hurry: Callable[[], None] = nothing

    @property
    def jobs(self) -> Jobs:
        """Exports that were ordered here."""
        return Jobs(self.desk.store, self.desk.clock)

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by https only."""
        return self.public_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """The name of its cookie."""
        return "__Secure-mvs_console" if self.secure else "mvs_console"


def papers(words: Words) -> Environment:
    """The templates; everything put into them is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["t"] = words
    made.globals["has_word"] = words.has
    shapes = {"day": dates.day, "moment": dates.moment, "machine": dates.machine}
    made.filters.update(shapes, weekday=dates.weekday, field=dates.field)
    made.filters["lines"] = _lines
    return made


def _lines(text: str) -> Markup:
    """Text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
