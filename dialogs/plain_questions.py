"""Questions that interrupt nothing: they carry no other question under them."""

from __future__ import annotations

from msgspec import Struct


class AtRest(Struct, frozen=True, tag="rest"):
    """Nothing is open; a menu was offered. ``closed`` is the criterion just finished, if any."""

    closed: str | None = None


class AskConsent(Struct, frozen=True, tag="consent"):
    """The privacy notice was shown; nothing is kept until the answer is yes."""


class AskName(Struct, frozen=True, tag="name"):
    """What to call the officer."""


class AskAgency(Struct, frozen=True, tag="agency"):
    """Which agency they work in."""


class AskService(Struct, frozen=True, tag="service"):
    """Which service they want to improve."""


class AskTeam(Struct, frozen=True, tag="team"):
    """A team code, which may be skipped."""


class AskUnit(Struct, frozen=True, tag="unit"):
    """Which competency unit to talk about, where several are installed."""


class AskMain(Struct, frozen=True, tag="main"):
    """A criterion's main question."""

    criterion: str


class AskProbe(Struct, frozen=True, tag="probe"):
    """One facet of a criterion; ``nth`` is 1 for the open wording, 2 for the concrete one."""

    criterion: str
    facet: str
    nth: int


class OfferMore(Struct, frozen=True, tag="more"):
    """Enough for one sitting: go on with ``criterion``, or rest?"""

    criterion: str


class AskEvidence(Struct, frozen=True, tag="evidence"):
    """Something to look at for a covered facet: a photo, a file."""

    criterion: str
    facet: str


class AskWhich(Struct, frozen=True, tag="which"):
    """Two claims about one facet say different figures: which one holds now?"""

    criterion: str
    old: str
    new: str


class PickCriterion(Struct, frozen=True, tag="pick"):
    """Which criterion to talk about."""
