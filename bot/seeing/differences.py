"""Differences inside a team: members who give different figures for the same fact.

Only what the coach may read of both is compared, and only the coach is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct
from rapidfuzz import fuzz

from bot.people.visible import visible
from bot.seeing.snapshot import Snapshot
from dialogs.contradictions import differ
from dialogs.pack import Pack
from dialogs.state import Claim

UNITS = (
    "วันทำการ วัน ชั่วโมง ชม นาที สัปดาห์ เดือน ปี คน ราย ครั้ง เรื่อง เคส คำขอ ฉบับ ขั้นตอน ขั้น จุด ช่อง "
    "แผ่น ชุด ใบ บาท หน่วยงาน แห่ง โต๊ะ ร้าน ครัวเรือน เปอร์เซ็นต์ %"
).split()
"""What is counted; the longer of two that begin alike comes first."""

SAME_SERVICE = 75  # rapidfuzz partial ratio from which two names mean one service

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_COUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(" + "|".join(map(re.escape, UNITS)) + ")")


class Side(Struct, frozen=True):
    """What one member said. ``service`` is what they call the service; empty if not told."""

    officer: str
    name: str
    claim: Claim
    service: str = ""


class Difference(Struct, frozen=True):
    """Two members, the same facet, different figures; ``unit`` is what both count."""

    criterion: str
    facet: str
    unit: str
    one: Side
    other: Side


def differences(team: Sequence[Snapshot], pack: Pack) -> tuple[Difference, ...]:
    """All differences in a team, in the rubric's order where it matters not who said it."""
    told: dict[tuple[str, str], list[Side]] = defaultdict(list)
    for seen in team:
        for side in _readable(seen, pack):
            told[side.claim.criterion, side.claim.facet].append(side)
    found = (_between(*pair) for sides in told.values() for pair in combinations(sides, 2))
    return tuple(difference for difference in found if difference)


def _readable(seen: Snapshot, pack: Pack) -> Iterator[Side]:
    unit = pack.unit(seen.state.unit)
    shows = seen.member is not None and seen.member.shows_early
    allowed = visible((c.id for c in unit.criteria), seen.reviews, shows_early=shows)
    for claim in seen.state.claims:
        if claim.criterion in allowed:
            yield Side(seen.officer, seen.name, claim, seen.state.profile.service)


def _between(one: Side, other: Side) -> Difference | None:
    """A difference if the same words count differently, or each counts one thing and they differ.

    Several figures of a unit in one answer (before and after, say) may be about several things;
    so are figures of different services.
    """
    if one.officer == other.officer or not _share_a_service(one, other):
        return None
    here, there = _counts(one.claim.quote.text), _counts(other.claim.quote.text)
    for unit in here.keys() & there.keys():
        alone = len(here[unit]) == 1 == len(there[unit])
        if here[unit] == there[unit]:
            continue
        if alone or (here[unit].isdisjoint(there[unit]) and differ(one.claim, other.claim)):
            return Difference(one.claim.criterion, one.claim.facet, unit, one, other)
    return None


def _share_a_service(one: Side, other: Side) -> bool:
    """Whether both may speak of one service: by names alike, or one that was not told."""
    if not one.service or not other.service:
        return True
    return fuzz.partial_ratio(one.service, other.service) >= SAME_SERVICE


def _counts(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for figure, unit in _COUNT.findall(text.translate(_DIGITS)):
        found[unit].add(figure.replace(",", ""))
    return {unit: frozenset(figures) for unit, figures in found.items()}
