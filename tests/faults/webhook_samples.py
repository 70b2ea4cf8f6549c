"""Webhooks as the apps send them, made fresh from the recorded ones, and all that is wrong."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from bot.line.signature import sign
from bot.service.web import LARGEST
from tests.emulators.line import SECRET as LINE_SECRET
from tests.faults.rubbish import Rubbish

BOT = Path(__file__).parents[1] / "bot"
TELEGRAM_SECRET = "a-webhook-secret"
OFFICERS = 200
"""People who write at the same time, in each app."""
STAY = 20_000
"""Requests after which others write in their place."""

App = Literal["line", "telegram"]
Json = dict[str, Any]
SHARES = (
    ("sound", 14), ("bent", 30), ("broken", 16), ("batch", 10), ("replayed", 8), ("unsigned", 7),
    ("foreign", 4), ("rubbish", 4), ("elsewhere", 4), ("deep", 2), ("oversized", 1),
)  # fmt: skip
ALLOWED: dict[str, frozenset[int]] = {
    "sound": frozenset({200}),
    "bent": frozenset({200, 400}),
    "broken": frozenset({200, 400}),
    "batch": frozenset({200}),
    "replayed": frozenset({200}),
    "unsigned": frozenset({401}),
    "foreign": frozenset({200, 401}),
    "rubbish": frozenset({200, 400}),
    "elsewhere": frozenset({404, 405}),
    "deep": frozenset({200, 400, 413}),
    "oversized": frozenset({413}),
}
"""Every kind of request and what it may be answered with."""


class Hook(Struct, frozen=True):
    """One request; ``sound`` names events in it that must be understood whatever stands beside."""

    kind: str
    app: App
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    path: str
    method: str = "POST"
    sound: tuple[str, ...] = ()


def _line_samples() -> list[Json]:
    files = sorted((BOT / "line" / "payloads").glob("*.json"))
    bodies = [json.loads(path.read_text("utf-8"))["body"] for path in files]
    events = [event for body in bodies for event in body["events"]]
    return [e for e in events if isinstance(e, dict) and _is_sound(e)]


def _is_sound(event: Json) -> bool:
    message = event.get("message", {})
    times = isinstance(event.get("timestamp"), int) and event["timestamp"] < 10**14
    words = isinstance(message, dict) and isinstance(message.get("text", ""), str)
    return times and words and "webhookEventId" in event and "source" in event


def _telegram_samples() -> list[Json]:
    files = sorted((BOT / "telegram" / "payloads").glob("*.json"))
    found = [json.loads(path.read_text("utf-8"))["update"] for path in files]
    updates = [u for each in found for u in (each if isinstance(each, list) else [each])]
    return [u for u in updates if isinstance(u, dict) and _is_update(u)]


def _is_update(update: Json) -> bool:
    return "update_id" in update and all(
        isinstance(part, dict) for name, part in update.items() if name != "update_id"
    )


class Hooks:
    """Makes requests of every kind; ``now`` is the apps' clock."""

    def __init__(self, seed: int) -> None:
        self._rubbish = Rubbish(seed)
        self._chance = self._rubbish.chance
        self._samples = {"line": _line_samples(), "telegram": _telegram_samples()}
        self._past: list[Hook] = []
        self._number = 0

    def hook(self, kind: str, now: datetime) -> Hook:
        """A request of ``kind``."""
        app: App = "line" if self._chance.random() < 0.6 else "telegram"
        event = self._fresh(app, now)
        match kind:
            case "replayed" if self._past:
                return self._again()
            case "batch":
                return self._batch(now)
            case "unsigned":
                return self._unsigned(app, event)
            case "foreign":
                return self._foreign(app, event)
            case "elsewhere":
                return self._elsewhere(app, event)
            case "sound" | "replayed":
                made = self._signed(kind, app, _body(app, event), (_name(app, event),))
                self._past = [*self._past[-500:], made]
                return made
        return self._signed(kind, app, self._spoilt(kind, app, event))

    def _spoilt(self, kind: str, app: App, event: Json) -> bytes:
        rubbish = self._rubbish
        match kind:
            case "bent" if self._chance.random() < 0.1:
                return _dump(rubbish.bent(json.loads(_body(app, event))))
            case "bent":
                return _body(app, rubbish.bent(event))
            case "broken":
                return rubbish.broken(_body(app, event))
            case "deep":
                return rubbish.deep()
            case "oversized":
                return _body(app, event).ljust(LARGEST + 1)
        if self._chance.random() < 0.5:
            return self._chance.randbytes(self._chance.randint(0, 200))
        return _dump(rubbish.value(5))

    def _fresh(self, app: App, now: datetime) -> Json:
        """A sample of now, of one of the officers, sometimes with odd words."""
        self._number += 1
        event = copy.deepcopy(self._chance.choice(self._samples[app]))
        who = self._chance.randrange(OFFICERS) + self._number // STAY * OFFICERS
        if app == "line":
            self._in_line(event, who, now)
        else:
            self._in_telegram(event, who, now)
        return event

    def _in_line(self, event: Json, who: int, now: datetime) -> None:
        event["webhookEventId"] = f"01{self._number:024d}"
        event["timestamp"] = int(now.timestamp() * 1000)
        if event["source"].get("userId"):
            event["source"]["userId"] = f"U{who:032x}"
        message = event.get("message")
        if message and event["type"] == "message":
            message["id"] = f"5{self._number:017d}"
        if message and "text" in message and not message.get("mention"):
            message["text"] = self._words(message["text"])

    def _in_telegram(self, event: Json, who: int, now: datetime) -> None:
        event["update_id"] = self._number
        for part in event.values():
            if not isinstance(part, dict):
                continue
            if "date" in part:
                part["date"] = int(now.timestamp())
            if isinstance(part.get("from"), dict):
                part["from"]["id"] = 10_000 + who
            if part.get("chat", {}).get("type") == "private":
                part["chat"]["id"] = 10_000 + who
            if "message_id" in part:
                part["message_id"] = self._number

    def _words(self, text: str) -> str:
        found = self._chance.random()
        if found < 0.01:
            return self._rubbish.long()
        return self._rubbish.text() if found < 0.3 else self._rubbish.damaged(text)

    def _batch(self, now: datetime) -> Hook:
        """Sound events with broken ones between them."""
        app: App = "line" if self._chance.random() < 0.7 else "telegram"
        sound = [self._fresh(app, now) for _ in range(self._chance.randint(1, 4))]
        events: list[Any] = list(sound)
        for _ in range(self._chance.randint(1, 5)):
            bad = self._rubbish.bent(self._fresh(app, now))
            events.insert(self._chance.randint(0, len(events)), bad)
        body = {"destination": "U0", "events": events} if app == "line" else events
        return self._signed("batch", app, _dump(body), tuple(_name(app, e) for e in sound))

    def _signed(self, kind: str, app: App, body: bytes, sound: tuple[str, ...] = ()) -> Hook:
        return Hook(kind, app, body, (_signature(app, body),), f"/{app}/webhook", sound=sound)

    def _again(self) -> Hook:
        made = self._chance.choice(self._past)
        return Hook("replayed", made.app, made.body, made.headers, made.path, sound=made.sound)

    def _unsigned(self, app: App, event: Json) -> Hook:
        body = _body(app, event)
        name, right = _signature(app, body)
        wrong = self._chance.choice((b"", right[:-2], right[::-1], b"\xff\xfe", right + b"A", b"0"))
        headers = () if self._chance.random() < 0.3 else ((name, wrong),)
        return Hook("unsigned", app, body, headers, f"/{app}/webhook")

    def _foreign(self, app: App, event: Json) -> Hook:
        """One app's webhook at the other's door: with its own signature, or with the right one."""
        body, other = _body(app, event), ("telegram" if app == "line" else "line")
        door: App = "line" if other == "line" else "telegram"
        signed = _signature(door if self._chance.random() < 0.5 else app, body)
        return Hook("foreign", door, body, (signed,), f"/{door}/webhook")

    def _elsewhere(self, app: App, event: Json) -> Hook:
        body = _body(app, event)
        path, method = self._chance.choice(
            (
                (f"/{app}/webhook", "GET"), (f"/{app}/webhook", "PUT"), (f"/{app}/", "POST"),
                ("/", "POST"), ("//", "DELETE"), ("/%00", "GET"), ("/../" * 9, "GET"),
                ("/webhook", "POST"), (f"/{self._rubbish.text(8)}x", "POST"), ("/.env", "GET"),
            )
        )  # fmt: skip
        return Hook("elsewhere", app, body, (_signature(app, body),), path, method)


def _name(app: App, event: Json) -> str:
    return str(event["webhookEventId"] if app == "line" else event["update_id"])


def _body(app: App, event: object) -> bytes:
    return _dump({"destination": "U0", "events": [event]} if app == "line" else event)


def _dump(value: object) -> bytes:
    return json.dumps(value).encode()


def _signature(app: App, body: bytes) -> tuple[bytes, bytes]:
    if app == "line":
        return b"x-line-signature", sign(LINE_SECRET, body).encode()
    return b"x-telegram-bot-api-secret-token", TELEGRAM_SECRET.encode()
