"""How the coach talks and how officers chat."""

from __future__ import annotations

from pydantic import PositiveInt

from content.frozen import Frozen, Id, Line, Lines
from content.voice import Voice


class Persona(Frozen):
    """Who the coach is. ``notice_version`` is the privacy notice that consent is given to."""

    notice_version: Line = "1"
    self_reference: Line
    addresses_officer_as: Line
    character: Line
    default_voice: Voice
    particles_per_message: PositiveInt
    avoid: Lines


class BurstWindow(Frozen):
    """How long the coach waits for more, in seconds."""

    base: PositiveInt
    extend: PositiveInt
    most: PositiveInt
    after_photo: PositiveInt


class Habit(Frozen):
    """A way people chat, and how the coach meets it. ``sample`` is a *template*."""

    id: Id
    label: Line
    signals: Lines
    does: Line
    avoids: Line
    sample: Line


class Habits(Frozen):
    """How Thai officers chat."""

    basis: Line
    truthfulness: Line
    window: BurstWindow
    habits: tuple[Habit, ...]
