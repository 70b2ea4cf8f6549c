"""The transcript: what the trail has of a conversation, numbered, in order, with its gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.exports.dossier import Origin, Sentence, Speaker, TranscriptEntry, TurnKind
from bot.exports.words import Words
from bot.thailand import THAILAND
from dialogs.reading.grammar import COACH_TITLE
from storage.audit import Entry, JsonObject

SPOKEN: Mapping[str, TurnKind] = {
    "officer": "text",
    "to_coach": "to_coach",
    "message_edited": "edited",
    "media": "file",
    "tap": "tap",
}
"""Kinds of entries that are the officer's own doing."""

HUMAN = frozenset({"prompted", "from_coach", "draft_returned"})
"""Kinds of entries after which the replies of the same moment carry a human coach's words."""

_DAY = timedelta(days=1)


class Line(Struct, frozen=True):
    """An entry of the transcript with what it is about, to find it by.

    ``ref`` is the message or empty, ``criterion`` what an event is about, ``prompt`` the human
    coach's question it asks.
    """

    entry: TranscriptEntry
    ref: str = ""
    criterion: str = ""
    prompt: str = ""


class Transcript:
    """All lines, and where a message stands in them."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = tuple(lines)
        self._of: dict[str, list[TranscriptEntry]] = {}
        for line in self.lines:
            if line.ref and line.entry.speaker == "officer":
                self._of.setdefault(line.ref, []).append(line.entry)

    def numbers(self, messages: Iterable[str], until: datetime) -> tuple[int, ...]:
        """Where the words of ``messages`` stand, as they read at ``until``."""
        found = [entry for message in messages for entry in self._of.get(message, ())]
        return tuple(sorted({entry.number for entry in found if entry.at <= until}))

    def prompt(self, name: str) -> Sentence | None:
        """A human coach's question, as it was put to the officer first."""
        asked = (line.entry for line in self.lines if line.prompt == name)
        first = next(asked, None)
        return None if first is None else replace(first.sentence, entries=(first.number,))

    def only(self, numbers: frozenset[int]) -> tuple[TranscriptEntry, ...]:
        """The entries of these numbers and the question before each; the gaps between are anew."""
        asked = frozenset(before for n in numbers if (before := self._question(n)))
        chosen = (line.entry for line in self.lines if line.entry.number in numbers | asked)
        return tuple(with_gaps(chosen))

    def _question(self, number: int) -> int | None:
        before = (line.entry for line in reversed(self.lines[: number - 1]))
        return next((e.number for e in before if e.speaker != "officer" and not e.erased), None)


class Scribe:
    """Turns entries of one officer's trail into lines.

    ``label`` says what a button says, ``title`` what a criterion is called; ``fill`` says what the
    program said in an entry, its quotations put back.
    """

    def __init__(
        self,
        words: Words,
        channel: Callable[[str], str],
        label: Callable[[str], str],
        title: Callable[[str], str],
        fill: Callable[[Entry], str],
    ) -> None:
        self._words = words
        self._channel = channel
        self._label = label
        self._title = title
        self._fill = fill

    def transcript(self, entries: Iterable[Entry]) -> Transcript:
        """The lines of a trail."""
        lines = [line for line in self._lines(entries) if line is not None]
        numbered = (
            replace(line.entry, number=n, sentence=replace(line.entry.sentence, entries=(n,)))
            for n, line in enumerate(lines, 1)
        )
        gapped = with_gaps(numbered)
        return Transcript(replace(a, entry=b) for a, b in zip(lines, gapped, strict=True))

    def _lines(self, entries: Iterable[Entry]) -> Iterator[Line | None]:
        human: Entry | None = None
        for entry in entries:
            if entry.kind in HUMAN and not entry.erased:
                human = entry
            elif entry.kind == "coach":
                asked = human if human is not None and human.at == entry.at else None
                yield self._reply(entry, asked)
            elif entry.kind in SPOKEN:
                yield self._spoken(entry)
            else:
                yield self._event(entry)

    def _spoken(self, entry: Entry) -> Line:
        """What the officer did; the words on a button are the program's."""
        channel = self._channel(entry.ref or "")
        origin: Origin = "program" if entry.kind == "tap" else "said"
        said = Sentence(self._said(entry), origin, moment(entry.at), channel)
        return Line(_entry(entry, "officer", SPOKEN[entry.kind], said), entry.ref or "")

    def _said(self, entry: Entry) -> str:
        match entry.kind, entry.content:
            case _, None:
                return ""
            case "tap", content:
                return self._label(str(content.get("button", "")))
            case "media", content:
                return str(content.get("name", ""))
            case _, content:
                return str(content.get("text", ""))

    def _reply(self, entry: Entry, human: Entry | None) -> Line | None:
        """Of an erased reply nothing is said: it stands for nothing the officer did."""
        if entry.content is None:
            return None
        text, at = self._fill(entry), moment(entry.at)
        about: JsonObject = {} if human is None or human.content is None else human.content
        if not about or _named(about) not in text:
            return Line(_entry(entry, "program", "text", Sentence(text, "program", at)))
        said = Sentence(text, "coach", at, by=str(about.get("coach", "")))
        prompt = str(about.get("prompt", ""))
        return Line(
            _entry(entry, "coach", "text", said), "", str(about.get("criterion", "")), prompt
        )

    def _event(self, entry: Entry) -> Line | None:
        key = f"event.{entry.kind}"
        if entry.content is None or not self._words.has(key):
            return None
        about = str(entry.content.get("criterion", ""))
        text = self._words(key).format(criterion=self._title(about))
        said = Sentence(text, "program", moment(entry.at))
        return Line(_entry(entry, "program", "event", said), "", about)


def moment(at: str) -> datetime:
    """A time of the trail in Thai time, to the second."""
    return datetime.fromisoformat(at).astimezone(THAILAND).replace(microsecond=0)


def _named(about: JsonObject) -> str:
    """The human coach's name as it stands in the reply that carries their words."""
    return str(about.get("coach", "")).strip().removeprefix(COACH_TITLE).strip()


def with_gaps(entries: Iterable[TranscriptEntry]) -> Iterator[TranscriptEntry]:
    """The entries, each with the days since the one before it."""
    before: datetime | None = None
    for entry in entries:
        passed = entry.at - before if before else timedelta()
        days = (entry.at.date() - before.date()).days if before and passed >= _DAY else 0
        before = entry.at
        yield replace(entry, days_later=days)


def _entry(entry: Entry, who: Speaker, kind: TurnKind, said: Sentence) -> TranscriptEntry:
    at = moment(entry.at)
    return TranscriptEntry(0, entry.seq, at, who, kind, said, erased=entry.erased)
