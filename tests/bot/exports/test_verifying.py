"""A file is genuine only as it was made; one changed byte shows, and where it is."""

from __future__ import annotations

import asyncio
import random
import zlib
from pathlib import Path

import pytest

from bot.exports.anatomy import anatomy, members
from bot.exports.bundle import packed
from bot.exports.dossier import Options
from bot.exports.formats import FORMATS, framework
from bot.exports.maker import Exported, Exports
from bot.exports.signing import Keys
from bot.exports.telling import in_terminal, told
from bot.exports.verifying import UNKNOWN, Verdict, look_up, named_in, seal_in, verify_offline
from bot.exports.words import Writing, load_words
from content.models import Content
from tests.bot.exports.exporting import LATER, altered, exported, keys, opened, says
from tests.bot.exports.sample import MADE, OFFICER, SECRET, Sample

ALL = tuple(format for format in FORMATS if format != "pdf")
"""The PDF has a test of its own: it takes longer to make than all others together."""
SOMETIMES = 12
"""How many places are changed in each file."""
NOBODY = Keys(None)
WRITE = Writing(load_words())


@pytest.fixture(scope="module")
def made(
    content: Content, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Sample, Exports, Exported]:
    """Every format there is, of the whole sample."""

    async def all_made() -> tuple[Sample, Exports, Exported]:
        played, exports = await opened(content, tmp_path_factory.mktemp("made"))
        return played, exports, await exported(exports, *ALL)

    return asyncio.run(all_made())


@pytest.mark.parametrize("format", [f for f in ALL if f != "matrix"])
async def test_a_file_of_any_format_is_genuine_and_current(
    made: tuple[Sample, Exports, Exported], format: str
) -> None:
    _, exports, export = made
    verdict = await exports.verify(export.files[format][1], LATER)
    assert (verdict.standing, verdict.export) == ("genuine_current", export.id)
    assert (verdict.format, verdict.made_at) == (format, MADE)


@pytest.mark.parametrize("format", ALL)
async def test_one_changed_byte_is_noticed_in_any_format(
    made: tuple[Sample, Exports, Exported], format: str
) -> None:
    _, exports, export = made
    name, content = export.files[format]
    places = random.Random(format).sample(range(len(content)), SOMETIMES)
    found = [await exports.verify(altered(content, at), LATER, named_in(name)) for at in places]
    expected = {"unknown", "altered"} if format == "matrix" else {"altered"}
    assert {verdict.standing for verdict in found} <= expected
    assert all(verdict.where for verdict in found if verdict.standing == "altered")


async def test_a_changed_word_in_the_evidence_names_the_criterion(
    made: tuple[Sample, Exports, Exported],
) -> None:
    _, exports, export = made
    content = export.files["json"][1].replace("17 วัน".encode(), "11 วัน".encode())
    verdict = await exports.verify(content, LATER)
    assert verdict.standing == "altered"
    assert "evidence:DS501.01" in verdict.where
    assert "pages" not in verdict.where


def test_a_changed_page_of_a_pdf_is_told_from_changed_evidence() -> None:
    evidence = b'{"cover":{"export":"aaaabbbbccccdddd"},"format":"mvs-coach/evidence"}'
    page, attached = zlib.compress(b"BT (page) Tj ET"), zlib.compress(evidence)
    pdf = b"%%PDF-1.7\nstream\n%b\nendstream\nstream\n%b\nendstream\n" % (page, attached)
    before = anatomy(pdf)
    assert (before.kind, before.exports()) == ("pdf", ["aaaabbbbccccdddd"])
    looks = anatomy(altered(pdf, pdf.index(page) + 5)).digests()
    says = anatomy(pdf.replace(attached, zlib.compress(evidence.replace(b"aa", b"cc")))).digests()
    assert _differ(before.digests(), looks) == {"pages"}
    assert _differ(before.digests(), says) == {"evidence", "evidence:cover"}


def _differ(one: dict[str, str], other: dict[str, str]) -> set[str]:
    return {name for name in one if one[name] != other.get(name)}


async def test_a_word_document_names_the_member_that_changed(
    made: tuple[Sample, Exports, Exported],
) -> None:
    _, exports, export = made
    parts = dict(members(export.files["docx"][1]))
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"16", b"61")
    verdict = await exports.verify(packed(parts), LATER)
    assert (verdict.standing, verdict.format) == ("altered", "docx")
    assert verdict.where == ("member:word/document.xml",)


async def test_a_file_that_lost_its_id_is_known_by_its_name(
    made: tuple[Sample, Exports, Exported],
) -> None:
    _, exports, export = made
    name, content = export.files["md"]
    stripped = content.replace(export.id.encode(), b"")
    assert await exports.verify(stripped, LATER) == UNKNOWN
    verdict = await exports.verify(stripped, LATER, named_in(f"สำเนา {name}"))
    assert verdict.standing == "altered"


async def test_a_framework_is_genuine_though_it_belongs_to_no_export(
    made: tuple[Sample, Exports, Exported],
) -> None:
    played, exports, export = made
    content = export.files["matrix"][1]
    assert content == framework(played.pack, "")
    assert (await exports.verify(content, LATER)).standing == "genuine_current"


@pytest.mark.parametrize(
    "file",
    [b"", b"hello", b"%PDF-1.7\nstream\n", b"PK\x03\x04", b"PK\x03\x04" * 500, b"[" * 100_000,
     b'{"export":"aaaaaaaaaaaaaaaa"}', bytes(range(256)) * 40, b"stream\n" * 9000],
)  # fmt: skip
async def test_anything_else_is_unknown(
    made: tuple[Sample, Exports, Exported], file: bytes
) -> None:
    _, exports, _ = made
    assert await exports.verify(file, LATER) == UNKNOWN


async def test_a_verdict_says_nothing_of_what_the_file_says(
    made: tuple[Sample, Exports, Exported],
) -> None:
    _, exports, export = made
    for format, (_, content) in export.files.items():
        for file in (content, altered(content, len(content) // 2)):
            said = in_terminal(await exports.verify(file, LATER), WRITE)
            for secret in ("สุดารัตน์", "น้ำใส", "หลักฐาน_", OFFICER, "line:", SECRET):
                assert secret not in said, format


def test_the_name_of_an_attachment_is_not_told() -> None:
    where = ("member:data/attachments/03-บัตรประชาชน.jpg",)
    assert told(Verdict("altered", where=where), WRITE).where == ("ไฟล์แนบที่ 03",)


# --- superseded ---------------------------------------------------------------------------------


async def test_more_evidence_makes_an_export_superseded(content: Content, tmp_path: Path) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    await says(played, "เดือนหน้าจะขยายไปหมู่บ้านจัดสรรอีก 2 แห่ง")
    verdict = await exports.verify(export.files["md"][1], LATER)
    assert (verdict.standing, verdict.why) == ("genuine_superseded", ("moved_on",))


async def test_thanks_leave_an_export_current(content: Content, tmp_path: Path) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    await says(played, "ขอบคุณค่ะ")
    assert (await exports.verify(export.files["md"][1], LATER)).standing == "genuine_current"


async def test_a_newer_export_of_the_same_supersedes_only_its_own_formats(
    content: Content, tmp_path: Path
) -> None:
    _, exports = await opened(content, tmp_path)
    first = await exported(exports)
    await exports.export(OFFICER, first.dossier.options, ["md"], OFFICER, LATER)
    chosen = Options(criteria=("DS501.01",))
    await exports.export(OFFICER, chosen, ["json"], OFFICER, LATER)
    found = [await exports.verify(first.files[f][1], LATER) for f in ("md", "json")]
    assert [(v.standing, v.why) for v in found] == [
        ("genuine_superseded", ("newer",)),
        ("genuine_current", ()),
    ]


async def test_after_an_erasure_a_file_is_withdrawn_and_nothing_of_the_officer_is_left(
    content: Content, tmp_path: Path
) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    await played.store.erase(OFFICER, at=LATER)
    assert await exports.forget(OFFICER, LATER) == 1
    verdict = await exports.verify(export.files["md"][1], LATER)
    assert (verdict.standing, verdict.why) == ("genuine_superseded", ("erased",))
    assert not [path for path in (tmp_path / "exports").rglob("*") if path.is_file()]
    assert await exports.register.find(export.id, LATER) is None


async def test_a_wiped_page_withdraws_an_export_even_before_the_register_follows(
    content: Content, tmp_path: Path
) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    await played.store.erase(OFFICER, at=LATER)
    verdict = await exports.verify(export.files["md"][1], LATER)
    assert verdict.why == ("erased",)


# --- without the file, and without the register -------------------------------------------------


async def test_a_printed_id_is_looked_up_with_its_head(
    made: tuple[Sample, Exports, Exported],
) -> None:
    _, exports, export = made
    head = export.dossier.cover.head
    found = [
        await look_up(id, exports.register, LATER, head)
        for id, head in [(export.id, head), (export.id, head[:8]), (export.id, "ab"), ("x", "")]
    ]
    assert [verdict.standing for verdict in found] == [
        "genuine_current", "genuine_current", "altered", "unknown",
    ]  # fmt: skip


@pytest.mark.parametrize("format", ALL)
async def test_a_seal_verifies_its_file_with_the_public_key_alone(
    made: tuple[Sample, Exports, Exported], format: str
) -> None:
    _, _, export = made
    content, seal = export.files[format][1], seal_in(export.seals[format])
    assert seal is not None
    assert verify_offline(content, keys(), seal).standing == "genuine_offline"
    assert verify_offline(altered(content, 99), keys(), seal).standing == "altered"
    assert verify_offline(content, NOBODY, seal) == UNKNOWN


async def test_a_bundle_verifies_itself_with_the_public_key_alone(
    made: tuple[Sample, Exports, Exported],
) -> None:
    _, _, export = made
    content = export.files["zip"][1]
    assert verify_offline(content, keys()).standing == "genuine_offline"
    parts = dict(members(content))
    parts["data/transcript.txt"] += b"!"
    verdict = verify_offline(packed(parts), keys())
    assert (verdict.standing, verdict.where) == ("altered", ("member:data/transcript.txt",))
    assert verify_offline(content, NOBODY) == UNKNOWN


def test_what_no_parser_would_read_still_has_parts() -> None:
    assert anatomy(b"# a\n\n## b\n").kind == "text"
    assert anatomy(b'{"a": ').parts == {}
    assert anatomy(b"[1, 2]").parts.keys() == {"item:1", "item:2"}


async def test_the_trail_says_who_exported_what(content: Content, tmp_path: Path) -> None:
    played, exports = await opened(content, tmp_path)
    export = await exported(exports)
    await exports.register.note(export.record)
    history = await played.store.history(OFFICER)
    history.verify()
    noted = [entry.content for entry in history.entries if entry.kind == "exported"]
    assert noted == [
        {
            "export": export.id,
            "files": {made.format: made.sha256 for made in export.record.files},
            "evidence": export.record.evidence,
            "head": export.dossier.cover.head,
            "by": "line:coach",
            "criteria": [],
        }
    ]


async def test_progress_is_told_step_by_step(content: Content, tmp_path: Path) -> None:
    _, exports = await opened(content, tmp_path)
    steps: list[tuple[str, int, int]] = []

    async def progress(what: str, number: int, all: int) -> None:
        steps.append((what, number, all))

    await exports.export(OFFICER, Options(), ["json", "md"], OFFICER, MADE, progress)
    assert steps == [("gather", 1, 4), ("md", 2, 4), ("json", 3, 4), ("register", 4, 4)]
