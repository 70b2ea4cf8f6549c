"""Records of processing for the operator, as section 39 of the Act asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from bot.privacy.retention import FIRST, LAST, WITHDRAWN_DAYS, Terms
from bot.privacy.words import load_words
from bot.service.settings import Settings
from storage.opening import shown


class Section(Struct, frozen=True):
    """A part of the records: its title, what it says before its rows, and label → text."""

    title: str
    lead: str
    rows: tuple[tuple[str, str], ...]


class Records(Struct, frozen=True):
    """The records of processing; ``note`` says who must complete them."""

    title: str
    note: str
    sections: tuple[Section, ...]


def ropa(settings: Settings, notice: str, terms: Terms) -> Records:
    """The records of this installation. ``notice``: the version of the privacy notice in force."""
    words = load_words()["records"]
    known = _known(words, settings, notice, terms)
    sections = tuple(_section(each, known) for each in words["sections"])
    return Records(words["title"], words["note"], sections)


def printed(records: Records) -> Iterator[str]:
    """The records as lines of Markdown, for ``mvs-coach records``."""
    yield f"# {records.title}"
    yield ""
    yield records.note
    for section in records.sections:
        yield ""
        yield f"## {section.title}"
        yield ""
        if section.lead:
            yield section.lead
            yield ""
        for label, text in section.rows:
            yield f"- **{label}**: {text}"


def _section(each: dict[str, Any], known: dict[str, str]) -> Section:
    rows = tuple((row["label"], row["text"].format(**known)) for row in each["rows"])
    return Section(each["title"], each.get("lead", "").format(**known), rows)


def _known(words: dict[str, Any], settings: Settings, notice: str, terms: Terms) -> dict[str, str]:
    apps = words["apps"]
    used = [
        apps[name]
        for name, on in (
            ("line", settings.has_line),
            ("telegram", settings.has_telegram),
            ("web", settings.has_practice),
        )
        if on
    ]
    return {
        "apps": " ".join(used) or apps["none"],
        "store": shown(settings.store) if settings.is_database else str(settings.folder),
        "media": shown(str(settings.media_place)),
        "notice": notice,
        "term": _term(words, terms),
        "first": str(FIRST),
        "last": str(LAST),
        "withdrawn": str(WITHDRAWN_DAYS),
    }


def _term(words: dict[str, Any], terms: Terms) -> str:
    said = words["term"]
    usual = said["days"].format(days=terms.days) if terms.days else said["none"]
    others = [said["agency"].format(name=n, days=d) for n, d in sorted(terms.agencies.items())]
    return " ".join([usual, *others])
