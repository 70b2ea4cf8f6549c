"""A simulated officer is interviewed by the real coach and answers what they know."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from bot.chat_jsonl import serve
from bot.coach import Coach
from bot.evaluating.sets import Part

TURNS = 16
"""More turns than this on one criterion in one sitting is nagging."""
SITTINGS = 3
"""How often an officer comes to one criterion."""
START = datetime.fromisoformat("2026-03-02T09:00:00+07:00")
BETWEEN = timedelta(seconds=70)
AWAY = timedelta(days=1)
LONGEST = 300
NO_FILE = "ตอนนี้ยังไม่มีไฟล์ครับ เดี๋ยวส่งให้ทีหลัง"
YES = "ใช่ครับ"
AT_REST = frozenset((None, "menu", "main", "done"))
_ID = re.compile(r"(?<!\d)\d(?:[ -]?\d){12}(?!\d)")

Json = dict[str, Any]


@dataclass(slots=True)
class Line:
    """The line between one officer and the coach, in the protocol of ``chat --jsonl``."""

    coach: Coach
    officer: str
    now: datetime = START
    times: list[float] = field(default_factory=list)

    async def say(self, **happened: Any) -> Json:
        """What the coach answers to an event, somewhat later. Raises ValueError if it cannot."""
        self.now += BETWEEN
        event = {"user": self.officer, "at": self.now.isoformat(), **happened}
        began = perf_counter()
        answers = [a async for a in serve(self.coach, [json.dumps(event, ensure_ascii=False)])]
        self.times.append((perf_counter() - began) * 1_000)
        answer: Json = json.loads(answers[0])
        if "error" in answer:
            raise ValueError(answer["error"]["text"])
        return answer


@dataclass(slots=True)
class Interview:
    """One criterion with one officer. ``counts`` are what the figures are made of."""

    line: Line
    criterion: str
    part: Part
    reply: Json = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    pushed: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """The words that told each facet."""
    quotes: dict[str, str] = field(default_factory=dict)
    """The words the coach keeps for each facet it believes."""
    corrected: bool = False

    async def hold(self) -> Interview:
        """Open the criterion, answer what is asked, and come back on the next days."""
        await self._begin()
        if self.part.meta_first:
            await self._distract(self.part.meta_first)
        self._tell(self.part.opening_facets, " / ".join(self.part.opening))
        await self._say(*self.part.opening)
        await self._sit()
        for _ in range(SITTINGS - 1):
            if not await self._come_back():
                break
            await self._sit()
        await self._look_at_the_outcome()
        return self

    @property
    def known(self) -> set[str]:
        """The facets the officer knows something about."""
        return {f for f, fact in self.part.facts.items() if fact}

    @property
    def believed(self) -> set[str]:
        """The facets the coach has on record as covered."""
        levels = (self.reply.get("coverage") or {}).get(self.criterion, {})
        return {f for f, level in levels.items() if level in ("covered", "evidenced")}

    @property
    def _asked(self) -> Json:
        return self.reply.get("asked") or {}

    async def _begin(self) -> None:
        self._look(await self.line.say(begin=self.criterion))

    async def _say(self, *texts: str) -> None:
        self.log.append("O: " + " / ".join(texts))
        self._look(await self.line.say(texts=list(texts)))

    async def _distract(self, text: str) -> None:
        await self._say(text)
        if self._asked.get("criterion") != self.criterion:
            self._complain(f"lost the question after “{text}”")
            await self._begin()

    async def _sit(self) -> None:
        for _ in range(TURNS):
            kind = self._asked.get("kind")
            if self._asked.get("criterion") != self.criterion or kind in AT_REST:
                return
            await self._say(self._answer(kind))
            await self._correct()
        self._complain(f"still asking after {TURNS} turns")

    def _answer(self, kind: str | None) -> str:
        if kind == "probe":
            return self._answer_probe(self._asked["facet"])
        self.counts["evidence_asks" if kind == "evidence" else "confirms"] += 1
        return NO_FILE if kind == "evidence" else YES

    def _answer_probe(self, facet: str) -> str:
        fact = self.part.facts.get(facet)
        self.pushed[facet] += 1
        self.counts["probes"] += 1
        self.counts["wasted"] += facet in self.told
        self.counts["nagging"] += self.pushed[facet] > 2
        if fact is None:
            self.counts["probes_on_unknown"] += 1
            return self.part.dont_know
        if fact.vague_first and self.pushed[facet] == 1:
            return fact.vague_first
        self._tell((facet, *fact.also), fact.text)
        return fact.text

    def _tell(self, facets: tuple[str, ...], words: str) -> None:
        self.told.update(facets)
        self.said.update(dict.fromkeys(facets, words))

    async def _correct(self) -> None:
        correction = self.part.correction
        if correction and not self.corrected and correction.facet in self.told:
            self.corrected = True
            self.counts["corrections"] += 1
            await self._say(correction.text)

    async def _come_back(self) -> bool:
        """Return the next day; whether the coach has something to ask."""
        self.line.now += AWAY
        self.log.append("~ 1 day")
        await self._begin()
        kind = self._asked.get("kind")
        if kind == "main":
            self._complain("asks the main question again")
        self.counts["sittings"] += kind == "probe"
        return kind == "probe"

    def _look(self, reply: Json) -> None:
        self.reply = reply
        for bubble in reply["replies"]:
            text = bubble["text"]
            self.log.append("C: " + text)
            self.counts["ids_echoed"] += len(_ID.findall(text))
            if len(text) > LONGEST and reply.get("asked"):
                self._complain(f"a question longer than {LONGEST} characters")
            if text.lstrip().startswith("ทำไม"):
                self._complain("begins with ทำไม")

    def _complain(self, text: str) -> None:
        self.complaints.append(f"{self.line.officer} {self.criterion}: {text}")

    async def _look_at_the_outcome(self) -> None:
        state = await self.line.coach.recall(self.line.officer, self.line.now)
        own = (c for c in state.claims if c.criterion == self.criterion)
        self.quotes = {claim.facet: claim.quote.text for claim in own}
        self.counts.update(self._outcome())

    def _outcome(self) -> dict[str, int]:
        """What was to be had, and how much of it the coach got."""
        facts, known = self.part.facts, self.known
        missing = [fact for f, fact in facts.items() if fact and f not in self.part.opening_facets]
        needed = sum(2 if fact.vague_first else 1 for fact in missing)
        return {
            "criteria": 1,
            "facts": len(known),
            "elicited": len(self.told & known),
            "ideal_probes": needed + len(facts) - len(known),
            "recorded": len(self.told & self.believed),
            "told": len(self.told),
            "false_coverage": len(self.believed - self.told),
            "believed": len(self.believed),
        }
