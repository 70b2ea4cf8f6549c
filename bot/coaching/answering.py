"""Threads in chat: who would like to talk, what they said, and an answer under the coach's name."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coaching import acts
from bot.coaching.table import Choice, Shown
from bot.coaching.visit import Visit
from bot.threads.values import OpenThread, Spoken, Thread
from dialogs.reviewing.refusals import Refused

SHOWN = 6
"""Messages of a thread that are shown: the last ones."""


async def show(visit: Visit, act: acts.ListThreads) -> Shown:
    """Who would like to talk; whoever waits longest comes first."""
    found = await _open(visit)
    if not found:
        return visit.told(visit.say("coaching.no_threads"))
    if len(found) == 1:
        return await open_(visit, acts.OpenThread(found[0].officer))
    choices = [Choice("", acts.OpenThread(each.officer), _line(visit, each)) for each in found]
    listed = visit.paged(choices, act.page, acts.ListThreads)
    text = visit.say("coaching.threads", count=str(len(found)))
    return Shown(text, (*listed, visit.choice("cancel", acts.Cancel())), fleeting=True)


async def _open(visit: Visit) -> list[OpenThread]:
    teams = await visit.teams("prompt.send")
    found = [t for team in teams for t in await visit.desk.threads.open(visit.who, team.id)]
    return sorted(found, key=lambda each: (not each.thread.asked, each.thread.asked or visit.now))


def _line(visit: Visit, each: OpenThread) -> str:
    name, asked = visit.named(each.name), each.thread.asked
    if asked is None:
        return visit.say("coaching.thread_answered", name=name)
    return visit.say("coaching.thread_waits", name=name, ago=visit.ago(asked))


async def open_(visit: Visit, act: acts.OpenThread) -> Shown:
    """What was said last; the next words typed are the answer."""
    thread = await visit.desk.threads.thread(visit.who, act.officer)
    if thread is None:
        raise Refused("no_thread")
    name = await _name(visit, act.officer)
    answer, no = acts.Answer(act.officer, act.ends), visit.choice("cancel", acts.Cancel())
    if act.ends:
        farewell = visit.say("coaching.farewell")
        usual = visit.choice("usual", acts.Answer(act.officer, True, farewell))
        text = visit.say("coaching.write_farewell", name=name, words=farewell)
        return Shown(text, (usual, no), hears=answer)
    await visit.noted(act.officer, "thread")
    said = list(_said(visit, name, thread))
    text = "\n".join([*said, visit.say("coaching.write_answer", name=name)])
    ends = visit.choice("end", acts.OpenThread(act.officer, ends=True))
    return Shown(text, (ends, no), hears=answer, fleeting=True)


def _said(visit: Visit, name: str, thread: Thread) -> Iterator[str]:
    for spoken in thread.messages[-SHOWN:]:
        yield f"{visit.named(spoken.name) if spoken.by else name}: {spoken.words}"


async def answer(visit: Visit, act: acts.Answer) -> Shown:
    """Send it, once; what is typed after that is no answer unless asked for."""
    threads, words = visit.desk.threads, act.words.strip()
    before = await threads.thread(visit.who, act.officer)
    if before is None or not any(_is_this(visit, spoken, words) for spoken in before.messages):
        await threads.answer(visit.who, act.officer, words, ends=act.ends)
    name = await _name(visit, act.officer)
    if act.ends:
        return visit.told(visit.say("coaching.thread_ended", name=name))
    again = visit.choice("answer_more", acts.OpenThread(act.officer))
    ends = visit.choice("end", acts.OpenThread(act.officer, ends=True))
    return visit.told(visit.say("coaching.answered", name=name), again, ends)


def _is_this(visit: Visit, spoken: Spoken, words: str) -> bool:
    """Whether this very message was sent before: its words, said after it came."""
    mine = spoken.by == visit.who.id and spoken.words == words
    return mine and spoken.at >= visit.message.at


async def _name(visit: Visit, officer: str) -> str:
    member = await visit.desk.people.member(officer)
    return visit.named(member.name if member else "")
