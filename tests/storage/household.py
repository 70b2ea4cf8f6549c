"""A store that has been lived in, with everything there can be; and all of it, to compare."""

from __future__ import annotations

from datetime import timedelta

from storage.contract.ground import LATER, MINUTE, START, say
from storage.inbox import Arrival
from storage.opening import open_carrier, open_store
from storage.port import ERRAND, Store
from storage.volume import Mail, Volume

Everything = tuple[str, dict[str, Volume], Mail]


async def fill(url: str, officers: int) -> None:
    """Let officers say things; some fall silent, some are erased, some wait for an answer."""
    store = await open_store(url)
    inbox = await store.inbox()
    for number in range(officers):
        await _live(store, f"line:U{number:04}", number)
    for push in await store.due(now=START, limit=officers // 2):
        await store.sent(push.id)
    for push in await store.due(now=START, limit=20):
        await store.failed(push.id, LATER)
    await inbox.put([Arrival(f"line:{n}", {"text": "น้ำ\x00"}) for n in range(30)])
    await inbox.done([f"line:{n}" for n in range(0, 30, 2)])
    await store.close()


async def _live(store: Store, officer: str, number: int) -> None:
    for n in range(2 + number % 4):
        await say(store, officer, f"ข้อ {n}\x00 \\", event=f"e{n}", ref=f"m\x00{n}")
    async with store.turn(officer, event="more", at=START) as turn:
        turn.put("claim\x00 \\1", {"quote": "กดคิว", "n": [1, None, 0.5]})
        turn.remind("task", LATER + timedelta(minutes=number))
        turn.remind(f"{ERRAND}1", START)
        turn.push({"text": "nudge"}, key="nudge", not_before=START + 9 * MINUTE)
        if number % 7 == 0:
            turn.erase(["m\x001"])
    if number % 10 == 0:
        await store.erase(officer, at=LATER)


async def everything(url: str) -> Everything:
    """Read the secret, every conversation, and the inbox."""
    carrier = await open_carrier(url)
    try:
        names = await carrier.names()
        volumes = {name: await carrier.read(name) for name in names}
        return await carrier.secret(), volumes, await carrier.mail()
    finally:
        await carrier.close()
