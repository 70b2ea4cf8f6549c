"""The reader of Thai as it ships: tables and trained heads of the content, and the encoder."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from bot.encoder import Encoder
from content.models import Content, UnitPack
from content.reading_tables import load_intents
from dialogs.reading import normal
from dialogs.reading.described import Described, Description, describe
from dialogs.reading.facets import FacetReader
from dialogs.reading.intent import IntentReader
from dialogs.reading.reader import ThaiReader


def load_reader(content: Content) -> ThaiReader:
    """Everything warm, so that the first answer is read as fast as the next.

    The default unit has a trained model; units without one are read by what their rubric says.
    """
    normal.warm()
    encoder, own = Encoder(), content.default.unit.code
    others = (pack for code, pack in content.units.items() if code != own)
    described = [d for pack in others for d in describe_unit(pack, encoder)]
    heads = files("content") / "units" / own / "reader.npz"
    with heads.open("rb") as file, np.load(file) as arrays:
        facets = FacetReader.read(arrays, described)
    reader = ThaiReader(IntentReader(load_intents(), encoder), facets, encoder)
    reader.read("ทดสอบ 3 วัน", criterion=content.default.criteria[0].id)
    return reader


def describe_unit(pack: UnitPack, encoder: Encoder) -> list[Described]:
    """What every criterion of a unit asks for, in the words of its rubric."""
    return [
        describe(
            criterion.id,
            [Description(f.id, f"{f.label} {f.definition}", f.cues) for f in criterion.facets],
            encoder,
        )
        for criterion in pack.criteria
    ]
