"""Criteria as they stand: facets with the officer's own words, files and plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import get_args

from bot.exports import dossier as d
from bot.exports.reviewed import Reviewers
from bot.exports.sources import Sources
from bot.exports.transcript import Transcript
from bot.thailand import THAILAND
from content.models import Criterion, Facet
from dialogs.drafts import REQUEST, is_confirmed, shown_claims
from dialogs.reviewing.values import Review
from dialogs.state import TOLD_TO, Attachment, Claim, Plan, Quote, level_of
from dialogs.values import Level
from storage.audit import JsonObject


@dataclass(frozen=True, slots=True)
class Arranger:
    """Arranges what an officer told; numbers run on from criterion to criterion.

    ``own_words`` are those that tell what somebody did themselves, ``filed`` is what the trail says
    of files by message.
    """

    sources: Sources
    transcript: Transcript
    reviewers: Reviewers
    own_words: tuple[str, ...]
    filed: Mapping[str, JsonObject]
    with_attachments: bool = True
    _statements: Iterator[int] = field(default_factory=lambda: count(1))
    _attached: Iterator[int] = field(default_factory=lambda: count(1))

    def criterion(self, criterion: Criterion) -> d.Criterion:
        """One criterion of the unit."""
        state = self.sources.state
        facets = tuple(self._facet(criterion, facet) for facet in criterion.facets)
        musts = [level_of(state, criterion.id, f.id) for f in criterion.musts]
        told = any(facet.statements for facet in facets)
        level = max(min(musts, default=Level.NONE), Level.MENTIONED if told else Level.NONE)
        return d.Criterion(
            criterion.id,
            criterion.system_code,
            criterion.number,
            criterion.short_title,
            criterion.text,
            criterion.element,
            _word(level),
            len(musts),
            sum(known >= Level.COVERED for known in musts),
            facets,
            self._confirmed_at(criterion),
            tuple(self.plan(plan) for plan in state.plans if plan.criterion == criterion.id),
            self.reviewers.review(self.sources, criterion),
        )

    def former(self, criterion: str, facet: str, named: Criterion | None) -> d.Former:
        """What was told about a facet that is gone; ``named`` is its criterion if that is not."""
        statements, files = self._told((criterion, facet), facet, frozenset())
        number, title = (named.number, named.short_title) if named else ("", "")
        return d.Former(criterion, number, title, facet, statements, files)

    def _confirmed_at(self, criterion: Criterion) -> datetime | None:
        if not is_confirmed(self.sources.state, criterion):
            return None
        return local(self.sources.state.drafts[criterion.id].confirmed)

    def _facet(self, criterion: Criterion, facet: Facet) -> d.Facet:
        here = (criterion.id, facet.id)
        return d.Facet(
            facet.id,
            facet.label,
            facet.definition,
            facet.importance == "must",
            _word(level_of(self.sources.state, *here)),
            *self._told(here, facet.label, self._in_draft(criterion)),
        )

    def _told(
        self, here: tuple[str, str], label: str, confirmed: frozenset[str]
    ) -> tuple[tuple[d.Statement, ...], tuple[d.Attached, ...]]:
        """The words and the files that belong to a criterion's facet."""
        state, review = self.sources.state, self.sources.reviews.get(here[0])
        claims = (c for c in state.claims if (c.criterion, c.facet) == here)
        sent = state.attachments if self.with_attachments else ()
        files = (a for a in sent if (a.criterion, a.facet) == here)
        return (
            tuple(self._statement(c, review, c.id in confirmed) for c in claims),
            tuple(self._attachment(a, label) for a in files),
        )

    def _in_draft(self, criterion: Criterion) -> frozenset[str]:
        """The claims that the confirmed draft shows: of a facet the newest, and what was asked for.

        See ``dialogs.drafts.show``; what was said after the confirmation was not in it.
        """
        at = self._confirmed_at(criterion)
        if at is None:
            return frozenset()
        return frozenset(c.id for c in shown_claims(self.sources.state, criterion))

    def _statement(self, claim: Claim, review: Review | None, confirmed: bool) -> d.Statement:
        quote = self._quote(claim.quote, "confirmed" if confirmed else "said")
        return d.Statement(
            next(self._statements),
            claim.id,
            quote,
            _word(claim.level),
            claim.asked,
            claim.stamp.question,
            claim.stamp.rubric,
            any(word in claim.quote.text for word in self.own_words),
            review is not None and claim.id in review.claims,
            self._prompt(claim, review),
            tuple(self._earlier(claim, quote)),
        )

    def _quote(self, quote: Quote, origin: d.Origin = "said") -> d.Sentence:
        numbers = self.transcript.numbers(quote.messages, quote.at)
        app = channel(next(iter(quote.messages), ""), self.sources.officer)
        return d.Sentence(quote.text, origin, local(quote.at), app, numbers)

    def _prompt(self, claim: Claim, review: Review | None) -> d.Sentence | None:
        """The human coach's question it answers: a prompt, or a request of a returned draft."""
        told_to = (b.removeprefix(TOLD_TO) for b in claim.because if b.startswith(TOLD_TO))
        prompt = next(told_to, None)
        if prompt is not None:
            return self.transcript.prompt(prompt)
        if review is None or not claim.stamp.question.endswith(f"/{REQUEST}"):
            return None
        return self.reviewers.request(review, claim.facet, claim.quote.at)

    def _earlier(self, claim: Claim, now: d.Sentence) -> Iterator[d.Earlier]:
        olds = [self._quote(version.quote) for version in claim.history]
        for at, version in enumerate(claim.history):
            level = claim.level if version.level is None else version.level
            new = olds[at + 1] if at + 1 < len(olds) else now
            yield d.Earlier(olds[at], new, version.replaced_because, _word(level))

    def _attachment(self, attachment: Attachment, label: str) -> d.Attached:
        message, at = attachment.message, local(attachment.at)
        app = channel(message, self.sources.officer)
        numbers = self.transcript.numbers((message,), attachment.at)
        found = self.sources.files.get(message)
        kept, told = found.kept if found else None, self.filed.get(message, {})
        return d.Attached(
            next(self._attached),
            attachment.kind,
            d.Sentence(attachment.name, "said", at, app, numbers),
            kept.sha256 if kept else str(told.get("sha256", "")),
            kept.mime if kept else str(told.get("mime", "")),
            kept.size if kept else int(told.get("size", 0)),
            attachment.criterion,
            attachment.facet,
            label,
            at,
            kept is not None,
            thumbnail_key(found.kept.sha256) if found and found.small else "",
            message,
        )

    def plan(self, plan: Plan) -> d.Plan:
        """A plan, in the officer's words."""
        return d.Plan(self._quote(plan.quote), plan.kind)


def thumbnail_key(sha256: str) -> str:
    """The key of the thumbnail of a file, by the file's own digest."""
    return f"thumb-{sha256[:32]}"


def thumbnails(sources: Sources, attached: Iterable[d.Attached]) -> dict[str, bytes]:
    """The small pictures of ``attached``, by key."""
    found = ((a.thumbnail, sources.files[a.message].small) for a in attached if a.thumbnail)
    return {key: small for key, small in found if small is not None}


def channel(message: str, officer: str) -> str:
    """The app a message came in: its id begins with it, or else the officer's; empty if neither."""
    named = next((id for id in (message, officer) if ":" in id), "")
    return named.partition(":")[0]


def local(at: datetime) -> datetime:
    """A moment in Thai time, to the second."""
    return at.astimezone(THAILAND).replace(microsecond=0)


def _word(level: Level) -> d.LevelWord:
    words: tuple[d.LevelWord, ...] = get_args(d.LevelWord)
    return words[level]
