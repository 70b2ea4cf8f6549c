"""Threads: officers who want to talk with a human, and the answers."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.visit import Visit
from dialogs.reviewing.refusals import Refused


async def every(visit: Visit) -> Response:
    """Those of the team that are open or wait for an answer."""
    found = await visit.office.desk.threads.open(visit.who, visit.team.id)
    return visit.page("threads.html", threads=found)


async def show(visit: Visit) -> Response:
    """One officer's thread."""
    return await _page(visit)


async def _page(visit: Visit, status: int = 200, error: str = "") -> Response:
    thread = await visit.office.desk.threads.thread(visit.who, visit.member.officer)
    if thread is not None:
        await visit.noted("thread")
    return visit.page("thread.html", status, thread=thread, error=error)


async def answer(visit: Visit) -> Response:
    """Answer, and end the thread if that was asked."""
    words, ends = visit.form.one("words"), visit.form.ticked("ends")
    threads, officer = visit.office.desk.threads, visit.member.officer
    try:
        await threads.answer(visit.who, officer, words, ends=ends)
    except Refused as refused:
        return await _page(visit, 422, visit.office.words(f"why.{refused.why}"))
    done = "thread_ended" if ends else "answered"
    return visit.to(f"{visit.base}/threads/{visit.handle(officer)}", done)
