"""A trail that was erased is told from one that is lost, and from one that was rewritten."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.exports.auditing import Trail, against, audit_in, audit_with, compare
from bot.exports.checkpoint import Checkpoint, Checkpoints, read
from bot.exports.signing import keys_in, pem
from bot.service.premises import open_premises
from bot.service.settings import Settings, load_settings
from storage.errors import Busy, StoreError
from storage.tiny import TinyStore
from storage.tiny.carrying import TinyCarrier
from storage.volume import Volume
from tests.bot.exports.exporting import altered, keys
from tests.bot.service.stage import HandClock

CLOCK = HandClock()
LATER = CLOCK.now() + timedelta(days=1)
KEPT, ERASED, LOST = "line:kept", "line:erased", "line:lost"


async def said(folder: Path, *officers: str) -> dict[str, str]:
    """Each says something more; their pseudonyms."""
    store = await TinyStore.open(folder)
    for officer in officers:
        async with store.turn(officer, at=CLOCK.now()) as turn:
            turn.log("officer", {"text": "คำพูด"}, ref="m1")
    trails = {officer: (await store.history(officer)).officer for officer in officers}
    await store.close()
    return trails


async def seen_in(folder: Path) -> tuple[Checkpoint, Path]:
    store = await TinyStore.open(folder)
    path = await Checkpoints(store, CLOCK, keys(), folder.parent / "checkpoints").write()
    await store.close()
    return read(path.read_bytes(), keys()), path


async def erased(folder: Path, officer: str) -> None:
    store = await TinyStore.open(folder)
    await store.erase(officer, at=LATER)
    await store.close()


async def compared(folder: Path, seen: Checkpoint) -> dict[str, str]:
    carrier = await TinyCarrier.open(folder)
    found = await against(carrier, seen)
    await carrier.close()
    return {trail.name: trail.standing for trail in found}


async def test_an_erased_trail_is_told_from_a_lost_one(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    names = await said(folder, KEPT, ERASED, LOST)
    seen, _ = await seen_in(folder)
    assert set((await compared(folder, seen)).values()) == {"whole"}
    await said(folder, KEPT)
    await erased(folder, ERASED)
    other = await said(tmp_path / "other", "line:x")
    lost = {**seen.heads, other["line:x"]: replace(seen.heads[names[LOST]])}
    del lost[names[LOST]]
    found = await compared(folder, replace(seen, heads=lost))
    assert found == {names[KEPT]: "whole", names[ERASED]: "erased", other["line:x"]: "missing"}


async def test_somebody_who_came_back_after_an_erasure_was_erased_all_the_same(
    tmp_path: Path,
) -> None:
    names = await said(tmp_path / "data", ERASED)
    seen, _ = await seen_in(tmp_path / "data")
    await erased(tmp_path / "data", ERASED)
    assert await said(tmp_path / "data", ERASED) == names
    assert await compared(tmp_path / "data", seen) == {names[ERASED]: "erased"}


async def test_one_message_that_was_erased_leaves_a_trail_whole(tmp_path: Path) -> None:
    names = await said(tmp_path / "data", KEPT, KEPT)
    seen, _ = await seen_in(tmp_path / "data")
    store = await TinyStore.open(tmp_path / "data")
    async with store.turn(KEPT, at=LATER) as turn:
        turn.log("officer", {"text": "อีกคำ"}, ref="m2")
        turn.erase(["m2"])
    await store.close()
    assert await compared(tmp_path / "data", seen) == {names[KEPT]: "whole"}


class Forged(TinyCarrier):
    """A store whose trails somebody changed: cut short, or with another word in them."""

    short = False

    async def read(self, name: str) -> Volume:
        volume = await super().read(name)
        if self.short:
            return replace(volume, entries=volume.entries[:-1])
        changed = replace(volume.entries[-1], content={"text": "คำอื่น"})
        return replace(volume, entries=(*volume.entries[:-1], changed))


@pytest.mark.parametrize("short", [True, False])
async def test_a_trail_that_does_not_hold_shows(tmp_path: Path, short: bool) -> None:
    await said(tmp_path / "data", KEPT)
    seen, _ = await seen_in(tmp_path / "data")
    carrier = Forged(tmp_path / "data")
    carrier.short = short
    (found,) = await against(carrier, seen)
    await carrier.close()
    assert (found.standing, found.is_wrong) == ("differs", True)


async def test_a_rewritten_trail_shows_although_it_holds(tmp_path: Path) -> None:
    (name,) = (await said(tmp_path / "data", KEPT)).values()
    seen, _ = await seen_in(tmp_path / "data")
    await said(tmp_path / "other", KEPT)
    store = await TinyStore.open(tmp_path / "other")
    forged = (await store.history(KEPT)).entries
    await store.close()
    assert compare(seen, {name: forged}) == [Trail(name, "differs")]
    assert compare(seen, {name: ()}) == [Trail(name, "missing")]


# --- as the command has it -----------------------------------------------------------------------


def deployed(folder: Path) -> tuple[Settings, Path]:
    """A deployment with three officers, and a checkpoint of it."""
    settings = load_settings({"MVS_STORE": f"tinydb://{folder / 'data'}"})

    async def begin() -> Path:
        await said(folder / "data", KEPT, ERASED, LOST)
        store = await TinyStore.open(folder / "data")
        own = keys_in(settings.signing_folder)
        path = await Checkpoints(store, CLOCK, own, folder / "checkpoints").write()
        await store.close()
        return path

    return settings, asyncio.run(begin())


def test_the_command_counts_and_names_only_what_is_wrong(tmp_path: Path) -> None:
    settings, path = deployed(tmp_path)
    asyncio.run(erased(tmp_path / "data", ERASED))
    told, code = asyncio.run(audit_in(settings, path, LATER))
    assert (code, told.splitlines()[0]) == (0, "HOLDS")
    assert "2 are as they were" in told
    assert "1 were erased since" in told
    other = load_settings({"MVS_STORE": f"tinydb://{tmp_path / 'other'}"})
    asyncio.run(said(tmp_path / "other", KEPT))
    settings.signing_folder.rename(other.signing_folder)
    told, code = asyncio.run(audit_in(other, path, LATER))
    assert (code, told.splitlines()[0]) == (1, "DOES NOT HOLD")
    assert Counter(line.split()[-1] for line in told.splitlines() if "✗" in line) == {"missing": 3}


def test_a_database_is_audited_alike(database: str, tmp_path: Path) -> None:
    async def audited(url: str) -> tuple[str, int]:
        settings = load_settings({"MVS_STORE": url, "MVS_DATA": str(tmp_path / "data")})
        premises = await open_premises(settings)
        for officer in (KEPT, ERASED):
            async with premises.store.turn(officer, at=CLOCK.now()) as turn:
                turn.log("officer", {"text": "คำพูด"})
        own = await premises.keys()
        path = await Checkpoints(premises.store, CLOCK, own, tmp_path / "checkpoints").write()
        await premises.store.erase(ERASED, at=LATER)
        await premises.store.close()
        return await audit_in(settings, path, LATER)

    told, code = asyncio.run(audited(database))
    assert (code, told.splitlines()[0]) == (0, "HOLDS")
    assert "1 were erased since" in told


def test_where_nothing_can_be_compared_that_is_said(tmp_path: Path) -> None:
    none = load_settings({"MVS_STORE": f"tinydb://{tmp_path / 'none'}"})
    with pytest.raises(StoreError, match="There is no store"):
        asyncio.run(audit_in(none, tmp_path / "x", LATER))
    with pytest.raises(StoreError, match="cannot be checked"):
        audit_with(tmp_path / "x", tmp_path / "y")
    assert list(tmp_path.iterdir()) == []


def test_an_altered_checkpoint_is_none(tmp_path: Path) -> None:
    settings, path = deployed(tmp_path)
    own = keys_in(settings.signing_folder)
    (tmp_path / "key.pem").write_bytes(pem(own.known[own.name]))
    assert audit_with(path, tmp_path / "key.pem")[1] == 0
    path.write_bytes(altered(path.read_bytes(), 40))
    for told, code in (
        asyncio.run(audit_in(settings, path, LATER)),
        audit_with(path, tmp_path / "key.pem"),
    ):
        assert (code, told.startswith("NO CHECKPOINT")) == (2, True)


async def test_a_store_that_a_coach_has_is_not_audited(tmp_path: Path) -> None:
    await said(tmp_path / "data", KEPT)
    settings = load_settings({"MVS_STORE": f"tinydb://{tmp_path / 'data'}"})
    store = await TinyStore.open(tmp_path / "data")
    with pytest.raises(Busy):
        await audit_in(settings, tmp_path / "data" / "office.jsonl", LATER)
    await store.close()
