"""Parts of a dossier as plain data for the template: every text settable, every figure written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.exports import dossier as d
from bot.exports.pdf.plain_text import settable
from bot.exports.prose import Prose

Data = dict[str, Any]
"""What becomes JSON: texts, numbers, truth values, lists and maps of them."""

_SHORT = 420
"""Letters up to which a block stays in one piece; longer ones may run over a page's end."""


class Parts:
    """Writes the parts of one document. ``numbers`` are the transcript's entries that are shown."""

    def __init__(self, prose: Prose, numbers: Iterable[int]) -> None:
        self.prose = prose
        self.write = prose.write
        self._shown = frozenset(numbers)

    def sentence(self, sentence: d.Sentence) -> Data:
        """The words, the mark of their origin with a human's name, where they were said."""
        mark = self.write(f"mark.{sentence.origin}")
        return {
            "text": settable(sentence.text),
            "origin": sentence.origin,
            "mark": mark,
            "by": settable(sentence.by),
            "source": settable(self.prose.source(sentence)),
            "entry": self._entry(sentence),
        }

    def _entry(self, sentence: d.Sentence) -> int:
        """The first number a reader can follow, 0 for none."""
        return next((number for number in sentence.entries if number in self._shown), 0)

    def own(self, text: str) -> Data:
        """A sentence of the program."""
        return self.sentence(d.Sentence(text, "program"))

    def criterion(self, criterion: d.Criterion) -> Data:
        """A criterion's section; facets without anything are only named."""
        told = [facet for facet in criterion.facets if facet.statements or facet.attachments]
        left = [settable(facet.label) for facet in criterion.facets if facet not in told]
        return {
            "id": settable(criterion.id),
            "heading": settable(self.prose.number(criterion)),
            "text": self.own(criterion.text),
            "summary": self._summary(criterion),
            "empty": criterion.is_empty,
            "facets": [self._facet(facet) for facet in told],
            "left": self.write("office.facets_left", labels=" · ".join(left)) if left else "",
            "plans": self.plans(criterion.plans),
            "review": self._review(criterion.review) if criterion.review else None,
        }

    def _summary(self, criterion: d.Criterion) -> str:
        confirmed = self.write("office.not_confirmed")
        if criterion.confirmed:
            when = self.write.day(criterion.confirmed)
            confirmed = self.write("office.confirmed", when=when)
        return self.write(
            "office.summary",
            level=self.write(f"level.{criterion.level}"),
            met=criterion.musts_met,
            all=criterion.musts,
            confirmed=confirmed,
        )

    def _facet(self, facet: d.Facet) -> Data:
        return {
            "label": settable(facet.label),
            "need": self.write("must" if facet.must else "should"),
            "level": facet.level,
            "level_word": self.write(f"level.{facet.level}"),
            "definition": self.own(facet.definition),
            **self._told(facet),
        }

    def former(self, former: d.Former) -> Data:
        """What was told about a facet that there is no more."""
        return {"label": settable(self.prose.former(former)), **self._told(former)}

    def _told(self, about: d.Facet | d.Former) -> Data:
        return {
            "statements": [self._statement(s, about) for s in about.statements],
            "attachments": [self.attached(attached) for attached in about.attachments],
        }

    def _statement(self, statement: d.Statement, about: d.Facet | d.Former) -> Data:
        level, *manner = self.prose.marks(statement)  # the facet tells the level, if there is one
        return {
            "number": self.write.number(statement.number),
            "quote": self.sentence(statement.quote),
            "manner": manner if isinstance(about, d.Facet) else [level, *manner],
            "prompt": self.sentence(statement.prompt) if statement.prompt else None,
            "earlier": [self._earlier(earlier) for earlier in statement.earlier],
            "whole": len(statement.quote.text) <= _SHORT,
        }

    def _earlier(self, earlier: d.Earlier) -> Data:
        return {
            "old": self.sentence(earlier.old),
            "new": self.sentence(earlier.new),
            "why": self.prose.replaced(earlier),
        }

    def attached(self, attached: d.Attached) -> Data:
        """A file: what it is called and is, and the fingerprint by which to know it."""
        facts = [
            self.write(f"attachment.kinds.{attached.kind}"),
            self.write.size(attached.size) if attached.size else "",
            settable(attached.mime),
            "" if attached.kept else self.write("attachment.not_kept"),
        ]
        return {
            "number": self.write("attachment.number", n=attached.number),
            "name": self.sentence(attached.name),
            "facts": " · ".join(fact for fact in facts if fact),
            "sha256": settable(attached.sha256),
            "short": settable(attached.sha256[:12]),
            "facet": settable(attached.facet_label),
            "thumbnail": attached.thumbnail,
            "picture": self.write("office.picture", n=attached.number),
        }

    def plans(self, plans: Iterable[d.Plan]) -> list[Data]:
        """What is not done yet."""
        return [
            {"kind": self.write(f"plan.kinds.{plan.kind}"), "quote": self.sentence(plan.quote)}
            for plan in plans
        ]

    def _review(self, review: d.Reviewed) -> Data:
        flags = ["signed"] if review.signed else ["unsigned"]
        flags += ["changed"] if review.changed else []
        judged = f"{self.write('review.judgement')}: {review.judgement_label}"
        facts = [
            f"{self.write('review.status')}: {review.status_label}",
            judged if review.judgement_label else "",
            self.write("review.round", n=review.round),
            *(self.write(f"review.{flag}") for flag in flags),
        ]
        return {
            "facts": " · ".join(settable(fact) for fact in facts if fact),
            "opinions": [self._opinion(opinion) for opinion in review.opinions],
        }

    def _opinion(self, opinion: d.Opined) -> Data:
        return {
            "name": settable(opinion.name),
            "part": self.write(f"part.{opinion.part}"),
            "verdict": settable(opinion.verdict_label),
            "when": self.write.moment_short(opinion.at),
            "round": self.write("review.round", n=opinion.round),
            "words": self.sentence(opinion.words) if opinion.words else None,
            "requests": [
                {"facet": settable(asked.facet_label), "words": self.sentence(asked.words)}
                for asked in opinion.requests
            ],
            "rules": [
                {
                    "rule": self.write(f"rule.{ruled.rule}"),
                    "met": ruled.met,
                    "word": self.write("review.met" if ruled.met else "review.unmet"),
                    "reason": self.sentence(ruled.reason),
                }
                for ruled in opinion.rules
            ],
        }

    def transcript(self, entries: Iterable[d.TranscriptEntry]) -> Iterator[Data]:
        """The conversation, each line with the gap before it."""
        before = None
        for entry in entries:
            day = self.write.day(entry.at)
            dated, before = day != before, day
            yield {
                "dated": dated,
                "number": entry.number,
                "shown": self.write.number(entry.number),
                "later": self.write.later(entry.days_later) if entry.days_later else "",
                "day": day,
                "clock": self.write.clock(entry.at),
                "who": self.write(f"speaker.{entry.speaker}"),
                "speaker": entry.speaker,
                "kind": self._kind(entry),
                "said": self.sentence(entry.sentence),
                "erased": self.write("transcript.erased") if entry.erased else "",
                "whole": len(entry.sentence.text) <= _SHORT,
            }

    def _kind(self, entry: d.TranscriptEntry) -> str:
        keys = {"edited": "edited", "tap": "tapped", "to_coach": "to_coach"}
        if entry.kind == "file":
            return self.write("attachment.heading")
        return self.write(f"transcript.{keys[entry.kind]}") if entry.kind in keys else ""
