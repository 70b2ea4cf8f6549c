"""Somebody's side of a conversation in either app, as the stage of a team drives it."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.emulators.line_sending import person
from tests.emulators.telegram_people import Person as Telephone

if TYPE_CHECKING:
    from tests.bot.service.team_stage import TeamStage


@dataclass
class Chat:
    """Somebody's chat with the coach in one app."""

    stage: TeamStage
    name: str
    telephone: Telephone | None = None

    @property
    def id(self) -> str:
        """The coach's id of them."""
        return self.telephone.officer if self.telephone else f"line:{self.user}"

    @property
    def user(self) -> str:
        """LINE's id of them."""
        return person(self.name)

    @property
    def seen(self) -> list[str]:
        """What the coach said, in order."""
        return self.telephone.seen if self.telephone else self.stage.line.state.seen(self.user)

    def heard(self, words: str) -> int:
        """How often the coach said ``words``."""
        return sum(said.count(words) for said in self.seen)

    async def comes(self, code: str = "") -> None:
        """Open the chat: by a link with a code, or, in LINE, with the words it has typed."""
        if self.telephone:
            await self._in_telegram(self.telephone.starts(code))
            return
        await self._in_line(self.stage.line.sending.follow(self.user))
        if code:
            await self.stage.wait()
            await self.types(f"เข้าทีม {code}")

    async def types(self, words: str) -> None:
        """Write a bubble."""
        if self.telephone:
            await self._in_telegram(self.telephone.types(words))
        else:
            await self._in_line(self.stage.line.sending.text(self.user, words))

    async def taps(self, label: str) -> None:
        """Tap a button."""
        if self.telephone:
            await self._in_telegram(self.telephone.taps(label))
        else:
            await self._in_line(self.stage.line.sending.tap(self.user, label))

    async def blocks(self) -> None:
        """Block the coach."""
        if self.telephone:
            await self._in_telegram(self.telephone.blocks())
        else:
            await self._in_line(self.stage.line.sending.block(self.user))

    async def unblocks(self) -> None:
        """Let the coach write again."""
        if self.telephone:
            await self._in_telegram(self.telephone.unblocks())
        else:
            await self._in_line(self.stage.line.sending.follow(self.user))

    async def _in_line(self, event: dict[str, object]) -> None:
        assert await self.stage.line.sending.deliver(event) == 200

    async def _in_telegram(self, doing: Awaitable[object]) -> None:
        assert self.telephone is not None
        self.telephone.seconds = int(self.stage.clock.now().timestamp()) - 1
        await doing
