"""A bundle needs nothing but itself: it is a BagIt, and its verifier finds every change."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.exports.bundle import bundle, manifest_of, trail
from bot.exports.dossier import Dossier, Options
from bot.exports.gathering import gather_from
from storage.audit import History
from tests.bot.exports.exporting import keys
from tests.bot.exports.sample import ASKED, MADE, OFFICER, SECRET, Sample


@pytest.fixture(scope="module")
def history(played: Sample) -> History:
    """The trail of the sample."""
    return asyncio.run(played.store.history(OFFICER))


def made(dossier: Dossier, history: History) -> bytes:
    documents = {"แฟ้ม.md": b"# text\n"}
    return bundle(dossier, history.entries, documents, {3: b"picture"}, keys())


@pytest.fixture
def folder(dossier: Dossier, history: History, tmp_path: Path) -> Path:
    """A bundle, unpacked."""
    with ZipFile(BytesIO(made(dossier, history))) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier as its reader would, with the standard library alone."""
    command = [sys.executable, "-I", "-S", "verify.py", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_same_dossier_makes_the_same_bytes(dossier: Dossier, history: History) -> None:
    assert made(dossier, history) == made(dossier, history)


def test_the_verifier_finds_a_bundle_intact(folder: Path) -> None:
    done = run(folder)
    assert (done.returncode, "INTACT" in done.stdout, done.stderr) == (0, True, "")


def test_the_verifier_compares_a_printed_head(folder: Path, dossier: Dossier) -> None:
    assert run(folder, "--head", dossier.cover.head[:12]).returncode == 0
    assert run(folder, "--head", "0000").returncode == 1


@pytest.mark.parametrize(
    "name",
    ["data/evidence.json", "data/chain.jsonl", "data/transcript.txt", "data/documents/แฟ้ม.md",
     "manifest-sha256.txt", "signature.json", "public-key.pem", "bag-info.txt"],
)  # fmt: skip
def test_the_verifier_finds_any_change(folder: Path, name: str) -> None:
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert run(folder).returncode == 1


def test_the_verifier_finds_files_that_came_or_went(folder: Path) -> None:
    (folder / "data" / "more.txt").write_bytes(b"")
    assert "not in the manifest: data/more.txt" in run(folder).stdout
    (folder / "data" / "more.txt").unlink()
    (folder / "data" / "evidence.json").unlink()
    assert run(folder).returncode == 1


def test_an_entry_rewritten_with_a_new_manifest_breaks_trail_and_signature(folder: Path) -> None:
    chain = folder / "data" / "chain.jsonl"
    chain.write_bytes(chain.read_bytes().replace(b"17", b"11", 1))
    names = [p.relative_to(folder).as_posix() for p in (folder / "data").rglob("*") if p.is_file()]
    files = {name: (folder / name).read_bytes() for name in names}
    (folder / "manifest-sha256.txt").write_bytes(manifest_of(files))
    said = run(folder).stdout
    assert "signature does not hold" in said
    assert "entry" in said or "content" in said


def test_manifests_are_what_sha256sum_reads(folder: Path) -> None:
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        command = ["sha256sum", "--strict", "-c", name]
        assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def test_the_trail_names_nobodys_account(dossier: Dossier, history: History) -> None:
    lines = [json.loads(line) for line in trail(dossier, history.entries).splitlines()]
    assert len(lines) == dossier.cover.links
    assert sum(line["salt"] is not None for line in lines) > 300
    for line in lines:
        assert OFFICER not in json.dumps(line["content"])
        assert "line:coach" not in json.dumps(line["content"])


def test_what_was_erased_or_masked_is_not_in_a_bundle(folder: Path) -> None:
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert SECRET.encode() not in everything
    assert "ขอดึงกลับ".encode() not in everything


async def test_a_bundle_of_chosen_criteria_keeps_the_rest_of_the_talk_to_itself(
    played: Sample, history: History
) -> None:
    chosen = Options(criteria=("DS501.01",))
    few = await gather_from(played.store, played.media, OFFICER, played.pack, MADE, chosen)
    kept = trail(few, history.entries)
    shown = {entry.seq for entry in few.transcript}
    opened = {json.loads(line)["seq"] for line in kept.splitlines() if b'"salt":null' not in line}
    assert opened
    assert opened <= shown
    assert ASKED.encode() not in kept


async def test_a_bundle_without_a_transcript_opens_nothing_of_the_trail(
    played: Sample, history: History
) -> None:
    silent = Options(with_transcript=False)
    mute = await gather_from(played.store, played.media, OFFICER, played.pack, MADE, silent)
    assert all(b'"salt":null' in line for line in trail(mute, history.entries).splitlines())
