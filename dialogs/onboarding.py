"""First contact: greeting, privacy notice, consent, and how to address the officer.

Nothing is kept before consent except that consent was asked.
"""

from __future__ import annotations

import re

import msgspec

from dialogs import quoting
from dialogs.asking import ask, criterion_buttons
from dialogs.questions import (
    AskAgency,
    AskConsent,
    AskName,
    AskService,
    AskTeam,
    Onboarding,
    PickCriterion,
)
from dialogs.reading.grammar import AFTER_NAME, INTRODUCES_NAME, POLITE_TITLE, TITLED
from dialogs.state import Consent
from dialogs.turn import Turn

LONGEST_NAME = 40
TEAM_CODE = re.compile(r"[A-Za-z0-9-]{4,32}")
LONGEST_FIELD = 200


def greet(turn: Turn) -> Turn:
    """Who the coach is, what is kept and why, and whether that is all right."""
    asked = turn.now(asked_consent=turn.state.asked_consent or turn.at)
    if turn.state.asked_consent is None:
        notice = turn.pack.content.persona.notice_version
        asked = asked.keep("consent_asked", notice=notice)
    return ask(asked.say("greet").say("consent.notice"), AskConsent())


def consent_again(turn: Turn) -> Turn:
    """Something was typed before consent: it was not kept, and the officer is told."""
    return ask(turn.lead("consent.first"), AskConsent())


def agreed(turn: Turn) -> Turn:
    """Consent given: keep when and to what, then ask what to call the officer."""
    notice = turn.pack.content.persona.notice_version
    kept = turn.now(consent=Consent(turn.at, notice)).keep("consent_given", notice=notice)
    return ask(kept.lead("consent.thanks"), AskName())


def declined(turn: Turn) -> Turn:
    """No consent: nothing is kept, and the door stays open."""
    return ask(turn.lead("consent.declined"), AskConsent())


def told(turn: Turn, question: Onboarding, skipped: bool) -> Turn:
    """An answer about the officer: keep it as typed, ask for the next one."""
    said = "" if skipped else quoting.tidy(turn.text)
    match question:
        case AskName():
            name = addressed(said)
            told = _profile(turn, name=name)
            return ask(told.lead("name.kept", name=name) if name else told, AskAgency())
        case AskAgency():
            return ask(_profile(turn, agency=_field(said)), AskService())
        case AskService():
            return ask(_profile(turn, service=_field(said)), AskTeam())
        case _:
            return _ready(_profile(turn, team=said if TEAM_CODE.fullmatch(said) else ""))


def addressed(said: str) -> str:
    """How to address somebody who gave their name like this: คุณ unless they named a title."""
    name = AFTER_NAME.sub("", INTRODUCES_NAME.sub("", said)).strip()
    titled = name if not name or TITLED.match(name) else f"{POLITE_TITLE}{name}"
    return quoting.hard_clip(titled, LONGEST_NAME)


def _field(said: str) -> str:
    return quoting.hard_clip(said, LONGEST_FIELD)


def _profile(turn: Turn, **changes: str) -> Turn:
    was = turn.state.profile
    told_in = {**was.told_in, **{field: turn.message.id for field in changes}}
    profile = msgspec.structs.replace(was, told_in=told_in, **changes)
    return turn.now(profile=profile).keep("profile", turn.message.id, **changes)


def _ready(turn: Turn) -> Turn:
    turn = turn.lead("onboarded", name=turn.state.profile.name)
    return turn.put(PickCriterion(), turn.phrase("pick"), criterion_buttons(turn))
