from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf

from bot.exports.dossier import Dossier
from bot.exports.pdf.making import make
from tests.bot.exports.pdf.archival import faults
from tests.bot.exports.pdf.test_making import HOSTILE, bare
from tests.bot.exports.troubled import saying


def test_the_structure_is_that_of_pdf_a(made: bytes) -> None:
    assert faults(made) == []


def test_so_is_that_of_a_document_of_hard_words(dossier: Dossier) -> None:
    assert faults(make(saying(bare(dossier), "\n".join(HOSTILE.values())))) == []


def _first(document: Pdf, kind: str) -> Object:
    found = (o for o in document.objects if isinstance(o, Dictionary))
    return next(each for each in found if each.get("/Type") == kind)


def _without_program(document: Pdf) -> None:
    del _first(document, "/FontDescriptor")["/FontFile2"]


def _without_letters(document: Pdf) -> None:
    for font in document.pages[0].resources.Font.values():
        del font["/ToUnicode"]


def _wider(document: Pdf) -> None:
    fonts = (o for o in document.objects if isinstance(o, Dictionary))
    font = next(each for each in fonts if each.get("/Subtype") == "/CIDFontType2")
    font.W = Array([1, Array([999])])


def _without_intent(document: Pdf) -> None:
    del document.Root["/OutputIntents"]


def _without_claim(document: Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["pdfaid:conformance"] = "A"


def _unrelated(document: Pdf) -> None:
    del document.Root["/AF"]


def _untyped(document: Pdf) -> None:
    del _first(document, "/Filespec")["/EF"]["/F"]["/Subtype"]


def _active(document: Pdf) -> None:
    action = document.make_indirect(Dictionary(S=Name("/JavaScript"), JS="app.alert(1)"))
    document.Root.OpenAction = action


def _hidden(document: Pdf) -> None:
    _first(document, "/Annot")["/F"] = 2


FAULTS: dict[str, Callable[[Pdf], None]] = {
    "6.2.11.4": _without_program,
    "6.2.11.7": _without_letters,
    "6.2.11.5": _wider,
    "6.2.3": _without_intent,
    "6.6.4": _without_claim,
    "6.8 an embedded file that is not associated": _unrelated,
    "6.8 an embedded file of an unknown type": _untyped,
    "6.5.1": _active,
    "6.3.2": _hidden,
}


@pytest.mark.parametrize("clause", FAULTS)
def test_a_fault_is_found(made: bytes, clause: str) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as document:
        FAULTS[clause](document)
        document.save(out)
    assert [fault for fault in faults(out.getvalue()) if fault.startswith(clause)]
