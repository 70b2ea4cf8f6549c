"""Badges and an agency's own form, made, registered and checked like every other file."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
import pytest_asyncio
from docx import Document

from bot.exports import word_starter
from bot.exports.agency import Agency, agency_of
from bot.exports.badge import Issuer
from bot.exports.badge_token import token_in
from bot.exports.dossier import Options
from bot.exports.maker import CannotMake, Exports
from bot.exports.verifying import verify_offline
from content.models import Content
from tests.bot.exports.exporting import LATER, altered, exported, keys, opened, says
from tests.bot.exports.sample import MADE, OFFICER, PLANS, Sample
from tests.bot.exports.test_command import _talk
from tests.bot.test_cli import run

ISSUER = Issuer("https://agency.example.go.th", "หน่วยงานตัวอย่าง")
SIGNED = "DS501.02"

Desk = tuple[Sample, Exports]


@pytest_asyncio.fixture
async def desk(content: Content, tmp_path: Path) -> AsyncIterator[Desk]:
    """The sample, and an office that awards badges and fills in the form to start from."""
    played, exports = await opened(content, tmp_path)
    yield played, replace(exports, agency=Agency(word_starter.make(), ISSUER))


def badge_in(content: bytes) -> bytes:
    """The only badge of a file."""
    with ZipFile(io.BytesIO(content)) as archive:
        (name,) = archive.namelist()
        return archive.read(name)


async def test_a_badge_is_offered_for_what_an_assessor_signed_off(desk: Desk) -> None:
    _, exports = desk
    assert await exports.badges(OFFICER, MADE) == (SIGNED,)
    assert await exports.badges("line:nobody", MADE) == ()
    assert await replace(exports, agency=Agency()).badges(OFFICER, MADE) == ()


async def test_a_file_of_badges_is_genuine_and_so_is_each_badge_in_it(desk: Desk) -> None:
    _, exports = desk
    name, content = (await exported(exports, "badge")).files["badge"]
    assert name.endswith(".badges.zip")
    assert (await exports.verify(content, LATER)).standing == "genuine_current"
    verdict = await exports.verify(badge_in(content), LATER)
    assert (verdict.standing, verdict.format) == ("genuine_current", "badge")
    assert verify_offline(badge_in(content), keys()).standing == "genuine_offline"


async def test_one_changed_byte_of_a_badge_is_noticed(desk: Desk) -> None:
    _, exports = desk
    _, content = (await exported(exports, "badge")).files["badge"]
    token = badge_in(content)
    for at in (len(token) // 2, len(token) - 40, len(token) - 1):
        other = altered(token, at)
        assert not (await exports.verify(other, LATER)).is_genuine
        assert not verify_offline(other, keys()).is_genuine
    assert (await exports.verify(altered(content, 200), LATER)).standing == "altered"


async def test_a_badge_with_another_signature_is_not_ours(desk: Desk) -> None:
    _, exports = desk
    _, content = (await exported(exports, "badge")).files["badge"]
    said, _, signature = badge_in(content).rpartition(b".")
    forged = said + b"." + signature[::-1]
    assert (await exports.verify(forged, LATER)).standing == "altered"
    assert token_in(badge_in(content), []) is not None
    assert token_in(b"eyJ.eyJ.eyJ", keys().known.values()) is None


async def test_a_badge_of_words_that_moved_on_is_superseded(desk: Desk) -> None:
    played, exports = desk
    _, content = (await exported(exports, "badge")).files["badge"]
    await says(played, PLANS[0])
    verdict = await exports.verify(badge_in(content), LATER)
    assert (verdict.standing, verdict.why) == ("genuine_superseded", ("moved_on",))


async def test_without_an_issuer_or_a_signature_there_is_no_badge(desk: Desk) -> None:
    _, exports = desk
    with pytest.raises(CannotMake, match="MVS_BADGE_ISSUER"):
        await exported(replace(exports, agency=Agency()), "badge")
    with pytest.raises(CannotMake, match="signed off"):
        await exported(exports, "badge", options=Options(criteria=("DS501.01",)))


async def test_docx_is_the_agencys_own_form_where_it_has_one(desk: Desk) -> None:
    _, exports = desk
    _, content = (await exported(exports, "docx")).files["docx"]
    lines = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    assert not [line for line in lines if "{{" in line or "{%" in line]
    assert (await exports.verify(content, LATER)).standing == "genuine_current"
    other = replace(exports, agency=Agency(b"no document"))
    with pytest.raises(CannotMake, match="form cannot be used"):
        await exported(other, "docx")


def test_an_agency_without_a_page_awards_nothing(tmp_path: Path) -> None:
    assert agency_of() == Agency()
    assert agency_of(issuer="กรมตัวอย่าง").issuer is None
    assert agency_of(None, " กรม ", ISSUER.id).issuer == Issuer(ISSUER.id, "กรม", ISSUER.id)
    with pytest.raises(OSError, match="form"):
        agency_of(tmp_path / "form.docx")


def test_a_form_to_start_from_is_written_on_the_command_line(tmp_path: Path) -> None:
    done = run(tmp_path, "export", "--new-template", "form.docx")
    assert (done.returncode, done.stdout.strip()) == (0, "form.docx")
    assert (tmp_path / "form.docx").read_bytes() == word_starter.make()
    assert run(tmp_path, "export", "--template", "none.docx").returncode == 2


def test_an_own_form_is_filled_in_on_the_command_line(tmp_path: Path) -> None:
    asyncio.run(_talk(tmp_path / "data"))
    (tmp_path / "form.docx").write_bytes(word_starter.make())
    done = run(tmp_path, "export", "--format", "docx", "--template", "form.docx")
    assert done.returncode == 0, done.stderr
    name = done.stdout.splitlines()[0]
    lines = [p.text for p in Document(str(tmp_path / name)).paragraphs]
    assert any(line.startswith("เจ้าหน้าที่: [เล่า] “") for line in lines)
    assert run(tmp_path, "verify", name).returncode == 0


def test_a_badge_nobody_signed_for_is_refused_in_a_sentence(tmp_path: Path) -> None:
    asyncio.run(_talk(tmp_path / "data"))
    none = run(tmp_path, "export", "--format", "badge")
    assert (none.returncode, "MVS_BADGE_ISSUER" in none.stderr) == (1, True)
    assert len(none.stderr.splitlines()) == 1
