"""Reviews as documents show them: who decided what and why, in names and words, never in ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.exports import dossier as d
from bot.exports.sources import Sources
from bot.exports.words import Words
from bot.reviews.labels import judged, status_label
from bot.thailand import THAILAND
from content.models import Criterion, UnitPack
from content.phrases import Phrases
from dialogs.reviewing.evidence import RULES
from dialogs.reviewing.handing import is_changed
from dialogs.reviewing.values import Opinion, Review


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Puts what humans did into sentences of theirs."""

    unit: UnitPack
    phrases: Phrases
    words: Words

    def review(self, sources: Sources, criterion: Criterion) -> d.Reviewed | None:
        """The review of a criterion, None if it was never submitted."""
        review = sources.reviews.get(criterion.id)
        if review is None:
            return None
        return d.Reviewed(
            review.status,
            status_label(review.status, self.unit, self.phrases) or self._verdict(review.status),
            _local(review.since),
            review.round,
            _local(review.handed) if review.handed else None,
            review.judgement or "",
            judged(review.judgement, self.phrases) if review.judgement else "",
            review.signed,
            is_changed(review, sources.state, criterion),
            tuple(self._opined(opinion, criterion) for opinion in review.opinions),
        )

    def request(self, review: Review, facet: str, at: datetime) -> d.Sentence | None:
        """What a coach asked about ``facet`` last before ``at``."""
        asked = [
            _sentence(request.words, opinion)
            for opinion in review.opinions
            for request in opinion.requests
            if request.facet == facet and opinion.at <= at
        ]
        return asked[-1] if asked else None

    def _opined(self, opinion: Opinion, criterion: Criterion) -> d.Opined:
        return d.Opined(
            opinion.part,
            opinion.name,
            _local(opinion.at),
            opinion.round,
            opinion.verdict,
            self._verdict(opinion.verdict),
            _sentence(opinion.words, opinion) if opinion.words.strip() else None,
            tuple(_requests(opinion, criterion)),
            tuple(_rules(opinion)),
        )

    def _verdict(self, verdict: str) -> str:
        key = f"verdict.{verdict}"
        return self.words(key) if self.words.has(key) else verdict


def _requests(opinion: Opinion, criterion: Criterion) -> Iterator[d.Asked]:
    labels = {facet.id: facet.label for facet in criterion.facets}
    for request in opinion.requests:
        label = labels.get(request.facet, "")
        yield d.Asked(request.facet, label, _sentence(request.words, opinion))


def _rules(opinion: Opinion) -> Iterator[d.Ruled]:
    for rule in RULES:
        ruling = opinion.rules.get(rule)
        if ruling is not None:
            yield d.Ruled(rule, ruling.met, _sentence(ruling.reason, opinion))


def _sentence(words: str, opinion: Opinion) -> d.Sentence:
    origin: d.Origin = "said" if opinion.part == "officer" else "coach"
    return d.Sentence(words, origin, _local(opinion.at), by=opinion.name)


def _local(at: datetime) -> datetime:
    return at.astimezone(THAILAND).replace(microsecond=0)
