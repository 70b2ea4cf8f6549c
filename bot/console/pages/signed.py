"""What was signed off in a team, without any evidence, and undoing it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response

from bot.console.visit import Visit
from bot.people.values import Member
from bot.reviews import Refused, read_all
from dialogs.reviewing.values import Opinion, Review


async def every(visit: Visit) -> Response:
    """Whose criteria are signed off, by whom and when."""
    return await _page(visit)


async def _page(visit: Visit, status: int = 200, error: str = "") -> Response:
    rows: list[dict[str, Any]] = []
    async for member, review in _signed(visit):
        criterion = visit.office.desk.pack.criterion(review.criterion)
        by = _signature(review)
        rows.append({"member": member, "review": review, "criterion": criterion, "by": by})
    return visit.page("signed.html", status, rows=rows, error=error)


async def _signed(visit: Visit) -> AsyncIterator[tuple[Member, Review]]:
    desk = visit.office.desk
    for member in await desk.people.members(visit.team.id):
        async with desk.store.turn(member.officer, at=visit.now) as turn:
            found = read_all(turn)
        for review in found.values():
            if review.signed:
                yield member, review


def _signature(review: Review) -> Opinion | None:
    given = [opinion for opinion in review.opinions if opinion.verdict == "signed_off"]
    return given[-1] if given else None


async def reverse(visit: Visit) -> Response:
    """Undo a sign-off, with a reason."""
    officer, criterion, reason = (
        visit.member.officer,
        visit.part("criterion"),
        visit.form.one("words"),
    )
    try:
        await visit.office.desk.reviews.reverse(visit.who, officer, criterion, reason)
    except Refused as refused:
        return await _page(visit, 422, visit.office.words(f"why.{refused.why}"))
    return visit.to(f"{visit.base}/signed", "reversed")
