"""Another version of the content in mid-conversation: ``python -m tests.faults.other_content``.

Officers are left in the middle of whatever they were doing; then the program is started with a
content in which things have other names, are gone, or are new, and the officers go on.
"""

from __future__ import annotations

import asyncio
import copy
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from bot.coach import Coach
from bot.exports.dossier import Dossier
from bot.exports.gathering import gather_from
from content.loader import load
from dialogs.pack import Pack
from dialogs.put_off import is_on_the_way_in
from dialogs.state import Claim, State, consented
from dialogs.values import Begin, Bubble, Due, Message, Said, Tap, Text
from storage.memory import Book, MemoryStore
from tests.fakes import NOON, NOTICE, plain_pack
from tests.faults.contents import EDITS, edited

THAI = re.compile("[ก-๛]")


# --- officers in the middle of something ---------------------------------------------------------


@dataclass
class Middle:
    """What is kept of officers, and where each was left."""

    book: Book
    states: dict[str, State] = field(default_factory=dict)

    @property
    def questions(self) -> Counter[str]:
        """What was open, by kind."""
        return Counter(type(state.question).__name__ for state in self.states.values())


async def middles(pack: Pack, count: int, seed: int = 1) -> Middle:
    """Officers who told something and were left with a question open."""
    found, chance, number = Middle({}), random.Random(seed), 0
    coach = Coach(pack, MemoryStore(found.book))
    while len(found.states) < count:
        number += 1
        officer = f"line:U{number}"
        state = await _interviewed(coach, officer, chance)
        if state.claims and type(state.question).__name__ != "AtRest":
            found.states[officer] = state
    return found


async def _interviewed(coach: Coach, officer: str, chance: random.Random) -> State:
    state, at = consented(NOON, NOTICE), NOON
    criteria = coach.pack.content.default.criteria
    acts: list[Said] = [Begin(chance.choice(criteria).id)]
    for turn in range(chance.randint(3, 18)):
        at += timedelta(minutes=1)
        said = acts.pop() if acts else _act(state, coach.pack, chance, f"{officer}/{turn}")
        message = Message(f"{officer}/{turn}", officer, at, said)
        heard = await coach.hear(message, lambda at: consented(NOON, NOTICE))
        assert heard.outcome is not None
        if heard.outcome.forget:
            break
        state = heard.outcome.state
    return state


def _act(state: State, pack: Pack, chance: random.Random, id: str) -> Said:
    offered = [button.id for button in state.offered if button.id not in ("erase_all", "rest")]
    if offered and chance.random() < 0.4:
        return Tap(chance.choice(offered))
    if chance.random() < 0.15:
        return Text((Bubble(id, chance.choice(("next_step", "edit", "พรุ่งนี้", "status", "pause"))),))
    criterion = chance.choice(pack.content.default.criteria)
    marks = [f"{criterion.id}.{facet.id}!" for facet in chance.sample(criterion.facets, 2)]
    return Text((Bubble(id, f"{' '.join(marks)} เล่าเรื่อง {id[-6:]}"),))


# --- going on -------------------------------------------------------------------------------


@dataclass
class Went:
    """How it went on. ``orphans``: claims whose facet is gone; of these ``unsaid`` stand nowhere in
    the officer's document, ``unlisted`` only in its transcript.
    """

    states: int = 0
    turns: int = 0
    claims: int = 0
    orphans: int = 0
    unsaid: int = 0
    unlisted: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


async def go_on(pack: Pack, middle: Middle, seed: int = 1, *, copies: bool = True) -> Went:
    """Everybody goes on with ``pack``; ``copies``: what they told is looked for in documents."""
    found, chance = Went(), random.Random(seed)
    store = MemoryStore(copy.deepcopy(middle.book))
    coach = Coach(pack, store)
    known = {(c.id, f.id) for c in pack.content.default.criteria for f in c.facets}
    for officer, state in middle.states.items():
        found.states += 1
        found.claims += len(state.claims)
        orphans = [c for c in state.claims if (c.criterion, c.facet) not in known]
        found.orphans += len(orphans)
        at = NOON + timedelta(days=1)
        try:
            after = await _went_on(coach, officer, state, chance, at, found)
        except Exception as error:
            found.wrong[
                f"{type(state.question).__name__}: {type(error).__name__}: {error}"[:150]
            ] += 1
            continue
        left = {claim.id for claim in after.claims}
        found.wrong["a claim is lost"] += sum(claim.id not in left for claim in state.claims)
        if copies and orphans:
            dossier = await gather_from(store, None, officer, pack, at + timedelta(hours=1))
            listed = msgspec.structs.replace(dossier, transcript=())
            found.unsaid += _missing(orphans, dossier)
            found.unlisted += _missing(orphans, listed)
    return found


def _missing(claims: list[Claim], dossier: Dossier) -> int:
    """How many of these do not stand in the document."""
    told = msgspec.json.encode(dossier).decode()
    quotes = (msgspec.json.encode(claim.quote.text).decode()[1:-1] for claim in claims)
    return sum(quote not in told for quote in quotes)


async def _went_on(
    coach: Coach, officer: str, before: State, chance: random.Random, at: datetime, found: Went
) -> State:
    criterion = before.claims[0].criterion
    offered: list[Said] = [Tap(button.id) for button in before.offered if _keeps(button.id)]
    said = [
        *chance.sample(offered, min(3, len(offered))), "handoffs_anew! handoffs! แล้วก็ส่งต่อ",
        "status", "example", Begin(criterion), "no", "next_step", Due("promise-1"), "edit", "1",
        "help", "export",
    ]  # fmt: skip
    state = before
    for number, each in enumerate(said):
        id = f"after{number}"
        what: Said = Text((Bubble(id, each),)) if isinstance(each, str) else each
        heard = await coach.hear(Message(id, officer, at + timedelta(minutes=number), what))
        found.turns += 1
        silent = isinstance(what, Due) or is_on_the_way_in(state)
        thai = all(THAI.search(reply.text) for reply in heard.replies)
        found.wrong["silence"] += not heard.replies and not silent
        found.wrong["not Thai"] += not thai
        state = await coach.recall(officer, at)
    return state


def _keeps(button: str) -> bool:
    """Whether a button takes nothing back that was said."""
    return not button.startswith(("erase", "drop", "f:", "my_", "claim"))


async def _main(count: int) -> int:
    pack = plain_pack(load())
    middle = await middles(pack, count)
    print(f"{len(middle.states)} officers in the middle of: {dict(middle.questions)}")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(EDITS):
            other = edited(Path(folder) / str(number), name)
            found = await go_on(other, middle)
            wrong += sum(found.wrong.values()) + found.unsaid + found.unlisted
            print(
                f"{name:34}{found.states:5} states {found.turns:6} turns {found.claims:6} claims; "
                f"the facet of {found.orphans:4} is gone, {found.unsaid} of these are unsaid, "
                f"{found.unlisted} unlisted; wrong: {dict(+found.wrong)}",
                flush=True,
            )
    return wrong


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    sys.exit(min(1, asyncio.run(_main(many))))
