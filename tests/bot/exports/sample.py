"""One officer with everything a document can show: played by script, the same at every run.

``await sample(content, folder)`` gives a store, the files and the pack; ``gathered`` the dossier.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

import yaml
from PIL import Image, ImageDraw

from bot.channel import Fetched
from bot.coach import Coach, load
from bot.exports.dossier import EVERYTHING, Dossier, Options
from bot.exports.gathering import gather_from
from bot.media.store import Kept, MediaStore
from bot.reviews import shelf
from bot.threads.values import Spoken, Thread, write
from content.models import Content
from dialogs.pack import Pack
from dialogs.questions import (
    AnswerPrompt,
    AskEvidence,
    AskProbe,
    AskTestOutcome,
    AskWhich,
    ConfirmDraft,
    OfferMore,
    OfferSubmit,
    SuggestStep,
)
from dialogs.reading.personal import mask
from dialogs.reading.port import Context, Finding, Intent, Reading, Span
from dialogs.reviewing import assessing, deciding, handing
from dialogs.reviewing.evidence import RULES
from dialogs.reviewing.values import Opinion, Part, Review, Rule, Ruling
from dialogs.values import (
    Begin,
    Bubble,
    Due,
    Edited,
    Enrolled,
    FromCoach,
    Joined,
    Level,
    Media,
    Message,
    Prompted,
    Request,
    Returned,
    Said,
    Tap,
    Text,
    Unsent,
)
from storage.memory import MemoryStore
from tests.fakes import THAILAND

OFFICER = "line:Usample"
MADE = datetime(2026, 4, 20, 15, 30, tzinfo=THAILAND)
BEGAN = datetime(2026, 3, 2, 9, 10, tzinfo=THAILAND)
COACH, SECOND, ASSESSOR = "วรรณา", "อรุณ", "ดร.ธีระ"

SECRET = "0812345678"
"""A telephone number that was typed, and masked before it was kept."""
TAKEN_BACK = "ข้อความนี้พิมพ์ผิดห้อง ขอดึงกลับ"
PLANS = ("เดือนหน้าจะขยายไปหมู่บ้านจัดสรรอีก 2 แห่ง", "ปีหน้าจะเชื่อมกับระบบคลังของจังหวัด")
CORRECTION = (
    "จับเวลา 42 คำขอเมื่อเดือนตุลาคม เฉลี่ย 17 วัน ค้างนานสุดที่รอใบประมาณราคา 6 วัน",
    "จับเวลา 45 คำขอเมื่อเดือนตุลาคม เฉลี่ย 16 วัน ค้างนานสุดที่รอใบประมาณราคา 6 วัน",
)
ASKED = "ช่วยเล่าเหตุการณ์ล่าสุดที่ช่างต้องตัดสินใจเองให้ฟังหน่อย"
ANSWER = "วันอังคารก่อน ช่างสมพรย้ายจุดมิเตอร์เองเพราะเจอท่อเก่า ใช้เวลาตัดสินใจ 5 นาที"
REQUESTED = "ขอตัวเลขหลังทดสอบซ้ำด้วยค่ะ"
TOLD_AFTER = "ทดสอบซ้ำ 2 คนเมื่อวันศุกร์ ทั้งสองคนปักพิกัดได้ใน 40 วินาที"


@cache
def story() -> Mapping[str, Mapping[str, str]]:
    """Criterion → facet → the officer's words."""
    text = Path(__file__).with_name("story.yaml").read_text("utf-8")
    told: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return told


class StoryReader:
    """Finds the sentences of the story, and what was added to it; skips are skips."""

    def __init__(self) -> None:
        self.clauses = {w: (c, f) for c, facets in story().items() for f, w in facets.items()}
        self.clauses |= {
            CORRECTION[1]: ("DS501.01", "pain_baseline"),
            ANSWER: ("DS503.02", "real_use"),
            TOLD_AFTER: ("DS504.04", "findings"),
        }

    def read(
        self,
        text: str,
        *,
        criterion: str | None = None,
        facet: str | None = None,
        context: Context = "open",
    ) -> Reading:
        """See ``Reader.read``."""
        intents: dict[str, Intent] = {"ข้าม": "skip", "ใช่": "yes", "ขอคุยกับโค้ช": "human"}
        if text.strip() in intents:
            return Reading(intents[text.strip()])
        plans = tuple(Span(text.index(p), text.index(p) + len(p)) for p in PLANS if p in text)
        return Reading("answer", tuple(self._found(text)), plans)

    def _found(self, text: str) -> Iterator[Finding]:
        for words, (criterion, facet) in self.clauses.items():
            at = text.find(words)
            if at >= 0:
                yield Finding(criterion, facet, Level.COVERED, at, at + len(words), 9.0, ("story",))


def story_pack(content: Content) -> Pack:
    """The shipped content, read by the story."""
    return Pack(content, StoryReader(), mask)


@dataclass
class Sample:
    """The officer's conversation; ``at`` moves on with what is said."""

    pack: Pack
    store: MemoryStore
    media: MediaStore
    at: datetime = BEGAN
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def coach(self) -> Coach:
        return Coach(self.pack, self.store)

    async def hear(self, said: Callable[[str], Said]) -> str:
        """Somebody says something three minutes later; returns the message's id."""
        id = f"line:{next(self.ids):04d}"
        self.at += timedelta(minutes=3)
        await self.coach.hear(Message(id, OFFICER, self.at, said(id)))
        return id

    async def say(self, text: str) -> str:
        return await self.hear(lambda id: Text((Bubble(id, text),)))

    async def tap(self, button: str) -> str:
        return await self.hear(lambda id: Tap(button))

    async def show(self, name: str, n: int) -> None:
        """A picture with a number of its own."""
        id = f"line:{next(self.ids):04d}"
        self.at += timedelta(minutes=1)
        fetched = Fetched(picture(n), "image/jpeg")
        kept = self.media.keep(OFFICER, id, "image", fetched, at=self.at, name=name)
        assert isinstance(kept, Kept)
        async with self.store.turn(OFFICER, at=self.at) as turn:
            about = {"sha256": kept.sha256, "mime": kept.mime, "size": kept.size}
            turn.log("file", about, ref=id)
        await self.coach.hear(Message(id, OFFICER, self.at, Media("image", name)))

    def days(self, days: int, hour: int = 9) -> None:
        """Another day, from ``hour`` o'clock on."""
        self.at = (self.at + timedelta(days=days)).replace(hour=hour, minute=0)

    async def settle(self, picture: tuple[str, int] | None = None) -> None:
        """Answer what follows an answer, until the draft is confirmed."""
        shown = picture
        for _ in range(12):
            state = await self.coach.recall(OFFICER, self.at)
            match state.question:
                case AskProbe() | AnswerPrompt():
                    await self.say("ข้าม")
                case AskEvidence() if shown is not None:
                    await self.show(*shown)
                    shown = None
                case AskEvidence():
                    await self.tap("no_file")
                case AskWhich():
                    await self.tap("both")
                case OfferMore():
                    await self.tap("rest")
                case ConfirmDraft():
                    await self.tap("use")
                case OfferSubmit():
                    await self.tap("later")
                case _:
                    return

    async def review(self, criterion: str, *acts: Callable[[Review], Review]) -> None:
        """Hand a draft over, and what people do with it, some minutes apart."""
        about = self.pack.criterion(criterion)
        assert about is not None
        self.at += timedelta(minutes=11)
        async with self.store.turn(OFFICER, at=self.at) as turn:
            state = load(turn)
            assert state is not None
            review = handing.submit(shelf.read(turn, criterion), state, about, self.at)
            shelf.keep(turn, review, "review_submitted", OFFICER, digest=review.digest)
        for act in acts:
            self.at += timedelta(minutes=11)
            async with self.store.turn(OFFICER, at=self.at) as turn:
                review = act(review)
                if review.opinions and review.status != "in_review":
                    shelf.keep_opinion(turn, review)
                else:
                    shelf.keep(turn, review, "review_begun", "line:coach")

    def opinion(self, name: str, part: Part, words: str = "", **more: object) -> Opinion:
        verdict = str(more.get("verdict", ""))
        rules = rulings(bool(more.get("met", True))) if more.get("rules", True) else {}
        asks = (Request("findings", REQUESTED),) if more.get("asks") else ()
        return Opinion(f"line:{part}", name, part, self.at, verdict, words, asks, rules)


def rulings(met: bool) -> dict[Rule, Ruling]:
    """All four rules, the last one unmet unless ``met``."""
    why = ("ถ้อยคำตรงกับเกณฑ์", "เล่าส่วนของตัวเองชัด", "เป็นงานของปีนี้", "มีตัวเลขและภาพประกอบ")
    all_met = {rule: Ruling(True, reason) for rule, reason in zip(RULES, why, strict=True)}
    return all_met if met else {**all_met, "sufficient": Ruling(False, "ยังขาดผลทดสอบซ้ำ")}


def picture(n: int) -> bytes:
    """A small drawing of a form, different for every ``n``."""
    image = Image.new("RGB", (320, 220), (250 - n * 9, 244, 214 + n * 3))
    draw = ImageDraw.Draw(image)
    for row in range(5):
        draw.rectangle((20, 20 + row * 38, 60 + 22 * ((n + row) % 10), 44 + row * 38), fill="#246")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


async def sample(content: Content, folder: Path) -> Sample:
    """Play the whole story; ``folder`` is where the files are kept."""
    salts, ids = count(1), count(1)
    store = MemoryStore(
        new_id=lambda: f"00000000-0000-4000-8000-{next(ids):012d}",
        new_salt=lambda: f"{next(salts):032x}",
    )
    sample = Sample(story_pack(content), store, MediaStore(folder / "media"))
    await _begin(sample)
    await _tell(sample)
    await _correct(sample)
    await _work_with_people(sample)
    await _promise(sample)
    return sample


async def gathered(sample: Sample, options: Options = EVERYTHING) -> Dossier:
    """The dossier of the sample."""
    return await gather_from(sample.store, sample.media, OFFICER, sample.pack, MADE, options)


async def _begin(s: Sample) -> None:
    await s.hear(lambda id: Joined())
    await s.tap("agree")
    await s.say("สุดารัตน์")
    await s.say("กองการประปา เทศบาลเมืองน้ำใส")
    await s.say("ขอใช้น้ำประปาใหม่ออนไลน์")
    await s.tap("skip")
    await s.hear(lambda id: Enrolled("t-1", "ทีมน้ำใส", COACH))


async def _tell(s: Sample) -> None:
    """Thirteen criteria in four sittings, days apart."""
    names = [f"หลักฐาน_{n:02d}.jpg" for n in range(1, 11)]
    for n, (criterion, facets) in enumerate(story().items()):
        if n in (3, 6, 10):
            s.days((4, 9, 2)[(3, 6, 10).index(n)])
        await s.hear(lambda id, c=criterion: Begin(c))  # type: ignore[misc]
        words = list(facets.values())
        await s.say("\n".join([*words[:3], *PLANS[: n == 12]]))
        for each in words[3:]:
            await s.say(each)
        await s.settle((names[n], n) if n < 10 else None)


async def _correct(s: Sample) -> None:
    s.days(3, hour=14)
    messages = await _message_of(s, CORRECTION[0])
    await s.hear(lambda id: Edited(messages, CORRECTION[1]))
    await s.say(f"ติดต่อช่างได้ที่ {SECRET} ค่ะ")
    await s.say(PLANS[1])
    wrong = await s.say(TAKEN_BACK)
    await s.hear(lambda id: Unsent(wrong))


async def _message_of(s: Sample, words: str) -> str:
    state = await s.coach.recall(OFFICER, s.at)
    return next(c.quote.messages[0] for c in state.claims if words in c.quote.text)


async def _work_with_people(s: Sample) -> None:
    s.days(5, hour=10)
    await s.hear(lambda id: Prompted("p-1", ASKED, COACH, "DS503.02"))
    await s.say(ANSWER)
    await s.settle()
    await _reviews(s)
    s.days(1, hour=10)
    await s.say("ขอคุยกับโค้ช")
    question = await s.say("ส่งภาพเพิ่มหลังวันศุกร์ได้ไหมคะ")
    at = s.at
    spoken = (
        Spoken(question, at, "ส่งภาพเพิ่มหลังวันศุกร์ได้ไหมคะ"),
        Spoken("thread-1", at + timedelta(minutes=9), "ได้เลยค่ะ ไม่ต้องรีบ", "line:coach", COACH),
    )
    async with s.store.turn(OFFICER, at=at) as turn:
        write(turn, Thread(None, spoken))
    await s.hear(lambda id: FromCoach("ได้เลยค่ะ ไม่ต้องรีบ", COACH, True))


async def _reviews(s: Sample) -> None:
    begin = lambda r: deciding.begin(r, "line:coach", s.at)  # noqa: E731
    accept = lambda r: deciding.accept(r, s.opinion(COACH, "coach", "อ่านแล้วเห็นภาพชัด"))  # noqa: E731
    agree = lambda r: deciding.second(  # noqa: E731
        r, s.opinion(SECOND, "second", "เห็นตรงกัน", verdict="agrees")
    )
    judge = lambda r: assessing.assess(r, s.opinion(ASSESSOR, "assessor", "หลักฐานครบ"), "meets")  # noqa: E731
    sign = lambda r: assessing.sign_off(r, s.opinion(ASSESSOR, "assessor", rules=False))  # noqa: E731
    partly = lambda r: assessing.assess(  # noqa: E731
        r, s.opinion(ASSESSOR, "assessor", "ขอดูผลรอบหน้า", met=False), "partially_meets"
    )
    await s.review("DS501.02", begin, accept, agree, judge, sign)
    s.days(1, hour=9)
    await s.review("DS502.01", begin, accept, partly)
    await s.review("DS503.01", begin)
    about = s.pack.criterion("DS504.04")
    assert about is not None
    back = lambda r: deciding.request_changes(  # noqa: E731
        r, s.opinion(COACH, "coach", "ใกล้แล้วค่ะ", asks=True, rules=False), about, 3
    )
    s.days(1, hour=13)
    await s.review("DS504.04", begin, back)
    asks = (Request("findings", REQUESTED),)
    await s.hear(lambda id: Returned("DS504.04", COACH, asks))
    await s.say(TOLD_AFTER)
    await s.settle()
    await s.review("DS504.04", begin, accept)


async def _promise(s: Sample) -> None:
    """A test that went half well, two promises kept, one open."""
    s.days(4, hour=11)
    await s.tap("next_step")
    await s.tap("outcome:partial")
    await s.tap("cause:screen_or_wording")
    for _ in range(2):
        if not await _suggested(s):
            return
        await s.tap("when:tomorrow")
        s.days(1, hour=17)
        promise = (await s.coach.recall(OFFICER, s.at)).promises[-1].id
        await s.hear(lambda id, p=promise: Due(p))  # type: ignore[misc]
        await s.tap("did")
    if await _suggested(s):
        await s.tap("when:friday")


async def _suggested(s: Sample) -> bool:
    """Whether a step is on the table and was chosen."""
    for _ in range(4):
        match (await s.coach.recall(OFFICER, s.at)).question:
            case SuggestStep():
                await s.tap("do")
                return True
            case AskTestOutcome():
                await s.tap("outcome:passed")
            case _:
                await s.tap("next_step")
    return False
