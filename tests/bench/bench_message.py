"""What a message costs, from webhook to reply, beside the usual libraries in memory.

``python -m tests.bench.bench_message [rounds] [python with aiogram]`` prints a table. All servers
run at once, each in a process of its own, and take turns: in every round sixteen new officers
answer two questions at the same time. The same loopback API answers all; CPU is of the server's
process, user and system, with all its threads, until everything is quiet again. Linux only.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import httpx

from tests.emulators.telegram_server import Answered, Asked, Loopback

ROOT = Path(__file__).parents[2]
IN_FLIGHT = 16
QUIET = 0.05
TICKS = os.sysconf("SC_CLK_TCK")
MARKS = ("handoffs! ผ่านสามโต๊ะ", "pain_baseline! รอสามชั่วโมง")
THAI = (
    "ร้านยื่นที่เคาน์เตอร์ ธุรการตรวจเอกสาร ส่งบันทึกให้กองช่างดูแบบ นัดตรวจร้าน ปลัดเซ็น ร้านกลับมารับใบ",
    "เฉลี่ย 21 วัน ร้านต้องมา 3 รอบ ค้างที่กองช่าง 8 วันเพราะส่งเป็นกระดาษ",
)
ONBOARDING = ("/start", "=agree", "ฝน", "เทศบาล", "งานทะเบียน", "ข้าม", "=c:DS501.01")
"""What comes before the coach's questions; ``=`` is a tap."""


@dataclass
class Api:
    """The loopback API: how often it was called, and when it last was told to say what to whom."""

    calls: int = 0
    at: float = 0.0
    said: dict[str, float] = field(default_factory=dict)

    async def answer(self, asked: Asked) -> Answered:
        """Take whatever comes."""
        self.calls, self.at = self.calls + 1, time.perf_counter()
        result: object = True
        method = asked.path.rpartition("/")[2]
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "b", "username": "a_bot"}
        if method == "sendMessage":
            chat = _chat(asked)
            self.said.setdefault(chat, self.at)
            about = {"id": int(chat), "type": "private"}
            result = {"message_id": self.calls, "date": 1772000000, "chat": about, "text": "-"}
        return Answered(
            200, "application/json", json.dumps({"ok": True, "result": result}).encode()
        )


def _chat(asked: Asked) -> str:
    if asked.kind == "application/json":
        return str(json.loads(asked.body)["chat_id"])
    if asked.kind.startswith("multipart/"):
        part = asked.body.partition(b'name="chat_id"')[2].lstrip(b"\r\n")
        return part.split(b"\r\n")[0].decode()
    return parse_qs(asked.body.decode())["chat_id"][0]


@dataclass
class Contender:
    """A server: how it is started, what is said to it before and while it is measured."""

    name: str
    command: list[str]
    before: tuple[str, ...]
    words: tuple[str, ...]
    api: Api = field(default_factory=Api)
    times: list[float] = field(default_factory=list)
    cpu: float = 0.0
    calls: int = 0
    pid: int = 0
    url: str = ""

    async def round(self, client: httpx.AsyncClient, officers: range) -> None:
        """Let new officers answer the questions."""
        for words in self.before:
            await self._all_say(client, officers, words)
        cpu, calls = self._spent(), self.api.calls
        for words in self.words:
            self.times += await self._all_say(client, officers, words)
        self.cpu += self._spent() - cpu
        self.calls += self.api.calls - calls

    async def _all_say(self, client: httpx.AsyncClient, officers: range, words: str) -> list[float]:
        self.api.said.clear()
        posted = await asyncio.gather(*(self._post(client, who, words) for who in officers))
        async with asyncio.timeout(20):
            while len(self.api.said) < len(officers):  # noqa: ASYNC110 -- told by nobody
                await asyncio.sleep(0.002)
        while time.perf_counter() - self.api.at < QUIET:  # noqa: ASYNC110 -- the same
            await asyncio.sleep(QUIET / 5)
        return [
            (self.api.said[str(who)] - at) * 1000 for who, at in zip(officers, posted, strict=True)
        ]

    async def _post(self, client: httpx.AsyncClient, who: int, words: str) -> float:
        began = time.perf_counter()
        headers = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
        answer = await client.post(self.url, json=_update(who, words), headers=headers)
        assert answer.status_code == 200, (self.name, answer.status_code)
        return began

    def _spent(self) -> float:
        """Seconds of CPU so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def at(self, share: float) -> float:
        """Milliseconds that so large a share of the replies took at most."""
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))]

    @property
    def per_message(self) -> float:
        """Milliseconds of CPU."""
        return self.cpu * 1000 / max(1, len(self.times))


_numbers = iter(range(1, 1 << 60))


def _update(who: int, words: str) -> object:
    number = next(_numbers)
    person = {"id": who, "is_bot": False, "first_name": "Officer"}
    chat = {"id": who, "type": "private"}
    message: dict[str, object] = {"message_id": number, "date": int(time.time()), "chat": chat}
    if words.startswith("="):
        tap = {"id": str(number), "from": person, "chat_instance": "1", "data": words[1:]}
        return {"update_id": number, "callback_query": {**tap, "message": message}}
    message |= {"from": person, "text": words}
    if words.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words)}]
    return {"update_id": number, "message": message}


@contextmanager
def _started(contender: Contender, api: str, port: int) -> Iterator[None]:
    command = [part.format(api=api, port=port) for part in contender.command]
    with subprocess.Popen(command, cwd=ROOT) as process:
        contender.pid = process.pid
        contender.url = f"http://127.0.0.1:{port}/telegram/webhook"
        try:
            yield
        finally:
            process.terminate()


async def _listening(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            with suppress(OSError):
                (await asyncio.open_connection("127.0.0.1", port))[1].close()
                return
            await asyncio.sleep(0.1)


def contenders(folder: str, aiogram: str | None) -> list[Contender]:
    """PTB first: the others are measured by it."""
    peers, here = "tests.bench.peers.", [sys.executable, "-m"]
    tail, start = ["{api}", "{port}"], ("/start",)
    found = [
        Contender("python-telegram-bot", [*here, peers + "ptb", *tail], start, MARKS),
        Contender("… and a typing sign", [*here, peers + "ptb", *tail, "typing"], start, MARKS),
    ]
    if aiogram:
        file = str(ROOT / "tests/bench/peers/aiogram_fsm.py")
        found.append(Contender("aiogram", [aiogram, file, *tail], start, MARKS))
    for reader, words in (("plain", MARKS), ("real", THAI)):
        command = [*here, peers + "coach", *tail, f"{folder}/{reader}", reader]
        found.append(Contender(f"the coach, {reader} reader", command, ONBOARDING, words))
    return found


async def measure(found: list[Contender], rounds: int, at: int = 0) -> None:
    """Start them all, one inside the other, then let them take turns."""
    if at < len(found):
        loopback = Loopback(found[at].api.answer)
        api = await loopback.open()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        with _started(found[at], api, port):
            await _listening(port)
            await measure(found, rounds, at + 1)
        await loopback.close()
        return
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        for number in range(rounds + 1):
            if number == 1:  # the first is to warm up
                for each in found:
                    each.times, each.cpu, each.calls = [], 0.0, 0
            for each in found:
                await each.round(client, range(number * 100 + 1, number * 100 + 1 + IN_FLIGHT))


def main(rounds: int, aiogram: str | None) -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        found = contenders(folder, aiogram)
        asyncio.run(measure(found, rounds))
    base = found[0]
    print(f"{len(base.times)} messages each, {IN_FLIGHT} in flight; milliseconds a message")
    print(f"{'':26}    CPU  ratio  calls   median      p99  ratio")
    for each in found:
        median = statistics.median(each.times)
        print(
            f"{each.name:26} {each.per_message:6.2f} {each.per_message / base.per_message:6.2f}"
            f" {each.calls / len(each.times):6.2f} {median:8.1f} {each.at(0.99):8.1f}"
            f" {each.at(0.99) / base.at(0.99):6.2f}"
        )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 12, given[1] if len(given) > 1 else None)
