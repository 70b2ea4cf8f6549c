"""What documents say of themselves: Thai texts by key, and dates, numbers and sizes as written.

Only the program's own figures take Thai digits: quotes, names, codes and hashes stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files

from bot.thailand import THAILAND
from content.plain import read_plain
from content.problems import ContentProblems, Problem

FILE = "exports.yaml"
_BUDDHIST = 543
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

Text = str | tuple[str, ...]


class Words:
    """Texts and lists of texts by dotted key."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts

    def __call__(self, key: str) -> str:
        """The text of ``key``, its fields in braces. Raises KeyError for any other key."""
        text = self.texts[key]
        if not isinstance(text, str):
            raise KeyError(key)
        return text

    def list(self, key: str) -> tuple[str, ...]:
        """The texts of ``key``. Raises KeyError for any other key."""
        texts = self.texts[key]
        if isinstance(texts, str):
            raise KeyError(key)
        return texts

    def has(self, key: str) -> bool:
        """Whether there is something under ``key``."""
        return key in self.texts


class Writing:
    """How one document writes: in Arabic or in Thai digits."""

    def __init__(self, words: Words, thai_digits: bool = False) -> None:
        self.words = words
        self.thai_digits = thai_digits

    def __call__(self, key: str, **fields: object) -> str:
        """The text of ``key``; numbers among ``fields`` are written, texts go in as they are.

        Raises KeyError for an unknown key or a field not given.
        """
        told = {k: self.number(v) if isinstance(v, int) else v for k, v in fields.items()}
        text = self.digits(self.words(key))
        return text.format(**told) if told else text

    def one_of(self, group: str, key: str, otherwise: str = "other") -> str:
        """The text of ``group.key``, or of ``group.otherwise`` where there is none."""
        known = f"{group}.{key}"
        return self(known if self.words.has(known) else f"{group}.{otherwise}")

    def digits(self, text: str) -> str:
        """The program's own ``text`` in this document's digits."""
        return text.translate(_THAI_DIGITS) if self.thai_digits else text

    def number(self, number: int) -> str:
        """A whole number, thousands apart."""
        return self.digits(f"{number:,}")

    def numbers(self, numbers: Iterable[int]) -> str:
        """Numbers in ascending order, runs of three or more drawn together: ``3–6, 9``."""
        return ", ".join(self.digits(run) for run in _runs(sorted(set(numbers))))

    def day(self, at: datetime) -> str:
        """``27 พฤศจิกายน 2569``."""
        return self._dated("date.day", at, "date.months")

    def moment(self, at: datetime) -> str:
        """``27 พฤศจิกายน 2569 เวลา 14.05 น.``."""
        return self._dated("date.moment", at, "date.months")

    def moment_short(self, at: datetime) -> str:
        """``27 พ.ย. 2569 14.05 น.``."""
        return self._dated("date.moment_short", at, "date.months_short")

    def clock(self, at: datetime) -> str:
        """``14.05``."""
        return self.digits(f"{at.astimezone(THAILAND):%H.%M}")

    def later(self, days: int) -> str:
        """How a gap in the transcript is written: ``4 วันต่อมา``."""
        return self("date.later", n=days)

    def size(self, size: int) -> str:
        """A size in the largest unit that is at least one, one decimal from a megabyte on."""
        if size < 1024:
            return self("size.bytes", n=size)
        if size < 1024 * 1024:
            return self("size.kb", n=round(size / 1024))
        return self("size.mb", n=self.digits(f"{size / 1024 / 1024:.1f}"))

    def _dated(self, key: str, at: datetime, months: str) -> str:
        local = at.astimezone(THAILAND)
        month = self.words.list(months)[local.month - 1]
        day, year = self.digits(str(local.day)), self.digits(str(local.year + _BUDDHIST))
        return self.words(key).format(day=day, month=month, year=year, clock=self.clock(at))


@cache
def load_words() -> Words:
    """The documents' words, read once. Raises ContentProblems if the file is not maps of texts."""
    data, problems = read_plain((files("content") / FILE).read_bytes(), FILE)
    if problems:
        raise ContentProblems(list(problems))
    return Words(dict(_flat("", data)))


def _flat(key: str, data: object) -> Iterator[tuple[str, Text]]:
    match data:
        case str():
            yield key, data
        case list() if all(isinstance(item, str) for item in data):
            yield key, tuple(data)
        case dict():
            for name, inner in data.items():
                yield from _flat(f"{key}.{name}" if key else str(name), inner)
        case _:
            raise ContentProblems([Problem(FILE, key, "must be a text, texts, or a map of them")])


def _runs(numbers: list[int]) -> Iterator[str]:
    start = 0
    for at in range(1, len(numbers) + 1):
        if at < len(numbers) and numbers[at] == numbers[at - 1] + 1:
            continue
        run = numbers[start:at]
        yield from [f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run)
        start = at
