"""What officers type and tap, sound and not, as LINE and Telegram deliver it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from bot.channel import Happened
from bot.line import events as line
from bot.telegram.happening import Ear
from bot.telegram.message import Me
from content.models import Content
from dialogs.pack import Pack
from dialogs.reading.port import Context, Reader, Reading
from dialogs.state import State
from dialogs.values import Begin, Bubble, Due, Edited, Said, Tap, Text, Unsent
from tests.fakes import NOON, plain_pack
from tests.faults.rubbish import Rubbish

WORDS = """ยินยอม ใช่ ไม่ใช่ ไม่ ข้าม ไม่รู้ ยังไม่ได้ทำ ตัวอย่าง อธิบาย ย้อนกลับ แก้ พัก ต่อ พอแล้ว ช่วยด้วย
สถานะ ขั้นต่อไป ส่งออก ลบข้อมูลของฉัน ขอคุยกับโค้ช พรุ่งนี้ ศุกร์นี้ 15ธ.ค. 1.1 ข้อ2.1 2.3 ส่งให้โค้ช ถอนร่าง
ตอบโค้ช ออกจากทีม ข้อมูลของฉัน ถอนความยินยอม เชื่อมแอป พูดค่ะ
skip dont_know not_done example explain back edit
pause resume done help yes no greet thanks complaint status next_step export erase human smalltalk
gibberish""".split()
_LINE_EVENT = {"type": "message", "timestamp": 1_772_427_600_000, "source": {"type": "user"}}
_EAR = Ear(Me(1))


@dataclass
class Talk:
    """One conversation, its state as JSON, and everything that was typed in it."""

    state: bytes
    at: datetime = NOON
    number: int = 0
    typed: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OnlyKnown:
    """A reader that finds no facets the content does not have, as none of the real ones does."""

    reader: Reader
    facets: frozenset[tuple[str, str]]

    def read(
        self,
        text: str,
        *,
        criterion: str | None = None,
        facet: str | None = None,
        context: Context = "open",
    ) -> Reading:
        """See ``Reader.read``."""
        reading = self.reader.read(text, criterion=criterion, facet=facet, context=context)
        kept = tuple(f for f in reading.findings if (f.criterion, f.facet) in self.facets)
        return replace(reading, findings=kept, vague=reading.vague or not kept)


def marks_pack(content: Content) -> Pack:
    """A pack that reads marks of facets the content has."""
    pack = plain_pack(content)
    known = frozenset((c.id, f.id) for c in content.default.criteria for f in c.facets)
    return Pack(content, OnlyKnown(pack.reader, known), pack.mask)


def answers(content: Content) -> list[str]:
    """Sound answers, whole and in part, as the content's own examples have them."""
    whole = [criterion.example.text for criterion in content.default.criteria]
    return whole + [part for text in whole for part in text.split() if len(part) > 12]


class Words:
    """Makes what officers type and tap; ``sound`` are answers that make sense."""

    def __init__(self, pack: Pack, seed: int) -> None:
        self._rubbish = Rubbish(seed)
        self._chance = self._rubbish.chance
        units = pack.content.default.criteria
        self._facets = [(c.id, f.id) for c in units for f in c.facets]
        self._sound = answers(pack.content)

    def said(self, kind: str, talk: Talk, state: State) -> Said:
        """Something of ``kind``; its words went through an app's own parsing."""
        match kind:
            case "tap":
                return self._tap(state)
            case "changed":
                return self._changed(talk)
            case "burst":
                return self._text(talk, *(self._words("marks") for _ in range(4)))
        return self._text(talk, self._words(kind))

    def _words(self, kind: str) -> str:
        rubbish, chance = self._rubbish, self._chance
        match kind:
            case "marks":
                marks = [self._mark() for _ in range(chance.randint(1, 4))]
                return rubbish.text(20).join(marks)
            case "damaged":
                return rubbish.damaged(chance.choice((chance.choice(self._sound), self._mark())))
            case "sound":
                return chance.choice(self._sound)
            case "commands":
                return chance.choice(WORDS)
            case "odd":
                return rubbish.text(3) + chance.choice(WORDS) + rubbish.text(3)
            case "long":
                return rubbish.long(chance.choice((5_000, 5_000, 5_000, 20_000, 100_000)))
        return rubbish.text()

    def _mark(self) -> str:
        criterion, facet = self._chance.choice(self._facets)
        whole = f"{criterion}.{facet}" if self._chance.random() < 0.3 else facet
        return f"{whole}{self._chance.choice('!!!?~')}"

    def _text(self, talk: Talk, *texts: str) -> Said:
        bubbles = []
        for text in texts:
            talk.number += 1
            bubble = self._delivered(text, talk.number)
            bubbles.append(bubble)
            talk.ids = [*talk.ids[-30:], bubble.id]
        return Text(tuple(bubbles))

    def _delivered(self, text: str, number: int) -> Bubble:
        """The bubble an app makes of a text; what Telegram turns into taps is typed here."""
        heard = delivered_line(text, number) if number % 2 else delivered_telegram(text, number)
        if isinstance(heard.what, Text):
            return heard.what.bubbles[0]
        return Bubble(f"telegram:{number}", "help")

    def _tap(self, state: State) -> Said:
        offered = [button.id for button in state.offered]
        criterion = self._chance.choice(self._facets)[0]
        others = ["nonsense", f"c:{criterion}", self._rubbish.text(8), "claim:x#1", "when:never"]
        if self._chance.random() < 0.2:
            return Begin(criterion)
        return Tap(self._chance.choice([*offered, *offered, *offered, *others]))

    def _changed(self, talk: Talk) -> Said:
        id = self._chance.choice(talk.ids or ["line:0"])
        if self._chance.random() < 0.5:
            return Unsent(id)
        if self._chance.random() < 0.3:
            return Due(self._chance.choice(("promise-1", "promise-2", "x")))
        text = delivered_line(self._words("damaged"), 0).what
        return Edited(id, text.bubbles[0].text if isinstance(text, Text) else "")


def delivered_line(text: str, number: int) -> Happened:
    """A text as it comes out of a webhook of LINE's."""
    message = {"id": str(number), "type": "text", "text": text}
    event = {**_LINE_EVENT, "webhookEventId": str(number), "message": message}
    event["source"] = {"type": "user", "userId": "U1"}
    return line.parse(json.dumps({"events": [event]}).encode())[0]


def delivered_telegram(text: str, number: int) -> Happened:
    """A text as it comes out of an update of Telegram's."""
    message = {"message_id": number, "date": 1, "chat": {"id": 1, "type": "private"}, "text": text}
    update = json.loads(json.dumps({"update_id": number, "message": message}))
    heard = _EAR.hear(update, NOON)
    assert heard is not None
    return heard
