"""A restored coach signs as the same deployment, and its secret is for its owner only."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.exports.signing import Keys, keys_in
from bot.operations import manifest
from bot.operations.backup import Occupied, backup, restore
from bot.operations.keyring import KeyRing
from bot.operations.manifest import NoBackup
from bot.operations.verifying import Unsound
from storage.errors import Damaged
from storage.tiny import TinyStore
from tests.bot.test_cli_operations import run

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
GIVEN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
SIGNED = b'{"evidence": 1}'


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A deployment: a store with a conversation, no keys yet."""

    async def fill() -> None:
        store = await TinyStore.open(tmp_path / "here" / "data")
        async with store.turn("line:1", at=AT) as turn:
            turn.log("said", {"text": "กดคิว"})
        await store.close()

    asyncio.run(fill())
    return tmp_path / "here"


def copied(here: Path, keys: KeyRing | None, copy: str = "copy") -> manifest.Manifest:
    return asyncio.run(backup(here / "data", here / "media", here.parent / copy, AT, keys))


def restored(copy: Path, there: Path, keys: KeyRing | None) -> manifest.Manifest:
    return asyncio.run(restore(copy, there / "data", there / "media", keys))


def is_same(one: Keys, other: Keys) -> bool:
    """Whether each holds what the other signed, and both sign with the same key."""
    signed = one.witness(SIGNED), other.witness(SIGNED)
    held = (
        one.witnessed(SIGNED, signed[1], other.name),
        other.witnessed(SIGNED, signed[0], one.name),
    )
    return all(held) and one.name == other.name


def test_a_restored_coach_signs_and_verifies_as_the_same_deployment(here: Path) -> None:
    old, folder = keys_in(here / "data-signing", GIVEN), here / "data-signing"
    before = old.witness(SIGNED)
    own = keys_in(folder)
    made = copied(here, KeyRing(folder))
    assert made.key == own.name
    there = here.parent / "there"
    restored(here.parent / "copy", there, KeyRing(there / "data-signing"))
    again = keys_in(there / "data-signing")
    assert is_same(own, again)
    assert again.witnessed(SIGNED, before, old.name)


def test_keys_are_for_their_owner_only_in_the_back_up_and_afterwards(here: Path) -> None:
    keys_in(here / "data-signing")
    copied(here, KeyRing(here / "data-signing"))
    there = here.parent / "there"
    restored(here.parent / "copy", there, KeyRing(there / "data-signing"))
    paths = [*(here.parent / "copy" / "keys").rglob("*"), *(there / "data-signing").rglob("*")]
    assert len([path for path in paths if path.name == "signing.pem"]) == 2
    modes = {path.stat().st_mode & 0o777 for path in paths if path.is_file()}
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o077 for path in paths if path.is_dir()} == {0}


def test_a_key_that_only_the_settings_have_is_in_the_back_up(here: Path) -> None:
    own = keys_in(here / "data-signing", GIVEN)
    copied(here, KeyRing(here / "data-signing", GIVEN))
    copied(here, KeyRing(None, GIVEN), "copy2")
    for copy in ("copy", "copy2"):
        there = here.parent / f"there-{copy}"
        restored(here.parent / copy, there, KeyRing(there / "data-signing"))
        assert is_same(own, keys_in(there / "data-signing"))


def test_where_the_settings_give_a_key_no_private_one_is_written(here: Path) -> None:
    own = keys_in(here / "data-signing")
    copied(here, KeyRing(here / "data-signing"))
    there = here.parent / "there"
    restored(here.parent / "copy", there, KeyRing(there / "data-signing", GIVEN))
    assert not (there / "data-signing" / "signing.pem").exists()
    assert own.name in keys_in(there / "data-signing", GIVEN).known


def test_a_back_up_without_keys_has_none_and_says_so(here: Path) -> None:
    keys_in(here / "data-signing")
    made = copied(here, None)
    assert (made.key, set(made.left_out)) == ("", {"exports", "practice", "keys"})
    assert "the signing keys are not in it" in made.told
    assert not (here.parent / "copy" / "keys").exists()
    there = here.parent / "there"
    own = keys_in(there / "data-signing")
    restored(here.parent / "copy", there, KeyRing(there / "data-signing"))
    assert keys_in(there / "data-signing").name == own.name


def test_other_keys_are_not_written_over_and_the_same_ones_stay(here: Path) -> None:
    folder = here / "data-signing"
    keys_in(folder)
    copied(here, KeyRing(folder))
    other = here.parent / "other"
    keys_in(other / "data-signing")
    with pytest.raises(Occupied):
        restored(here.parent / "copy", other, KeyRing(other / "data-signing"))
    assert not (other / "data").exists()
    there = here.parent / "there"
    restored(here.parent / "copy", there, KeyRing(folder))
    assert (there / "data" / "office.jsonl").exists()


def test_a_key_that_was_changed_in_the_back_up_is_not_restored(here: Path) -> None:
    keys_in(here / "data-signing")
    copied(here, KeyRing(here / "data-signing"))
    path, there = here.parent / "copy" / "keys" / "signing.pem", here.parent / "there"
    path.write_bytes(path.read_bytes().replace(b"A", b"B"))
    with pytest.raises(Damaged):
        restored(here.parent / "copy", there, KeyRing(there / "data-signing"))
    (here / "data-signing" / "signing.pem").write_text("no key")
    with pytest.raises(Unsound, match="signing key"):
        copied(here, KeyRing(here / "data-signing"), "copy2")
    assert list((here.parent / "copy2").iterdir()) == []


def test_a_back_up_of_the_version_before_is_restored(here: Path) -> None:
    copied(here, None)
    path = here.parent / "copy" / "backup.json"
    told = json.loads(path.read_bytes())
    before = {name: told[name] for name in ("at", "trails", "files")}
    path.write_text(json.dumps({**before, "format": 1}))
    assert restored(here.parent / "copy", here.parent / "there", KeyRing()).key == ""
    path.write_text(json.dumps({**before, "format": 3}))
    with pytest.raises(NoBackup, match="another version"):
        restored(here.parent / "copy", here.parent / "there2", KeyRing())


def test_the_commands_carry_the_key_and_say_what_is_left_out(here: Path) -> None:
    own = keys_in(here / "data-signing")
    store, copy, there = f"tinydb://{here / 'data'}", here.parent / "copy", here.parent / "there"
    made = run("backup", str(copy), MVS_STORE=store)
    assert f"the secret signing key {own.name} is in it" in made.stdout, made.stderr
    assert "Not in it: exports" in made.stdout
    done = run("restore", str(copy), MVS_STORE=f"tinydb://{there / 'data'}")
    assert done.returncode == 0, done.stderr
    assert is_same(own, keys_in(there / "data-signing"))
    bare = run("backup", str(here.parent / "bare"), "--without-keys", MVS_STORE=store)
    assert "Not in it: keys" in bare.stdout
