"""Taking messages out: whatever was made of their words goes, everywhere in the state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

import msgspec
from msgspec.structs import replace

from dialogs import versions
from dialogs.questions import AnswerRequest, Question
from dialogs.state import Profile, State, Waiting
from dialogs.tasks import Erased
from dialogs.turn import Turn
from dialogs.values import Request, Returned

BLANK = "…"
LEAST = 12
"""Characters in a row that are surely quoted; shorter words are only taken for a quote whole."""
SHORTEST = 4


def without(turn: Turn, messages: tuple[str, ...]) -> Turn:
    """The turn without anything that was made of ``messages``, which are erased with it."""
    state, words = turn.state, said_in(turn.state, messages)
    claims = state.claims
    for message in messages:
        claims = tuple(c for claim in claims if (c := versions.without(claim, message)) is not None)
    turn = turn.now(
        claims=claims,
        plans=tuple(p for p in state.plans if not set(messages) & set(p.quote.messages)),
        attachments=tuple(a for a in state.attachments if a.message not in messages),
        profile=_without_told(state.profile, messages),
        waiting=tuple(_waiting(each, words) for each in state.waiting),
        question=_asked(state.question, words),
    )
    return replace(turn, erase=(*turn.erase, *messages)).ask_shell(Erased(messages, words))


def said_in(state: State, messages: Iterable[str]) -> tuple[str, ...]:
    """The officer's words in ``messages``, as far as anything was made of them."""
    gone = frozenset(messages)
    quotes = [plan.quote for plan in state.plans]
    for claim in state.claims:
        quotes += [claim.quote, *(version.quote for version in claim.history)]
    told = (quote.text for quote in quotes if gone & set(quote.messages))
    return tuple(dict.fromkeys((*told, *_profile_words(state.profile, gone))))


def blanked(text: str, words: Iterable[str]) -> str:
    """``text`` with an ellipsis for every stretch of it that repeats any of ``words``."""
    for said in words:
        for quoted in sorted(_quoted(text, said), key=len, reverse=True):
            text = text.replace(quoted, BLANK)
    return text


def _quoted(text: str, said: str) -> Iterator[str]:
    said = said.strip()
    if SHORTEST <= len(said) < LEAST:
        yield said
        return
    match = SequenceMatcher(None, text, said, autojunk=False)
    for block in match.get_matching_blocks():
        if block.size >= LEAST:
            yield text[block.a : block.a + block.size]


def _profile_words(profile: Profile, gone: frozenset[str]) -> Iterator[str]:
    for field, told in profile.told_in.items():
        if gone & set(messages_of(told)) and (said := str(getattr(profile, field))):
            yield said


def _without_told(profile: Profile, messages: tuple[str, ...]) -> Profile:
    gone = {f for f, told in profile.told_in.items() if set(messages) & set(messages_of(told))}
    told_in = {f: m for f, m in profile.told_in.items() if f not in gone}
    return msgspec.structs.replace(profile, told_in=told_in, **dict.fromkeys(gone, ""))


def messages_of(told: str | tuple[str, ...]) -> tuple[str, ...]:
    """The messages a field of the profile came in."""
    return (told,) if isinstance(told, str) else told


def _waiting(waiting: Waiting, words: tuple[str, ...]) -> Waiting:
    if not isinstance(waiting.said, Returned):
        return waiting
    said = msgspec.structs.replace(waiting.said, requests=_requests(waiting.said.requests, words))
    return msgspec.structs.replace(waiting, said=said)


def _asked(question: Question, words: tuple[str, ...]) -> Question:
    """A human coach's requests, wherever they wait, without the officer's words in them."""
    back: Question | None = getattr(question, "back", None)
    if back is not None:
        question = msgspec.structs.replace(question, back=_asked(back, words))
    if isinstance(question, AnswerRequest):
        return msgspec.structs.replace(question, requests=_requests(question.requests, words))
    return question


def _requests(requests: tuple[Request, ...], words: tuple[str, ...]) -> tuple[Request, ...]:
    return tuple(Request(r.facet, blanked(r.words, words)) for r in requests)
