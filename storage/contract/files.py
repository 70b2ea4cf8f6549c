"""Promises about files: wholly there or not at all, and gone when they are removed."""
# ruff: noqa: D103 -- a promise's name is its sentence

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

from storage.files.port import BadName, Files

MB = 1 << 20
WORDS = "ภาพหน้างาน 📷 ".encode()
NAMES = (
    "plain.bin", ".begins-with-a-dot", "ends-with-a-dot.", "two words.pdf", "แผนงาน.pdf", "📷.jpg",
    "100%.bin", "%2e%2e", "a#b?c&d=e+f", "a'b\"c;d", "{[(<|>)]}", "a~b*c^d`e$", "a:b,c@d!e",
    "ก" * 66, "deep/deeper/deepest/x",
)  # fmt: skip
"""Unusual, but nothing is wrong with them."""
HOSTILE = (
    "", ".", "..", "/", "/etc/passwd", "../out", "a/../../out", "a//b", "a/", "/a", "a/./b", "a\\b",
    "nul\0", "line\nfeed", "\x7f", "half\ud800", "non\uffff", "x.tmp", "x.tmp/y", "ก" * 67,
    "a/" * 350 + "a",
)  # fmt: skip


class FilesGround(Protocol):
    """A place for files, empty at first."""

    def open(self) -> Files:
        """Open the place, as one process more does."""
        ...

    def holds(self, content: bytes) -> bool:
        """Whether ``content`` can be found in anything the engine keeps: files, rows, left-overs.

        It fits into one piece of whatever pieces the engine makes.
        """
        ...

    def failing(self) -> AbstractContextManager[None]:
        """Let every put of more than 2 MB fail half-way."""
        ...


FilesPromise: TypeAlias = Callable[[FilesGround], None]


def _names(files: Files, folder: str = "") -> list[str]:
    return sorted(found.name for found in files.under(folder))


def _large(mark: bytes, size: int = 3 * MB) -> bytes:
    return (mark * (size // len(mark) + 1))[:size]


def _refuses(call: Callable[[], object], error: type[Exception]) -> bool:
    try:
        call()
    except error:
        return True
    return False


def where_nothing_was_put_nothing_is(ground: FilesGround) -> None:
    files = ground.open()
    assert files.get("a/b") is None
    assert files.find("a/b") is None
    assert _names(files) == _names(files, "a") == []
    assert not files.remove("a/b")
    assert files.remove_all("a") == files.remove_all("") == 0


def what_was_put_is_there_for_everybody(ground: FilesGround) -> None:
    here, there = ground.open(), ground.open()
    here.put("a/b.bin", WORDS)
    assert there.get("a/b.bin") == ground.open().get("a/b.bin") == WORDS
    assert there.get("a") is None
    assert there.get("a/b.bin/c") is None
    assert there.find("a") is None


def a_put_replaces_what_was_there(ground: FilesGround) -> None:
    files = ground.open()
    for content in (WORDS, _large(b"long"), b"short", b"", WORDS):
        files.put("a", content)
        assert files.get("a") == content
    assert _names(files) == ["a"]
    assert not ground.holds(b"long")


def files_of_any_size_come_back_byte_by_byte(ground: FilesGround) -> None:
    files = ground.open()
    every = bytes(range(256))
    for size in (0, 1, MB - 1, MB, MB + 1, 20 * MB):
        files.put("a", content := _large(every, size))
        assert files.get("a") == content
        found = files.find("a")
        assert found is not None
        assert found.size == size


def a_file_is_found_with_its_size_and_time(ground: FilesGround) -> None:
    files, near = ground.open(), timedelta(seconds=5)
    files.put("a/b", b"1")
    files.put("a/b", WORDS)
    (found,) = files.under("a")
    assert found == files.find("a/b")
    assert (found.name, found.size) == ("a/b", len(WORDS))
    assert abs(datetime.now(UTC) - found.at) < near


def unusual_names_are_names(ground: FilesGround) -> None:
    files = ground.open()
    for name in NAMES:
        files.put(name, name.encode())
        files.put(f"folder/{name}", b"")
    assert _names(files) == sorted([*NAMES, *(f"folder/{name}" for name in NAMES)])
    assert all(files.get(name) == name.encode() for name in NAMES)
    assert all(files.remove(name) for name in NAMES)
    assert files.remove_all("folder") == len(NAMES)
    assert _names(files) == []


def names_that_lead_elsewhere_are_refused(ground: FilesGround) -> None:
    files = ground.open()
    files.put("a/b", WORDS)
    for name in HOSTILE:
        calls: list[Callable[[], object]] = [
            lambda name=name: files.put(name, b"x"),  # type: ignore[misc]
            lambda name=name: files.put_new(name, b"x"),  # type: ignore[misc]
            lambda name=name: files.get(name),  # type: ignore[misc]
            lambda name=name: files.find(name),  # type: ignore[misc]
            lambda name=name: files.remove(name),  # type: ignore[misc]
            lambda name=name: list(files.under(name or "/")),  # type: ignore[misc]
            lambda name=name: files.remove_all(name or "/"),  # type: ignore[misc]
        ]
        assert all(_refuses(call, BadName) for call in calls), name
    assert _names(files) == ["a/b"]


def a_folder_is_not_its_namesakes(ground: FilesGround) -> None:
    files = ground.open()
    for name in ("ab/1", "ab/c/2", "abc/3", "ab.bin", "ab0", "a/ab/4", "z"):
        files.put(name, b"")
    assert _names(files, "ab") == ["ab/1", "ab/c/2"]
    assert _names(files, "a") == ["a/ab/4"]
    assert files.remove_all("ab") == 2
    assert _names(files) == ["a/ab/4", "ab.bin", "ab0", "abc/3", "z"]


def what_is_removed_leaves_nothing(ground: FilesGround) -> None:
    files = ground.open()
    files.put("a/1", b"secret one")
    files.put("a/2", b"secret two")
    files.put("b/3", b"to stay")
    assert files.remove("a/1")
    assert not files.remove("a/1")
    assert not ground.holds(b"secret one")
    assert ground.holds(b"secret two")
    assert files.remove_all("a") == 1
    assert not ground.holds(b"secret")
    assert files.get("b/3") == b"to stay"
    assert files.remove_all("") == 1
    assert not ground.holds(b"to stay")
    files.put("a/1", b"anew")
    assert files.get("a/1") == b"anew"


def a_put_that_fails_has_done_nothing(ground: FilesGround) -> None:
    files = ground.open()
    files.put("a/old", WORDS)
    with ground.failing():
        for name in ("a/old", "a/new", "b/new"):
            assert _refuses(lambda name=name: files.put(name, _large(b"half")), OSError)  # type: ignore[misc]
        assert _refuses(lambda: files.put_new("a/other", _large(b"half")), OSError)
    assert _names(files) == ["a/old"]
    assert files.get("a/old") == WORDS
    assert not ground.holds(b"half")
    files.put("a/new", content := _large(b"whole"))
    assert files.get("a/new") == content


def whoever_is_first_decides(ground: FilesGround) -> None:
    openings = [ground.open() for _ in range(4)]

    def create(number: int) -> bytes:
        return openings[number % 4].put_new("key", bytes([number]) * 32)

    with ThreadPoolExecutor(16) as threads:
        (answer,) = set(threads.map(create, range(16)))
    assert openings[0].get("key") == answer
    assert openings[1].put_new("key", b"later") == answer
    assert _names(openings[0]) == ["key"]


def nobody_ever_sees_half(ground: FilesGround) -> None:
    here, there = ground.open(), ground.open()
    wholes = {_large(bytes([number]), 2 * MB + number * 1000) for number in range(6)}
    here.put("a", next(iter(wholes)))
    with ThreadPoolExecutor(12) as threads:
        puts = [threads.submit(here.put, "a", whole) for whole in wholes for _ in range(2)]
        reads = [threads.submit(there.get, "a") for _ in range(12)]
        assert all(read.result() in wholes for read in reads)
        assert all(put.result() is None for put in puts)
    assert there.get("a") in wholes


def many_files_are_put_at_once(ground: FilesGround) -> None:
    files = ground.open()
    contents = {f"{number % 7}/{number}": bytes([number]) * 5000 for number in range(60)}
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(files.put, contents.keys(), contents.values()))
        read = dict(zip(contents, threads.map(files.get, contents.keys()), strict=True))
    assert read == contents
    assert _names(ground.open()) == sorted(contents)


def a_put_beside_a_removal_is_whole_or_gone(ground: FilesGround) -> None:
    here, there = ground.open(), ground.open()
    whole = _large(b"whole")

    def put(number: int) -> None:
        try:
            here.put(f"a/{number}", whole)
        except OSError:
            return

    with ThreadPoolExecutor(6) as threads:
        puts = [threads.submit(put, number) for number in range(6)]
        for _ in range(3):
            _try(lambda: there.remove_all("a"))
        for each in puts:
            each.result()
    assert all(there.get(name) == whole for name in _names(there))
    there.remove_all("a")
    assert not ground.holds(b"whole")


def _try(call: Callable[[], object]) -> None:
    try:
        call()
    except OSError:
        return


def tidying_up_takes_nothing_that_is_whole(ground: FilesGround) -> None:
    files = ground.open()
    files.put("a/b", WORDS)
    assert files.tidy(datetime.now(UTC) + timedelta(days=1)) == 0
    assert files.get("a/b") == WORDS


def closing_twice_is_fine(ground: FilesGround) -> None:
    files = ground.open()
    files.put("a", WORDS)
    files.close()
    files.close()
    assert ground.open().get("a") == WORDS


FILES_PROMISES: tuple[FilesPromise, ...] = (
    where_nothing_was_put_nothing_is,
    what_was_put_is_there_for_everybody,
    a_put_replaces_what_was_there,
    files_of_any_size_come_back_byte_by_byte,
    a_file_is_found_with_its_size_and_time,
    unusual_names_are_names,
    names_that_lead_elsewhere_are_refused,
    a_folder_is_not_its_namesakes,
    what_is_removed_leaves_nothing,
    a_put_that_fails_has_done_nothing,
    whoever_is_first_decides,
    nobody_ever_sees_half,
    many_files_are_put_at_once,
    a_put_beside_a_removal_is_whole_or_gone,
    tidying_up_takes_nothing_that_is_whole,
    closing_twice_is_fine,
)
"""Every promise, in one table."""
