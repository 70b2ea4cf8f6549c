from __future__ import annotations

import io
from datetime import datetime
from zipfile import ZipFile

from bot.exports import sheet, word
from bot.exports.dossier import Dossier
from bot.exports.json import digest
from bot.exports.office import DIGEST, EXPORT, identity_of, plain, repacked
from tests.fakes import THAILAND

AT = datetime(2026, 4, 20, 15, 30, tzinfo=THAILAND)


def archive(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as made:
        for name, content in names.items():
            made.writestr(name, content)
    return out.getvalue()


def test_what_xml_cannot_hold_is_left_out_and_nothing_else() -> None:
    assert plain("ก\x00\x0b\uffff\ud800ข\r\nค\tง\rจ🙂") == "กข\nค\tง\nจ🙂"


def test_a_repacked_archive_does_not_tell_when_or_in_which_order_it_was_packed() -> None:
    one = repacked(archive({"b": b"2", "[Content_Types].xml": b"1"}), AT)
    other = repacked(archive({"[Content_Types].xml": b"1", "b": b"2"}), AT)
    assert one == other
    assert ZipFile(io.BytesIO(one)).namelist() == ["[Content_Types].xml", "b"]


def test_files_say_which_export_they_are_and_of_which_evidence(dossier: Dossier) -> None:
    known = {EXPORT: dossier.cover.export, DIGEST: digest(dossier)}
    assert identity_of(word.make(dossier)) == known
    assert identity_of(sheet.make(dossier)) == known


def test_a_file_without_properties_is_unknown() -> None:
    assert identity_of(archive({"word/document.xml": b""})) == {}
