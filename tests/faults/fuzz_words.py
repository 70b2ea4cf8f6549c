"""Officers' words of every kind through the dialogue: ``python -m … [count] [real] [seed]``.

Words come as LINE and Telegram deliver them, through their own parsing; what somebody then types is
answered in whatever state the words before it led to, and the state goes through JSON each time.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import msgspec

from dialogs import stored
from dialogs.outcome import Outcome
from dialogs.pack import Pack
from dialogs.put_off import is_on_the_way_in
from dialogs.state import State, consented, newcomer
from dialogs.step import step
from dialogs.values import Due, Edited, Message, Said, Text
from tests.fakes import NOON, NOTICE
from tests.faults.memory import Memory
from tests.faults.officer_words import Talk, Words, marks_pack
from tests.faults.rubbish import shared

SHARES = (
    ("marks", 22), ("damaged", 22), ("rubbish", 18), ("sound", 10), ("commands", 8), ("odd", 6),
    ("burst", 5), ("tap", 5), ("changed", 3), ("long", 1),
)  # fmt: skip
LIFE = 150
"""Events of one conversation; then another begins."""
TALKS = 24
_THAI = re.compile("[ก-๛]")


@dataclass
class Heard:
    """What was put in, and everything that should not have come of it."""

    kinds: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    silent: int = 0
    claims: int = 0
    lives: int = 0
    slowest: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)
    memory: tuple[float, ...] = ()


def fuzz(pack: Pack, count: int, seed: int = 1, memory: Memory | None = None) -> Heard:
    """Have ``count`` things said in conversations beside each other."""
    found, words, memory = Heard(), Words(pack, seed), memory or Memory(count)
    talks = [_begun(number) for number in range(TALKS)]
    for number, kind in enumerate(shared(count, SHARES)):
        place = number % TALKS
        found.kinds[kind] += 1
        talks[place].number += 1
        _say(pack, words, kind, talks[place], found)
        if (number // TALKS) % LIFE == LIFE - 1 or not talks[place].state:
            talks[place] = _begun(number)
            found.lives += 1
        memory.look(number + 1)
    found.memory = memory.figures
    return found


def _begun(number: int) -> Talk:
    return Talk(_stored(consented(NOON, NOTICE) if number % 3 else newcomer()))


def _say(pack: Pack, words: Words, kind: str, talk: Talk, found: Heard) -> None:
    before = _read(talk.state)
    said = words.said(kind, talk, before)
    talk.at += timedelta(minutes=words._chance.choice((1, 1, 1, 1, 600, 5_000)))
    talk.number += 1
    message = Message(f"m{talk.number}", "o", talk.at, said)
    began = time.perf_counter()
    try:
        outcome = step(pack, before, message)
    except Exception as error:
        found.wrong[f"{kind}: {type(error).__name__}: {error}"[:160]] += 1
        return
    found.slowest = max(found.slowest, time.perf_counter() - began)
    if isinstance(said, Text):
        talk.typed.append("\n".join(bubble.text for bubble in said.bubbles))
    elif isinstance(said, Edited):
        talk.typed.append(said.text)
    _judge(pack, kind, before, said, outcome, talk, found)


def _was_said(pack: Pack, quote: str, typed: list[str]) -> bool:
    """Whether somebody typed these words, as they are or with personal data taken out."""
    newest = typed[::-1]
    return any(quote in text for text in newest) or any(
        quote in pack.mask(text).text for text in newest
    )


def _judge(
    pack: Pack, kind: str, before: State, said: Said, outcome: Outcome, talk: Talk, found: Heard
) -> None:
    """Always an answer in Thai; a state that can be kept; quotes that were said."""
    wrong = partial(_count, found, kind)
    if not outcome.replies:
        found.silent += 1
        wrong("silence", not isinstance(said, Due) and not is_on_the_way_in(before))
    for reply in outcome.replies:
        found.answers += 1
        wrong("not Thai", _THAI.search(reply.text) is None)
        wrong("a button's id", any(len(b.id.encode()) > 64 for b in reply.buttons))
    for claim in outcome.state.claims:
        if claim not in before.claims:
            found.claims += 1
            wrong("a quote nobody said", not _was_said(pack, claim.quote.text, talk.typed))
    try:
        talk.state = b"" if outcome.forget else _stored(outcome.state)
        wrong("the state is another", bool(talk.state) and _read(talk.state) != outcome.state)
    except Exception as error:
        wrong(f"not kept: {type(error).__name__}", True)


def _count(found: Heard, kind: str, what: str, is_so: bool) -> None:
    if is_so:
        found.wrong[f"{kind}: {what}"] += 1


def _stored(state: State) -> bytes:
    core, claims = stored.encode(state)
    return msgspec.json.encode((core, list(claims.values())))


def _read(state: bytes) -> State:
    core, claims = msgspec.json.decode(state)
    return stored.decode(core, claims)


def table(found: Heard, reader: str) -> str:
    """What was put in and what came of it, as lines."""
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in found.kinds.most_common())
    lines = [f"{reader}: {sum(found.kinds.values()):,} ({kinds})"]
    lines.append(
        f"{found.answers:,} answers, {found.silent:,} silent, {found.claims:,} claims, "
        f"{found.lives:,} conversations, slowest {found.slowest * 1000:.0f} ms, "
        f"{sum(found.wrong.values())} wrong"
    )
    lines += [f"  {n:6} {what}" for what, n in found.wrong.most_common(20) if n]
    lines.append("MB resident at 10, 50, 100 %: " + ", ".join(f"{m:.0f}" for m in found.memory))
    return "\n".join(lines)


if __name__ == "__main__":
    from bot.loading import load_pack
    from content.loader import load

    many, real, start = [int(word) for word in sys.argv[1:]] + [20_000, 500, 1][len(sys.argv) - 1 :]
    plainly = fuzz(marks_pack(load()), many, start)
    print(table(plainly, "reader of marks"), flush=True)
    truly = fuzz(load_pack(), real, start) if real else Heard()
    print(table(truly, "real reader"))
    sys.exit(sum(plainly.wrong.values()) + sum(truly.wrong.values()) > 0)
