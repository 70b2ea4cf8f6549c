"""Words with gaps, ``{service}``, filled for each officer with what is known of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.people.values import Team
from content.voice import fields_of
from dialogs.dates import thai_date
from dialogs.journey import current_step
from dialogs.pack import Pack
from dialogs.state import State
from dialogs.steps import facts

FILLED: Final = frozenset({"team", "service", "step", "date"})
"""The gaps that can be filled for everybody: what is not known of somebody is put generally."""
_GAP = re.compile(r"\{([a-z]+)\}")
PERSONAL: Final = frozenset({"step"})
"""Those of them that have no general wording: a group is not at one step."""


def fillable(words: str, *, group: bool = False) -> bool:
    """Whether every gap in ``words`` can be filled, for an officer or a whole ``group``."""
    return fields_of(words) <= (FILLED - PERSONAL if group else FILLED)


def filled(words: str, known: Mapping[str, str]) -> str:
    """``words`` with their gaps filled by what is ``known``, verbatim; all else stays as it is."""
    return _GAP.sub(lambda gap: known.get(gap[1], gap[0]), words)


def known_of(pack: Pack, team: Team, state: State, at: datetime) -> dict[str, str]:
    """What fills the gaps for one officer."""
    phrases, journey = pack.content.phrases, pack.unit(state.unit or team.unit).journey
    service = state.profile.service.strip()
    return {
        "team": team.name or phrases.say("prompts.some_team", state.voice),
        "service": service or phrases.say("prompts.some_service", state.voice),
        "step": current_step(journey, facts(state, at)).title,
        "date": thai_date(at),
    }
