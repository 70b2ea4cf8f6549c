"""A sent message was changed: it is read again for all it was about."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from dialogs import onboarding, quoting, versions
from dialogs.corrections import messages_of, returned
from dialogs.hearing import hear, quoted
from dialogs.questions import AtRest, under
from dialogs.reading.port import Finding, Reading
from dialogs.state import Claim, Profile, Quote
from dialogs.turn import Turn
from dialogs.values import Bubble
from dialogs.wrong_words import pairs, put_right, stands

Found = dict[tuple[str, str], Finding]


def edited(turn: Turn, message: str, reading: Reading) -> Turn:
    """What the message says now counts; the old words become versions.

    ``reading`` is of the question on the table; it counts where the message supported nothing yet.
    """
    before = turn.state
    turn = replace(turn, reading=reading, bubbles=(Bubble(message, turn.text),))
    turn = turn.keep("message_edited", message, text=turn.text)
    criteria = _criteria(turn, message)
    if criteria or any(message in p.quote.messages for p in before.plans):
        reading = _read(turn, criteria) if criteria else reading
    found: Found = {(f.criterion, f.facet): f for f in reading.findings}
    claims = tuple(_again(turn, claim, message, found) for claim in before.claims)
    turn = turn.now(
        claims=tuple(c for c in claims if c is not None),
        plans=tuple(p for p in before.plans if message not in p.quote.messages),
        profile=_told_again(before.profile, message, turn.text),
    )
    rest = msgspec.structs.replace(reading, findings=tuple(found.values()))
    turn = _heard(replace(turn, reading=rest), criteria)
    return returned(turn.lead("edited"), before.question, before)


def _criteria(turn: Turn, message: str) -> tuple[str, ...]:
    """The criteria the message supported, in the order they were told."""
    touched = (c.criterion for c in turn.state.claims if message in c.quote.messages)
    return tuple(dict.fromkeys(touched))


def _read(turn: Turn, criteria: tuple[str, ...]) -> Reading:
    """The message read once for each of the criteria, the findings of each from its own reading."""
    readings = {id: turn.pack.reader.read(turn.text, criterion=id) for id in criteria}
    first = readings[criteria[0]]
    own = [f for id, reading in readings.items() for f in reading.findings if f.criterion == id]
    others = [f for f in first.findings if f.criterion not in criteria]
    return msgspec.structs.replace(first, findings=(*own, *others))


def _again(turn: Turn, claim: Claim, message: str, found: Found) -> Claim | None:
    """The claim after the edit; what was found for it is taken out of ``found``."""
    if message not in claim.quote.messages:
        return claim
    now = found.pop((claim.criterion, claim.facet), None)
    earlier = versions.without(claim, message)
    if earlier is not None:
        return _corrected_again(turn, earlier, now)
    if now is None and claim.asked:
        now = versions.read_for(turn, claim, turn.text)
    others = len(claim.quote.messages) > 1
    if others and (now is None or now.level < claim.level):
        return claim
    return versions.replaced(claim, _quote(turn, claim, now), now) if now else None


def _corrected_again(turn: Turn, earlier: Claim, now: Finding | None) -> Claim:
    """The message had corrected earlier words, which stand: it corrects them as it says now."""
    for pair in pairs(turn.text):
        if stands(pair.old, earlier.quote.text):
            ids = tuple(dict.fromkeys((*earlier.quote.messages, turn.bubbles[0].id)))
            text = put_right(earlier.quote.text, pair)
            return versions.reworded(turn, earlier, Quote(text, ids, turn.at))
    return versions.replaced(earlier, _quote(turn, earlier, now), now) if now else earlier


def _quote(turn: Turn, claim: Claim, found: Finding) -> Quote:
    start, end = (0, len(turn.text)) if claim.asked else (found.start, found.end)
    return quoted(turn, start, end)


def _heard(turn: Turn, criteria: tuple[str, ...]) -> Turn:
    """What the message says besides is kept as volunteered: no question asked for it."""
    open_ = turn.state.question
    about = criteria[0] if criteria else getattr(under(open_), "criterion", None)
    if not criteria:
        return hear(turn, about)
    reading = turn.reading or Reading("answer")
    for id in criteria:
        own = tuple(f for f in reading.findings if f.criterion == id)
        part = msgspec.structs.replace(reading, findings=own, plans=())
        turn = hear(replace(turn, reading=part).now(question=AtRest()), id)
    others = tuple(f for f in reading.findings if f.criterion not in criteria)
    rest = msgspec.structs.replace(reading, findings=others)
    turn = hear(replace(turn, reading=rest).now(question=AtRest()), about)
    return replace(turn, reading=reading).now(question=open_)


def _told_again(profile: Profile, message: str, text: str) -> Profile:
    """The profile with the fields that were told in the message as it says now."""
    said = quoting.tidy(text)
    fields = [f for f, told in profile.told_in.items() if message in messages_of(told)]
    told_in = {**profile.told_in, **{f: (message,) for f in fields}}
    changed = {f: _field(f, said) for f in fields}
    return msgspec.structs.replace(profile, told_in=told_in, **changed)


def _field(field: str, said: str) -> str:
    if field == "name":
        return onboarding.addressed(said)
    if field == "team":
        return said if onboarding.TEAM_CODE.fullmatch(said) else ""
    return quoting.hard_clip(said, onboarding.LONGEST_FIELD)
