"""Files from the command line, and checking them there."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.exports.command import BY
from storage.tiny import TinyStore
from tests.bot.exports.exporting import altered
from tests.bot.test_cli import run
from tests.fakes import NOON

SAID = "ยินยอม\nฝน\nเทศบาล\nงานทะเบียน\nข้าม\n1\nเจ้าหน้าที่รับคำขอ ตรวจเอกสาร ส่งต่อกองช่าง ใช้เวลา 17 วัน\n"


async def _talk(folder: Path) -> None:
    """Somebody said something to the coach in a terminal."""
    from bot.coach import Coach
    from bot.loading import load_pack
    from dialogs.values import Bubble, Joined, Message, Text

    store = await TinyStore.open(folder)
    coach = Coach(load_pack(), store)
    await coach.hear(Message("m", "me", NOON, Joined()))
    for n, text in enumerate(SAID.split("\n")):
        await coach.hear(Message(f"m{n}", "me", NOON, Text((Bubble(f"m{n}", text),))))
    await store.close()


def test_an_officers_files_are_written_and_can_be_checked_with_and_without_the_store(
    tmp_path: Path,
) -> None:
    asyncio.run(_talk(tmp_path / "data"))
    done = run(tmp_path, "export", "--format", "json", "--format", "zip", "--out", "out")
    assert done.returncode == 0, done.stderr
    name = done.stdout.splitlines()[0]
    file, (key,) = tmp_path / name, (tmp_path / "data-signing" / "known").glob("*.pem")
    assert run(tmp_path, "verify", name).returncode == 0
    assert "GENUINE" in run(tmp_path, "verify", name, "--key", str(key)).stdout
    file.write_bytes(altered(file.read_bytes(), 500))
    assert run(tmp_path, "verify", name).returncode == 1
    assert run(tmp_path, "verify", name, "--key", str(key)).returncode == 1
    other = run(tmp_path, "verify", str(key))
    assert other.returncode == 2


def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path) -> None:
    none = run(tmp_path, "export", "me")
    assert none.returncode == 1
    assert "There is no store in data" in none.stderr
    asyncio.run(_talk(tmp_path / "data"))
    for arguments, told in (
        (("export", "nobody"), "Nothing is kept of “nobody”"),
        (("export", "me", "--format", "exe"), "there is no format exe"),
    ):
        done = run(tmp_path, *arguments)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert told in done.stderr


def test_the_trail_says_who_made_it(tmp_path: Path) -> None:
    asyncio.run(_talk(tmp_path / "data"))
    assert run(tmp_path, "export", "--format", "md").returncode == 0

    async def by() -> list[str]:
        store = await TinyStore.open(tmp_path / "data")
        entries = (await store.history("me")).entries
        await store.close()
        return [(e.content or {})["by"] for e in entries if e.kind == "exported"]

    assert asyncio.run(by()) == [BY]
