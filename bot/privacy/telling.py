"""The readable copy: what is kept of an officer, told to the officer in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.media.store import Kept
from bot.seeing.person import channel
from bot.seeing.snapshot import Snapshot
from bot.thailand import THAILAND
from content.models import Facet
from dialogs.dates import thai_date
from dialogs.pack import Pack
from dialogs.state import Claim, level_of
from storage.audit import Entry, History

SAID = ("officer", "to_coach", "message_edited")
"""Kinds of entries that hold what the officer typed."""
CONSENTS = ("consent_asked", "consent_given", "consent_withdrawn")


@dataclass(frozen=True, slots=True)
class Story:
    """One officer's copy; ``words`` are its Thai texts."""

    seen: Snapshot
    history: History
    files: tuple[Kept, ...]
    pack: Pack
    words: dict[str, Any]
    at: datetime

    def lines(self) -> Iterator[str]:
        """The text, line by line, in Markdown."""
        yield f"# {self.words['title']}"
        yield ""
        yield self.words["made"].format(date=when(self.at))
        yield from self._part("about", self._about())
        yield from self._part("consent", self._consents())
        yield from self._part("seen_by", self._looked())
        yield from self._part("answers", self._answers())
        yield from self._part("plans", self._plans())
        yield from self._part("files", self._files())
        yield from self._part("reviews", self._reviews())
        yield from self._part("thread", self._thread())
        yield from self._part("messages", self._messages())
        yield from self._part("trail", self._trail())

    def _part(self, name: str, lines: Iterator[str]) -> Iterator[str]:
        told = list(lines)
        yield ""
        yield f"## {self.words[name]}"
        yield ""
        yield from told or [self.words["nothing"]]

    def _about(self) -> Iterator[str]:
        profile = self.seen.state.profile
        for field in ("name", "agency", "service"):
            if said := str(getattr(profile, field)):
                yield f"- {self.words['field'][field]}: {plain(said)}"
        yield f"- {self.words['field']['id']}: {self.seen.officer}"
        if self.seen.state.team is not None:
            yield f"- {self.words['field']['team']}: {plain(self.seen.state.team.name)}"

    def _consents(self) -> Iterator[str]:
        for entry in self.history.entries:
            if entry.kind in CONSENTS and entry.content is not None:
                notice = str(entry.content.get("notice", ""))
                yield f"- {stamp(entry)} {self.words[entry.kind].format(notice=notice)}"

    def _looked(self) -> Iterator[str]:
        for looked in reversed(self.seen.state.looked):
            role, what = self.words["role"][looked.role], self.words["what"][looked.what]
            yield f"- {when(looked.at)} {role} {plain(looked.name)}: {what}"

    def _answers(self) -> Iterator[str]:
        for criterion in self.pack.unit(self.seen.state.unit).criteria:
            claims = [c for c in self.seen.state.claims if c.criterion == criterion.id]
            if claims:
                yield f"### {criterion.number} {criterion.short_title}"
                for claim in claims:
                    yield from self._answer(claim, criterion.facets)
        yield from self._elsewhere()

    def _elsewhere(self) -> Iterator[str]:
        """Answers to criteria that the officer's unit does not have, or has no more."""
        known = {criterion.id for criterion in self.pack.unit(self.seen.state.unit).criteria}
        claims = [c for c in self.seen.state.claims if c.criterion not in known]
        for id in dict.fromkeys(claim.criterion for claim in claims):
            about = self.pack.criterion(id)
            yield f"### {about.number} {about.short_title}" if about else f"### {id}"
            for claim in (c for c in claims if c.criterion == id):
                yield from self._answer(claim, about.facets if about else ())

    def _answer(self, claim: Claim, facets: Iterable[Facet]) -> Iterator[str]:
        facet = next((f.label for f in facets if f.id == claim.facet), claim.facet)
        level = self.words["level"][level_of(self.seen.state, claim.criterion, claim.facet).word]
        app = channel(next(iter(claim.quote.messages), ""), self.seen.officer)
        where = self.words["app"].get(app, app)
        yield f"- {facet} ({level}): “{plain(claim.quote.text)}” {when(claim.quote.at)} {where}"
        for version in claim.history:
            yield f"  - {self.words['earlier']}: “{plain(version.quote.text)}”"

    def _plans(self) -> Iterator[str]:
        for plan in self.seen.state.plans:
            yield f"- “{plain(plan.quote.text)}” {when(plan.quote.at)}"
        for promise in self.seen.state.promises:
            status = self.words["promise"][promise.status]
            yield f"- {plain(promise.action)} {thai_date(promise.due)} ({status})"

    def _files(self) -> Iterator[str]:
        named = {a.message: a.name for a in self.seen.state.attachments}
        for kept in self.files:
            name = plain(named.get(kept.message) or kept.name or kept.message)
            yield f"- {name} {kept.mime} {kept.size:,} {self.words['bytes']} {when(kept.at)}"
            yield f"  - SHA-256 {kept.sha256}"

    def _reviews(self) -> Iterator[str]:
        for criterion, review in sorted(self.seen.reviews.items()):
            about = self.pack.criterion(criterion)
            yield f"### {about.number} {about.short_title}" if about else f"### {criterion}"
            for opinion in review.opinions:
                said = (opinion.words, *(r.words for r in opinion.requests))
                words = " · ".join(plain(each) for each in said if each)
                verdict = self.words["verdict"].get(opinion.verdict, opinion.verdict)
                yield f"- {when(opinion.at)} {plain(opinion.name)}: {verdict} {words}".rstrip()

    def _thread(self) -> Iterator[str]:
        for spoken in self.seen.thread.messages if self.seen.thread else ():
            by = plain(spoken.name) if spoken.by else self.words["you"]
            yield f"- {when(spoken.at)} {by}: {plain(spoken.words)}"

    def _messages(self) -> Iterator[str]:
        for entry in self.history.entries:
            if entry.kind in SAID and entry.content is not None:
                yield f"- {stamp(entry)} {plain(str(entry.content.get('text', '')))}"

    def _trail(self) -> Iterator[str]:
        erased = sum(entry.erased for entry in self.history.entries)
        count = len(self.history.entries)
        yield self.words["entries"].format(count=count, erased=erased)
        yield self.words["head"].format(head=self.history.head)


def when(at: datetime) -> str:
    """A time in Thai time, to the minute."""
    here = at.astimezone(THAILAND)
    return f"{thai_date(here)} {here:%H:%M}"


def stamp(entry: Entry) -> str:
    """The time of an entry; see ``when``."""
    return when(datetime.fromisoformat(entry.at))


def plain(text: str) -> str:
    """Words on one line that Markdown does not read as its own marks."""
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in line)
