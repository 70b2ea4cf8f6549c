"""The words of the practice room's page, and who one can be there: data, checked when loaded."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from content.plain import MOST_BYTES, read_plain
from content.problems import ContentProblems, Problem, type_problems

FILE: Final = "practice.yaml"
Text = Annotated[str, Field(min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z_]{2,24}$")]
Model = TypeVar("Model", bound=BaseModel)


class Part(BaseModel):
    """A part of the data; nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Persona(Part):
    """A made-up officer one can be; ``stage`` tells how far they are."""

    id: Key
    name: Text
    role: Text
    stage: Text
    colour: Literal["teal", "amber", "violet", "rose", "blue"]


class Words(Part):
    """Everything the page says."""

    words: dict[Key, Text]
    tips: tuple[Text, ...]
    stickers: dict[Key, Text]
    people: tuple[Persona, ...]

    def __getitem__(self, key: str) -> str:
        return self.words[key]


def load_words() -> Words:
    """The words that ship with the program. Raises ContentProblems with all that is wrong."""
    words = checked(FILE, Words)
    ids = [person.id for person in words.people]
    twice = sorted({id for id in ids if ids.count(id) > 1} | {"me"} & {*ids})
    if twice:
        raise ContentProblems([Problem(FILE, "people", f"ids are taken twice: {twice}")])
    return words


def checked(name: str, model: type[Model], root: Path | None = None) -> Model:
    """A file of the content, as ``model``. Raises ContentProblems with all that is wrong."""
    place = (root if root is not None else files("content")) / name
    with place.open("rb") as source:
        data, problems = read_plain(source.read(MOST_BYTES + 1), name)
    if problems:
        raise ContentProblems(problems)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ContentProblems(type_problems(name, data, error)) from None
