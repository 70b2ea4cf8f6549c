"""Lines that every written document has alike: where words come from, what marks they carry."""

from __future__ import annotations

from collections.abc import Iterator

from bot.exports import dossier as d
from bot.exports.words import Writing


class Prose:
    """Puts parts of a dossier into short Thai lines, in the digits of one document."""

    def __init__(self, writing: Writing) -> None:
        self.write = writing

    def origin(self, sentence: d.Sentence) -> str:
        """Who said or wrote it, by name where a human did."""
        known = self.write(f"origin.{sentence.origin}")
        return f"{known} ({sentence.by})" if sentence.by else known

    def source(self, sentence: d.Sentence) -> str:
        """When and where it was said, and its numbers in the transcript, as far as is known."""
        said = [self.write.moment_short(sentence.at)] if sentence.at else []
        if sentence.channel:
            said.append(self.channel(sentence.channel))
        if sentence.entries:
            numbers = self.write.numbers(sentence.entries)
            said.append(self.write("statement.entries", numbers=numbers))
        return " · ".join(said)

    def channel(self, channel: str) -> str:
        """An app by its name."""
        return self.write.one_of("channel", channel)

    def marks(self, statement: d.Statement) -> Iterator[str]:
        """What is to be said of a statement besides its words and source."""
        yield self.write(f"level.{statement.level}")
        yield self.write(f"statement.manner.{statement.manner}")
        if statement.own_part:
            yield self.write("statement.own_part")
        if statement.submitted:
            yield self.write("statement.submitted")

    def replaced(self, earlier: d.Earlier) -> str:
        """Why and when words were replaced."""
        reason = self.write.one_of("correction.reasons", earlier.reason)
        if earlier.new.at is None:
            return reason
        when = self.write.moment_short(earlier.new.at)
        return f"{reason} · {self.write('correction.replaced', when=when)}"

    def extract(self, dossier: d.Dossier) -> str:
        """That a document is an extract, and of what; empty for a whole one."""
        if dossier.complete:
            return ""
        totals, numbers = dossier.totals, ", ".join(c.number for c in dossier.criteria)
        return self.write("cover.chosen", numbers=numbers, n=totals.criteria, all=totals.of)

    def told(self, sentence: d.Sentence, otherwise: str = "cover.not_told") -> str:
        """What the officer said of themselves, or that they did not."""
        return sentence.text or self.write(otherwise)

    def period(self, cover: d.Cover) -> str:
        """From the first to the last message."""
        if cover.first is None or cover.last is None:
            return self.write("cover.not_told")
        first, last = self.write.day(cover.first), self.write.day(cover.last)
        return first if first == last else self.write("date.span", first=first, last=last)

    def signers(self, cover: d.Cover) -> Iterator[tuple[str, str]]:
        """Who signs, as what and by which name; the name is empty where it is not known."""
        yield self.write("signature.officer"), cover.officer.text
        if cover.coach:
            yield self.write("cover.coach"), cover.coach
        yield self.write("signature.assessor"), ""

    def erased(self, totals: d.Totals) -> str:
        """That something was erased, never what."""
        return self.write("erased.count", n=totals.erased) if totals.erased else ""

    def number(self, criterion: d.Criterion) -> str:
        """A criterion's number and title."""
        return f"{self.write.digits(criterion.number)} {criterion.title}"

    def former(self, former: d.Former) -> str:
        """What words were about that is gone now: by name as far as there is one, else by id."""
        named = f"{self.write.digits(former.number)} {former.title}".strip() or former.criterion
        return self.write("former.about", criterion=named, facet=former.facet)

    def review(self, criterion: d.Criterion) -> str:
        """Where a criterion stands with people, in a few words."""
        review = criterion.review
        if review is None:
            return self.write("review.none")
        judged = [review.judgement_label] if review.judgement_label else []
        signed = [self.write("review.signed")] if review.signed else []
        return " · ".join([review.status_label, *judged, *signed])
