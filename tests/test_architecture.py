"""Imports run one way, and the dialogue stays pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
ROOMS = ("content", "dialogs", "storage", "bot")
FORBIDDEN_CALLS = frozenset(
    ("open", "print", "input", "datetime.now", "datetime.today", "date.today", "time.time")
)
IMPURE = frozenset(
    """asyncio glob http io logging os pathlib random secrets shutil socket subprocess tempfile
    threading time urllib uuid tinydb typer httpx starlette linebot telegram storage bot""".split()
)


def modules(room: str) -> list[Path]:
    return sorted((HERE / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("room", ROOMS)
def test_imports_run_one_way(room: str) -> None:
    later = set(ROOMS[ROOMS.index(room) + 1 :])
    wrong = [
        f"{path.relative_to(HERE)} imports {name}"
        for path in modules(room)
        for name in imports(path)
        if name.split(".")[0] in later
    ]
    assert wrong == []


def test_dialogs_import_no_clock_dice_files_network_or_sdk() -> None:
    wrong = [
        f"{path.relative_to(HERE)} imports {name}"
        for path in modules("dialogs")
        for name in imports(path)
        if name.split(".")[0] in IMPURE
    ]
    assert wrong == []


def test_dialogs_never_ask_what_time_it_is_or_open_a_file() -> None:
    wrong = []
    for path in modules("dialogs"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in FORBIDDEN_CALLS:
                    wrong.append(f"{path.relative_to(HERE)}:{node.lineno} calls {called}")
    assert wrong == []


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    long = {
        str(path.relative_to(HERE)): lines
        for room in ROOMS
        for path in modules(room)
        if (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}
