"""What the shell does, inside the officer's turn, about messages that are erased."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from bot.practice.entries import Entry, Line
from bot.practice.log import CHAT
from bot.prompts import receipts
from bot.reviews import shelf
from bot.reviews.shelf import ASIDE_REVIEW
from bot.service import posting
from bot.threads.values import ASIDE_THREAD, Spoken, Thread
from bot.threads.values import read as read_thread
from bot.threads.values import write as write_thread
from dialogs.reviewing.values import Opinion, Review
from dialogs.taking_out import blanked
from dialogs.tasks import Erased
from dialogs.values import Request
from storage.port import Turn


def take_out(turn: Turn, gone: Erased) -> None:
    """Let no document on the officer's page hold these messages, or repeat their words.

    The state and its claims are put right by the dialogue, the trail by ``Turn.erase``.
    """
    messages = frozenset(gone.messages)
    words = (*gone.words, *_elsewhere(turn, messages))
    _prompts(turn, messages)
    stale = [*_reviews(turn, words), *_thread(turn, messages, words)]
    _chat(turn, messages, words)
    _outbox(turn, words)
    if stale:
        turn.erase(stale)


def _elsewhere(turn: Turn, messages: frozenset[str]) -> Iterator[str]:
    """Words of the messages that nothing was made of, as a thread or the practice room has them."""
    thread = read_thread(turn)
    for spoken in thread.messages if thread else ():
        if spoken.id in messages:
            yield spoken.words
    for entry in _lines(turn).values():
        if entry.line.id in messages and entry.line.text:
            yield entry.line.text


def _prompts(turn: Turn, messages: frozenset[str]) -> None:
    """An answer that was erased is still an answer: only which messages it was is forgotten."""
    for name, received in list(receipts.all_received(turn)):
        left = tuple(m for m in received.messages if m not in messages)
        if left != received.messages:
            receipts.write(turn, name, replace(received, messages=left))


def _reviews(turn: Turn, words: Iterable[str]) -> Iterator[str]:
    """Blank the officer's words where a reviewer quoted them; names the entries that did so too."""
    known = tuple(words)
    for criterion, review in shelf.read_all(turn).items():
        after = replace(review, opinions=tuple(_opinion(o, known) for o in review.opinions))
        if after != review:
            _write(turn, after)
            yield ASIDE_REVIEW + criterion


def _opinion(opinion: Opinion, words: tuple[str, ...]) -> Opinion:
    rules = {
        rule: replace(ruling, reason=blanked(ruling.reason, words))
        for rule, ruling in opinion.rules.items()
    }
    requests = tuple(Request(r.facet, blanked(r.words, words)) for r in opinion.requests)
    return replace(opinion, words=blanked(opinion.words, words), requests=requests, rules=rules)


def _write(turn: Turn, review: Review) -> None:
    turn.put(ASIDE_REVIEW + review.criterion, msgspec.to_builtins(review))


def _thread(turn: Turn, messages: frozenset[str], words: tuple[str, ...]) -> Iterator[str]:
    thread = read_thread(turn)
    if thread is None:
        return
    left = tuple(_spoken(m, words) for m in thread.messages if m.id not in messages)
    after: Thread = replace(thread, messages=left)
    if after != thread:
        write_thread(turn, after)
    if any(m not in thread.messages for m in left):
        yield ASIDE_THREAD


def _spoken(spoken: Spoken, words: tuple[str, ...]) -> Spoken:
    return replace(spoken, words=blanked(spoken.words, words)) if spoken.by else spoken


def _lines(turn: Turn) -> dict[str, Entry]:
    docs = turn.docs
    return {id: msgspec.convert(docs[id], Entry) for id in docs if id.startswith(CHAT)}


def _chat(turn: Turn, messages: frozenset[str], words: tuple[str, ...]) -> None:
    """What the practice room's phone shows."""
    for id, entry in _lines(turn).items():
        line = entry.line
        if line.id in messages and line.by == "officer":
            after = Line(line.id, "officer", line.since, "gone")
        else:
            buttons = tuple(replace(x, label=blanked(x.label, words)) for x in line.buttons)
            after = replace(line, text=blanked(line.text, words), buttons=buttons)
            after = replace(after, card=None) if after != line else after
        if after != line:
            turn.put(id, msgspec.to_builtins(Entry(entry.n, after)))


def _outbox(turn: Turn, words: tuple[str, ...]) -> None:
    """What waits to be said repeats nothing of it, labels of buttons and cards included."""
    for push in turn.waiting:
        out = posting.outgoing(push)
        replies = tuple(
            replace(
                reply,
                text=blanked(reply.text, words),
                buttons=tuple(x for x in reply.buttons if blanked(x.label, words) == x.label),
            )
            for reply in out.replies
        )
        if replies != out.replies:
            turn.withdraw(push.id)
            bare = tuple(replace(reply, card=None) for reply in replies)
            parked = push.key == posting.PARKED
            turn.push(
                msgspec.to_builtins(replace(out, replies=bare)),
                key=push.key,
                not_before=posting.NEVER if parked else None,
            )
