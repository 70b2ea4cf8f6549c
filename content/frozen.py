"""What every value read from a file has in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(min_length=1)]
Lines = tuple[Line, ...]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]

Thing = TypeVar("Thing")


class Frozen(BaseModel):
    """A value read from a file: unknown keys are refused, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def first(things: Iterable[Thing], id: str) -> Thing:
    """The first of ``things``. Raises KeyError, naming ``id``, if there is none."""
    for thing in things:
        return thing
    raise KeyError(id)
