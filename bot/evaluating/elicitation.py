"""What interviews with simulated officers elicited."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from bot.coach import Coach
from bot.evaluating.interview import Interview, Line
from bot.evaluating.sets import Persona
from bot.evaluating.tally import Figures, Times
from dialogs.pack import Pack
from storage.memory import MemoryStore

COUNTED = ("probes", "probes_on_unknown", "confirms", "evidence_asks", "corrections")


@dataclass(frozen=True, slots=True)
class Elicitation:
    """All figures about interviews; there was at least one."""

    interviews: tuple[Interview, ...]
    times: Times
    """Of whole turns, storing in memory included."""

    def figures(self, officer: str | None = None) -> Figures:
        """Every figure, of all officers or of one; shares to three places."""
        own = [i for i in self.interviews if officer in (None, i.line.officer)]
        c = sum((i.counts for i in own), Counter[str]())
        return {
            "criteria": c["criteria"],
            "facts_elicited": _ratio(c["elicited"], c["facts"]),
            "probes_to_ideal": _ratio(c["probes"], c["ideal_probes"]),
            "sittings_per_criterion": round((c["criteria"] + c["sittings"]) / c["criteria"], 2),
            "wasted_probes": _ratio(c["wasted"], c["probes"]),
            "nagging": c["nagging"],
            "recorded_of_told": _ratio(c["recorded"], c["told"]),
            "false_coverage": _ratio(c["false_coverage"], c["believed"]),
            "complaints": sum(len(i.complaints) for i in own),
            "ids_echoed": c["ids_echoed"],
            **{name: c[name] for name in COUNTED},
        }

    def officers(self) -> dict[str, Figures]:
        """The figures of each officer, in the order they were interviewed."""
        named = dict.fromkeys(i.line.officer for i in self.interviews)
        return {officer: self.figures(officer) for officer in named}

    def complaints(self) -> list[str]:
        """What an officer would have been annoyed by."""
        return [text for interview in self.interviews for text in interview.complaints]

    def mistakes(self) -> list[dict[str, str]]:
        """Facets claimed without being told, told but not recorded, and known but never asked."""
        found = [slip for interview in self.interviews for slip in slips(interview)]
        return sorted(found, key=lambda slip: _ORDER.index(slip["what"]))


_ORDER = ("claimed, never told", "told, not recorded", "known, never told")


def slips(interview: Interview) -> list[dict[str, str]]:
    """What went wrong in one interview, with the words that were said or kept."""
    told, believed = interview.told, interview.believed
    groups = {
        "claimed, never told": {f: interview.quotes.get(f, "") for f in believed - told},
        "told, not recorded": {f: interview.said.get(f, "") for f in told - believed},
        "known, never told": {f: _text(interview, f) for f in interview.known - told},
    }
    who = {"officer": interview.line.officer, "criterion": interview.criterion}
    return [
        {**who, "facet": facet, "what": what, "words": words}
        for what, group in groups.items()
        for facet, words in sorted(group.items())
    ]


def _text(interview: Interview, facet: str) -> str:
    fact = interview.part.facts.get(facet)
    return fact.text if fact else ""


def _ratio(part: int, whole: int) -> float:
    return round(part / max(1, whole), 3)


def elicit(
    pack: Pack, personas: Sequence[Persona], progress: Callable[[], None]
) -> Elicitation | None:
    """Interview every officer on every criterion, each with an own store; None if nobody."""
    return asyncio.run(_elicit(pack, personas, progress))


async def _elicit(
    pack: Pack, personas: Sequence[Persona], progress: Callable[[], None]
) -> Elicitation | None:
    held: list[Interview] = []
    times: list[float] = []
    for persona in personas:
        line = Line(Coach(pack, MemoryStore()), persona.id)
        async for interview in _interviews(line, persona):
            held.append(interview)
            progress()
        times += line.times
    return Elicitation(tuple(held), Times(tuple(times))) if held else None


async def _interviews(line: Line, persona: Persona) -> AsyncIterator[Interview]:
    for criterion, part in persona.criteria.items():
        yield await Interview(line, criterion, part).hold()
