"""What the console says: Thai texts by key, from ``content/console.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

from content.plain import read_plain
from content.problems import ContentProblems, Problem

FILE = "console.yaml"


class Words:
    """Texts by dotted key; fields in braces are filled in verbatim, never read again."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def __call__(self, key: str, **fields: object) -> str:
        """The text of ``key``. Raises KeyError for an unknown key or a field not given."""
        text = self.texts[key]
        return text.format(**fields) if fields else text

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self.texts


def load_words() -> Words:
    """The console's words. Raises ContentProblems if the file is not maps of texts."""
    data, problems = read_plain((files("content") / FILE).read_bytes(), FILE)
    if problems:
        raise ContentProblems(list(problems))
    return Words(dict(_flat("", data)))


def _flat(key: str, data: object) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield key, data
    elif isinstance(data, dict):
        for name, inner in data.items():
            yield from _flat(f"{key}.{name}" if key else name, inner)
    else:
        raise ContentProblems([Problem(FILE, key, "must be a text or a map of texts")])
