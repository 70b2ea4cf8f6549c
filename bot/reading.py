"""The reader of Thai as it ships: tables and trained heads of the content, and the encoder."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from bot.encoder import Encoder
from content.models import Content
from content.reading_tables import load_intents
from dialogs.reading import normal
from dialogs.reading.facets import FacetReader
from dialogs.reading.intent import IntentReader
from dialogs.reading.reader import ThaiReader


def load_reader(content: Content) -> ThaiReader:
    """Everything warm, so that the first answer is read as fast as the next."""
    normal.warm()
    heads = files("content") / "units" / content.default.unit.code / "reader.npz"
    with heads.open("rb") as file, np.load(file) as arrays:
        facets = FacetReader.read(arrays)
    return ThaiReader(IntentReader(load_intents()), facets, Encoder())
