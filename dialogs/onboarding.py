"""First contact: greeting, privacy notice, consent, and how to address the officer.

Nothing is kept before consent except that consent was asked.
"""

from __future__ import annotations

import re

import msgspec

from dialogs import membership, quoting
from dialogs.asking import ask, criterion_buttons
from dialogs.names import agrees_only, titled
from dialogs.questions import (
    AskAgency,
    AskConsent,
    AskName,
    AskService,
    AskTeam,
    AskUnit,
    Onboarding,
    PickCriterion,
)
from dialogs.reading.grammar import AFTER_NAME, INTRODUCES_NAME
from dialogs.state import Consent
from dialogs.turn import Turn

LONGEST_NAME = 40  # grapheme clusters shown
LONGEST_TYPED_NAME = 60  # characters; more is a sentence, not a name
MOST_DIGITS = 3  # in a name; more is a number of something
TEAM_CODE = re.compile(r"[A-Za-z0-9-]{4,80}")
LONGEST_FIELD = 200


def greet(turn: Turn) -> Turn:
    """Who the coach is, what is kept and why, and whether that is all right."""
    asked = turn.now(asked_consent=turn.state.asked_consent or turn.at)
    if turn.state.asked_consent is None:
        notice = turn.pack.content.persona.notice_version
        asked = asked.keep("consent_asked", notice=notice)
        asked = asked.now(voice=turn.pack.content.persona.default_voice)
    return ask(asked.say("greet").say("consent.notice"), AskConsent())


def consent_again(turn: Turn) -> Turn:
    """Something was typed before consent: it was not kept, and the officer is told."""
    return ask(turn.lead("consent.first"), AskConsent())


def agreed(turn: Turn) -> Turn:
    """Consent given: keep when and to what, then ask what to call the officer."""
    notice = turn.pack.content.persona.notice_version
    kept = turn.now(consent=Consent(turn.at, notice)).keep("consent_given", notice=notice)
    kept = kept.lead("consent.thanks")
    if turn.state.invited:
        kept = membership.using(kept, turn.state.invited).lead("team.joining")
    return ask(kept, AskName())


def declined(turn: Turn) -> Turn:
    """No consent: nothing is kept, and the door stays open."""
    return ask(turn.lead("consent.declined"), AskConsent())


def hinted(turn: Turn, question: Onboarding) -> Turn:
    """What an answer could look like, where somebody asks for an example."""
    match question:
        case AskName():
            return turn.lead("name.example")
        case AskAgency():
            return turn.lead("agency.example")
        case AskService():
            return turn.lead("service.example")
        case _:
            return turn


def told(turn: Turn, question: Onboarding, skipped: bool) -> Turn:
    """An answer about the officer: keep it as typed, ask for the next one."""
    said = "" if skipped else quoting.tidy(turn.text)
    match question:
        case AskName():
            return _named(turn, said, skipped)
        case AskAgency():
            return ask(_profile(turn, agency=_field(said)), AskService())
        case AskService():
            told = _profile(turn, service=_field(said))
            known = turn.state.invited or turn.state.team
            return _unit_next(told) if known else ask(told, AskTeam())
        case AskTeam():
            return team_told(turn, said if TEAM_CODE.fullmatch(said) else "")
        case AskUnit():
            default = turn.pack.content.default.unit.code
            return picked_unit(turn, default if skipped else _unit_named(turn, said))
        case AskConsent():
            return consent_again(turn)


def team_told(turn: Turn, code: str) -> Turn:
    """A team's code, or none: it is tried out, and first contact goes on."""
    told = _profile(turn, team=code)
    if code:
        told = membership.using(told, code).lead("team.joining")
    return _unit_next(told)


def picked_unit(turn: Turn, code: str | None) -> Turn:
    """The unit to talk about, by its code; one that is not installed is asked for again."""
    if code not in turn.pack.content.units:
        return ask(turn, AskUnit())
    return _ready(turn.now(unit=code).keep("unit", turn.message.id, unit=code))


def _unit_next(turn: Turn) -> Turn:
    several = len(turn.pack.content.units) > 1
    return ask(turn, AskUnit()) if several else _ready(turn)


def _named(turn: Turn, said: str, skipped: bool) -> Turn:
    if skipped:
        return ask(_profile(turn, name=""), AskAgency())
    name = addressed(said)
    if not name or not _could_be_name(said) or agrees_only(said):
        return ask(turn.lead("name.again"), AskName())
    return ask(_profile(turn, name=name).lead("name.kept", name=name), AskAgency())


def _could_be_name(said: str) -> bool:
    digits = sum(map(str.isdigit, said))
    return any(map(str.isalpha, said)) and len(said) <= LONGEST_TYPED_NAME and digits <= MOST_DIGITS


def _unit_named(turn: Turn, said: str) -> str | None:
    """The code of the only unit that ``said`` names, by its code or by words of its name."""
    wanted = said.casefold()
    units = turn.pack.content.units.items()
    if wanted in (known := {code.casefold(): code for code, _ in units}):
        return known[wanted]
    found = [code for code, unit in units if wanted and wanted in unit.unit.name.casefold()]
    return found[0] if len(found) == 1 else None


def addressed(said: str) -> str:
    """How to address somebody who gave their name like this: คุณ unless they named a title."""
    name = AFTER_NAME.sub("", INTRODUCES_NAME.sub("", said)).strip()
    return quoting.hard_clip(titled(name), LONGEST_NAME)


def _field(said: str) -> str:
    return quoting.hard_clip(said, LONGEST_FIELD)


def _profile(turn: Turn, **changes: str) -> Turn:
    was = turn.state.profile
    told_in = {**was.told_in, **dict.fromkeys(changes, _messages(turn))}
    profile = msgspec.structs.replace(was, told_in=told_in, **changes)
    told = _messages(turn)
    several = len(told) > 1
    logged = {f: len(said) for f, said in changes.items()} if several else changes
    return turn.now(profile=profile).keep("profile", told[0], **logged)


def _messages(turn: Turn) -> tuple[str, ...]:
    return tuple(b.id for b in turn.bubbles) or (turn.message.id,)


def _ready(turn: Turn) -> Turn:
    turn = turn.lead("onboarded", name=turn.state.profile.name)
    return turn.put(PickCriterion(), turn.phrase("pick"), criterion_buttons(turn))
