"""The whole service on a real disk, with privacy in it, and every byte it leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

from PIL import Image

from bot.channel import Fetched, Happened, MediaRef, Place
from bot.exports.dossier import Options
from bot.exports.maker import Exported, Exports, open_exports
from bot.exports.withdrawing import withdrawing
from bot.media import MediaStore
from bot.people.tokens import BY
from bot.practice.uploads import Uploads
from bot.privacy import Mine, Reach, Terms
from bot.privacy.erasing import Elsewhere
from bot.service.service import Service, World
from bot.service.teamwork import Own
from dialogs.pack import Pack
from dialogs.values import Bubble, Media, Said, Tap, Text
from storage.tiny import TinyStore
from storage.tiny.inbox import TinyInbox
from tests.bot.exports.exporting import keys
from tests.bot.service.stage import FakeChannel, HandClock, rest, rules

COACH = "line:Ucoach0001"
NUMBERS = count(1)
"""Events have names of their own, also after the program was started again."""


class House:
    """A running service; ``await House.open(…)``, and ``close`` to look at the disk."""

    def __init__(
        self, pack: Pack, folder: Path, store: TinyStore, inbox: TinyInbox, exports: Exports,
        terms: Terms,
    ) -> None:  # fmt: skip
        self.pack, self.folder, self.store, self.inbox = pack, folder, store, inbox
        self.clock, self.channel = HandClock(), FakeChannel()
        self.exports = exports
        self.media = MediaStore(folder / "media")
        self.uploads = Uploads(folder / "uploads")
        self.handed: list[tuple[str, Mine]] = []
        self.code = ""
        self.numbers = NUMBERS
        self.elsewhere: list[Elsewhere] = []
        reach = Reach(
            exports=exports.forget,
            uploads=self.uploads.drop_all,
            withdraw=withdrawing(exports),
            elsewhere=(self._erase_elsewhere,),
        )
        own = Own(reach, terms, self._hand_over)
        world = World({"line": self.channel}, self.clock, lambda: 1.0, self.media, own=own)
        self.service = Service(pack, store, inbox, world, rules(pack))
        self.people = self.service.team.people
        self.privacy = self.service.team.privacy

    @classmethod
    async def open(cls, pack: Pack, folder: Path, terms: Terms | None = None) -> House:
        store = await TinyStore.open(folder / "store")
        shelf, media = folder / "exports", MediaStore(folder / "media")
        exports = await open_exports(store, media, pack, keys(), shelf, HandClock().now())
        house = cls(pack, folder, store, await store.inbox(), exports, terms or Terms())
        await house.service.start()
        return house

    async def close(self) -> None:
        await self.service.close(0.5)
        await self.store.close()

    async def errands(self) -> None:
        """Carry out what is due, and let what follows be said."""
        await self.service.team.errands.carry_out()
        await self.settle()

    async def settle(self) -> None:
        """Let the disk and the outbox come to rest."""
        for _ in range(12):
            await self.clock.move(1)
            await asyncio.sleep(0.01)

    async def _erase_elsewhere(self, ids: tuple[str, ...]) -> None:
        for erase in self.elsewhere:
            await erase(ids)

    async def _hand_over(self, officer: str, mine: Mine, event: str) -> None:
        self.handed.append((officer, mine))

    async def export(self, officer: str) -> Exported:
        """Documents of somebody that can be read without tools, and lie on the disk."""
        made = self.clock.now()
        return await self.exports.export(officer, Options(), ("md", "json"), officer, made)

    # --- talking ----------------------------------------------------------------------------------

    async def do(self, what: Said, who: str, *, wait: float = 9.0, group: str = "") -> None:
        place = Place("line", group, group=True) if group else Place("line", who)
        n = next(self.numbers)
        happened = Happened(
            f"e{n:05d}", place, self.clock.now(), what, f"line:{who}", f"t{n}",
            addressed=bool(group),
        )  # fmt: skip
        await self.service.reception.take([happened])
        await self.clock.move(wait)
        if wait >= 1:
            await self.settle()

    async def say(self, who: str, *texts: str, wait: float = 9.0, group: str = "") -> str:
        """Type bubbles; returns the id of the first."""
        ids = [f"m{next(self.numbers):05d}" for _ in texts]
        for id, text in zip(ids, texts, strict=True):
            last = id == ids[-1]
            await self.do(Text((Bubble(id, text),)), who, wait=wait if last else 0.5, group=group)
        return ids[0]

    async def tap(self, who: str, button: str) -> None:
        await self.do(Tap(button), who, wait=1.0)

    async def photo(self, who: str, name: str, caption: str = "") -> str:
        n = next(self.numbers)
        picture = BytesIO()
        Image.new("RGB", (8, 8), (n % 255, 9, 9)).save(picture, "JPEG")
        ref, message = f"f{n}", f"m{n:05d}"
        self.channel.files[ref] = Fetched(picture.getvalue(), "image/jpeg")
        what, media = Media("image", name, caption), MediaRef("image", ref, name, message=message)
        happened = Happened(
            f"e{n:05d}", Place("line", who), self.clock.now(), what, f"line:{who}", f"t{n}",
            media=media,
        )  # fmt: skip
        await self.service.reception.take([happened])
        for _ in range(20):
            await self.clock.move(2)
            await rest()
            if any(kept.message == message for kept in self.media.all_of(f"line:{who}")):
                break
            await asyncio.sleep(0.05)
        await self.clock.move(3)
        return message

    async def meet(self, who: str, name: str, agency: str, service: str) -> None:
        """First contact up to the choice of a criterion."""
        await self.say(who, "สวัสดี")
        await self.tap(who, "agree")
        for words in (name, agency, service):
            await self.say(who, words)
        await self.tap(who, "skip")

    async def team(self) -> str:
        """A team with a coach; returns a code to join it."""
        code = await self.people.invite("coach", BY)
        await self.people.redeem(code, COACH, "สมศรี", event="made")
        coach = await self.people.person(COACH)
        assert coach is not None
        team = await self.people.create_team(coach, "ทีมคิวบ้านดอน")
        return await self.people.invite("officer", COACH, team=team.id)

    async def days(self, days: float) -> None:
        for _ in range(int(days)):
            await self.clock.move(timedelta(days=1).total_seconds())
            await self.errands()


def traces(folder: Path, *needles: str) -> Iterator[str]:
    """Every file below ``folder`` that tells any of ``needles``, in its name or its bytes."""
    forms = [form for needle in needles for form in written(needle)]
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        for form in forms:
            if form in content or form in str(path.relative_to(folder)).encode():
                yield f"{path.relative_to(folder)}: {form.decode('utf-8', 'replace')}"


def written(text: str) -> Iterable[bytes]:
    """A text as files may have it."""
    escaped = text.encode("ascii", "backslashreplace")
    return {text.encode(), escaped, escaped.upper().replace(b"\\U", b"\\u")}
