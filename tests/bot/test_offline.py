"""No call of the program ever downloads anything: it works where the network refuses everything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
REFUSING = """
import socket, sys

def refuse(*args, **kwargs):
    raise OSError("the network was touched")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
sys.argv = ["mvs-coach", *sys.argv[1:]]
from bot.cli import main
main()
"""


def run(arguments: list[str], lines: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", REFUSING, *arguments],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=HERE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "network" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_answers_are_read_without_a_network() -> None:
    (answer,) = run(
        ["read", "--jsonl"],
        '{"id": 1, "criterion": "DS501.01", "text": "รับคำขอ ตรวจ เสนอเซ็น แล้วโทรแจ้ง รวม 12 วัน"}\n',
    )
    assert answer["intent"] == "answer"


def test_a_conversation_is_held_without_a_network() -> None:
    (answer,) = run(
        ["chat", "--jsonl"],
        '{"user": "p", "at": "2026-03-02T09:00:00+07:00", "begin": "DS501.01"}\n',
    )
    assert answer["replies"]
