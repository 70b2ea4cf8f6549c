"""From what is kept of an officer to the dossier that every document is made of."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

import msgspec

from bot.exports import dossier as d
from bot.exports.course import next_steps, trials
from bot.exports.labels import Labels
from bot.exports.quotations import Quotations
from bot.exports.reviewed import Reviewers
from bot.exports.sources import Sources, sources_of
from bot.exports.statements import Arranger, channel, local, thumbnails
from bot.exports.transcript import SPOKEN, Scribe, Transcript, moment
from bot.exports.words import Words, load_words
from bot.former import former
from bot.media.store import MediaStore
from content.models import Criterion, UnitPack
from dialogs.corrections import messages_of
from dialogs.pack import Pack
from dialogs.state import Plan
from storage.audit import Entry, JsonObject, canonical
from storage.port import Store


async def gather_from(
    store: Store,
    media: MediaStore | None,
    officer: str,
    pack: Pack,
    at: datetime,
    options: d.Options = d.EVERYTHING,
) -> d.Dossier:
    """The dossier of ``officer`` as of ``at``, which is when the document is made.

    Raises StoreError (ChainBroken if the trail does not hold), OSError.
    """
    pictures = options.with_attachments
    sources = await sources_of(store, media, officer, at, pictures=pictures)
    return gather(sources, pack, load_words(), at, options)


def gather(
    sources: Sources,
    pack: Pack,
    words: Words,
    at: datetime,
    options: d.Options = d.EVERYTHING,
) -> d.Dossier:
    """Arrange everything; nothing is read but the arguments. Raises ChainBroken."""
    sources.history.verify()
    return _Gathering(sources, pack, words, local(at), options).dossier()


class _Gathering:
    def __init__(
        self, sources: Sources, pack: Pack, words: Words, at: datetime, options: d.Options
    ) -> None:
        self._sources = sources
        self._pack = pack
        self._words = words
        self._at = at
        self._options = options
        self._unit = pack.unit(sources.state.unit)
        self._transcript = self._transcribed()

    def dossier(self) -> d.Dossier:
        entries, journey = self._sources.history.entries, self._unit.journey
        arranger = self._arranger()
        elements = tuple(self._elements(arranger))
        criteria = [criterion for element in elements for criterion in element.criteria]
        gone = tuple(self._former(arranger))
        round, tested = trials(entries, journey)
        promises = [p for p in self._sources.state.promises if self._walks(p.step)]
        parts: list[d.Criterion | d.Former] = [*criteria, *gone]
        attached = [each for part in parts for each in part.attachments]
        return d.Dossier(
            self._cover(round),
            self._totals(criteria),
            elements,
            tuple(next_steps(promises, entries, journey)),
            tested if self._tests() else (),
            self._shown(criteria, parts),
            self._options,
            len(criteria) == len(self._unit.criteria),
            tuple(arranger.plan(p) for p in self._sources.state.plans if self._is_loose(p)),
            thumbnails(self._sources, attached),
            gone,
        )

    def _arranger(self) -> Arranger:
        reviewers = Reviewers(self._unit, self._pack.content.phrases, self._words)
        own, files = self._words.list("own_words"), self._options.with_attachments
        return Arranger(self._sources, self._transcript, reviewers, own, self._filed(), files)

    def _elements(self, arranger: Arranger) -> Iterator[d.Element]:
        for element in self._unit.unit.elements:
            chosen = [c for c in self._unit.criteria if c.element == element.code and self._has(c)]
            if chosen:
                arranged = tuple(arranger.criterion(criterion) for criterion in chosen)
                yield d.Element(element.code, element.name, arranged)

    def _former(self, arranger: Arranger) -> Iterator[d.Former]:
        """What was told about facets that are gone, of the criteria that were chosen."""
        chosen, known = self._options.criteria, {c.id: c for c in self._unit.criteria}
        for criterion, facet in former(self._pack, self._sources.state):
            if not chosen or criterion in chosen:
                told = arranger.former(criterion, facet, known.get(criterion))
                if told.statements or told.attachments:
                    yield told

    def _is_loose(self, plan: Plan) -> bool:
        known = any(criterion.id == plan.criterion for criterion in self._unit.criteria)
        return not known and not self._options.criteria

    def _has(self, criterion: Criterion) -> bool:
        return not self._options.criteria or criterion.id in self._options.criteria

    def _walks(self, step: str) -> bool:
        """Whether a step of the journey serves a criterion that was chosen."""
        chosen, links = self._options.criteria, self._unit.journey.links
        return not chosen or any(step in links.get(criterion, ()) for criterion in chosen)

    def _tests(self) -> bool:
        """Whether what tests with users came to belongs to a criterion that was chosen."""
        journey = self._unit.journey
        told = {facet.rpartition(".")[0] for facet in journey.tested_when}
        return self._walks(journey.test_step) or not told.isdisjoint(self._options.criteria)

    def _filed(self) -> dict[str, JsonObject]:
        """What the trail says of every file, by message."""
        entries = self._sources.history.entries
        return {e.ref: e.content for e in entries if e.kind == "file" and e.ref and e.content}

    def _transcribed(self) -> Transcript:
        history, officer = self._sources.history, self._sources.officer
        told = [str(e.content.get("text", "")) for e in history.entries if e.content and _said(e)]
        own = _own_words(self._unit)
        filling = Quotations(self._sources.replies, (*told, *own), history.entries)
        labels = Labels(self._pack)
        scribe = Scribe(
            self._words,
            lambda message: channel(message, officer),
            labels.button,
            labels.criterion,
            filling.told,
        )
        return scribe.transcript(history.entries)

    def _shown(
        self, criteria: list[d.Criterion], parts: list[d.Criterion | d.Former]
    ) -> tuple[d.TranscriptEntry, ...]:
        if not self._options.with_transcript:
            return ()
        if len(criteria) == len(self._unit.criteria):
            return tuple(line.entry for line in self._transcript.lines)
        return self._transcript.only(frozenset(_cited(parts)))

    def _cover(self, round: int) -> d.Cover:
        state, history, unit = self._sources.state, self._sources.history, self._unit
        export, spoken = self._export(), [moment(e.at) for e in history.entries if _said(e)]
        team = state.team
        return d.Cover(
            unit.unit.code,
            unit.unit.name,
            unit.rubric.version,
            unit.rubric.status,
            self._told("name"),
            self._told("agency"),
            self._told("service"),
            team.name if team else "",
            team.coach if team else "",
            round,
            min(spoken, default=None),
            max(spoken, default=None),
            self._at,
            export,
            history.officer,
            history.head,
            len(history.entries),
            verify_url(self._options.address, export, history.head),
        )

    def _told(self, field: str) -> d.Sentence:
        profile = self._sources.state.profile
        text = str(getattr(profile, field))
        messages = messages_of(profile.told_in.get(field, ()))
        if not text:
            return d.Sentence("", "said")
        numbers = self._transcript.numbers(messages, self._at)
        app = channel(next(iter(messages), ""), self._sources.officer)
        told = (line.entry.at for line in self._transcript.lines if line.entry.number in numbers)
        return d.Sentence(text, "said", next(told, None), app, numbers)

    def _export(self) -> str:
        """The document's id: of what it is made of and when, so that the same is the same."""
        history = self._sources.history
        made_of = {
            "head": history.head,
            "links": len(history.entries),
            "made_at": self._at.isoformat(),
            "options": msgspec.to_builtins(self._options),
            "trail": history.officer,
        }
        digest = sha256(canonical(made_of)).digest()
        return base64.b32encode(digest[:10]).decode().lower()

    def _totals(self, criteria: list[d.Criterion]) -> d.Totals:
        facets = [facet for criterion in criteria for facet in criterion.facets]
        statements = [statement for criterion in criteria for statement in criterion.statements]
        levels = [facet.level for facet in facets]
        gone = {e.ref for e in self._sources.history.entries if e.kind in SPOKEN and e.erased}
        return d.Totals(
            len(criteria),
            len(facets),
            {word: levels.count(word) for word in ("none", "mentioned", "covered", "evidenced")},
            len(statements),
            sum(statement.quote.origin == "confirmed" for statement in statements),
            sum(len(facet.attachments) for facet in facets),
            sum(len(criterion.plans) for criterion in criteria),
            sum(len(statement.earlier) for statement in statements),
            len(gone),
            len(self._unit.criteria),
        )


def verify_url(address: str, export: str, head: str) -> str:
    """Where a document can be checked; empty without a public address."""
    return f"{address.rstrip('/')}/verify?export={export}&head={head}" if address else ""


def _said(entry: Entry) -> bool:
    return entry.kind in SPOKEN


def _own_words(unit: UnitPack) -> Iterator[str]:
    """What the program quotes of its own: titles, labels and actions."""
    for criterion in unit.criteria:
        yield criterion.short_title
        yield from (facet.label for facet in criterion.facets)
    yield from unit.journey.causes.values()
    for step in unit.journey.steps:
        yield step.title
    actions = [action for step in unit.journey.steps for action in step.actions]
    actions += [action for rule in unit.journey.rules for action in rule.actions]
    yield from (words for action in actions for words in (action.do, action.smaller))


def _cited(parts: list[d.Criterion | d.Former]) -> Iterator[int]:
    for part in parts:
        for plan in part.plans if isinstance(part, d.Criterion) else ():
            yield from plan.quote.entries
        for attached in part.attachments:
            yield from attached.name.entries
        for statement in part.statements:
            yield from statement.quote.entries
            yield from (number for old in statement.earlier for number in old.old.entries)
            yield from statement.prompt.entries if statement.prompt else ()
