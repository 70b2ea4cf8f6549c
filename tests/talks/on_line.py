"""Somebody in the emulated LINE who does what happens in a talk."""

from __future__ import annotations

from bot.cutting import clip
from bot.line.flex import Json
from bot.line.messages import MOST_ALT_TEXT, MOST_QUICK_REPLIES
from dialogs.values import (
    Begin,
    Joined,
    Left,
    Location,
    Media,
    Reply,
    Sticker,
    Tap,
    Text,
    Unsent,
)
from tests.bot.media.crafted import mp4, picture
from tests.emulators.line import LineEmulator
from tests.emulators.line_rules import components
from tests.emulators.line_sending import LineSending, person
from tests.emulators.line_state import Content
from tests.talks.driving import Moment, card_words, folded

KINDS = {"image": "image", "voice": "audio", "video": "video", "file": "file"}
FILES = {
    "image": Content(picture(), "image/jpeg"),
    "voice": Content(mp4(b"M4A "), "audio/x-m4a"),
}


class OnLine:
    """See ``App``."""

    def __init__(self, line: LineEmulator) -> None:
        self.line = line
        self.who = person("ฝน")
        self._sent: dict[str, list[Json]] = {}
        self._read = 0

    @property
    def officer(self) -> str:
        """See ``App.officer``."""
        return f"line:{self.who}"

    @property
    def _sending(self) -> LineSending:
        return self.line.sending

    async def do(self, moment: Moment, bubble: int = 0) -> None:
        """See ``App.do``."""
        for event in self._events(moment, bubble):
            self._sent.setdefault(moment.id, []).append(event)
            assert await self._sending.deliver(event) == 200

    def _events(self, moment: Moment, bubble: int) -> list[Json]:
        said, who, sending = moment.said, self.who, self._sending
        match said:
            case Text(bubbles):
                return [sending.text(who, bubbles[bubble].text)]
            case Tap(button):
                return [self._tap(button)]
            case Begin(criterion):
                data = {"data": f"c:{criterion}"}  # of an older list, or of the menu
                return [sending.event("postback", who, postback=data)]
            case Unsent(message):
                return [sending.unsend(who, sent) for sent in self._sent[message]]
            case Media(kind):
                return [sending.file(who, KINDS[kind], FILES[kind])]
            case _:
                return [self._wordless(said)]

    def _wordless(self, said: object) -> Json:
        sending, who = self._sending, self.who
        match said:
            case Sticker():
                return sending.sticker(who)
            case Joined():
                return sending.follow(who)
            case Left():
                return sending.block(who)
            case Location():
                where: Json = {"title": "-", "address": "-", "latitude": 13.7, "longitude": 100.5}
                return sending.message(who, "location", **where)
            case _:
                raise NotImplementedError(f"LINE has no {said}")

    def _tap(self, button: str) -> Json:
        labels = {a["data"]: label for label, a in self.line.state.buttons(self.who).items()}
        return self._sending.tap(self.who, labels[button])

    @property
    def _messages(self) -> list[Json]:
        return self.line.state.chats.get(self.who, [])

    def seen(self) -> list[str]:
        """See ``App.seen``: texts, and of a card the words that stand for it."""
        return self.line.state.seen(self.who)

    def words(self, reply: Reply) -> str:
        """See ``App.words``: what stands for a card is cut to what LINE takes."""
        if reply.card is None:
            return reply.text
        return clip(" ".join(reply.text.split()), MOST_ALT_TEXT)

    def problems(self, moment: Moment) -> list[str]:
        """See ``App.problems``: choices, words missing on cards, and what LINE forbids."""
        found = list(self.line.state.breaches)
        new = self._messages[self._read :]
        self._read = len(self._messages)
        if self._choices(new) != moment.newest_choices[:MOST_QUICK_REPLIES]:
            found.append(f"{moment.id} offers {self._choices(new)}, not {moment.newest_choices}")
        shown = folded([text for message in new for text in _texts(message)])
        wanted = [words for card in moment.cards for words in card_words(card)]
        return found + [f"no card shows {w}" for w in wanted if folded([w]) not in shown]

    def _choices(self, messages: list[Json]) -> tuple[str, ...]:
        """What can be tapped on the newest message that offers anything."""
        for message in reversed(messages):
            actions = [i["action"] for i in message.get("quickReply", {}).get("items", [])]
            actions += [part["action"] for part in _parts(message) if part["type"] == "button"]
            if actions:
                return tuple(action["data"] for action in actions)
        return ()


def _parts(message: Json) -> list[Json]:
    return list(components(message["contents"])) if message["type"] == "flex" else []


def _texts(message: Json) -> list[str]:
    return [part["text"] for part in _parts(message) if part["type"] == "text"]
