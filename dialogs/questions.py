"""The question on the table: every question the coach can have open, carrying what led to it.

There are no step numbers and no untyped bag. A question that interrupts another carries the other
in ``back``, so that the open question survives whatever is typed in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from dialogs.values import Request


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


class ConfirmDraft(Struct, frozen=True, tag="confirm"):
    """The draft made of the officer's quotes: is it right?"""

    criterion: str
    back: Question | None = None


class AskWhich(Struct, frozen=True, tag="which"):
    """Two claims about one facet say different figures: which one holds now?"""

    criterion: str
    old: str
    new: str


class PickCriterion(Struct, frozen=True, tag="pick"):
    """Which criterion to talk about."""


class SuggestStep(Struct, frozen=True, tag="suggest"):
    """The recommended next step: do it, a smaller one, or skip it?"""

    step: str
    rule: str
    action: str
    smaller: str
    facet: str | None = None
    shrunk: bool = False
    back: Question | None = None


class AskWhen(Struct, frozen=True, tag="when"):
    """When the officer will do what they chose."""

    step: str
    rule: str
    action: str
    back: Question | None = None


class AskHowItWent(Struct, frozen=True, tag="went"):
    """A promised day has come: was it done?"""

    promise: str
    back: Question | None = None


class AskTestOutcome(Struct, frozen=True, tag="outcome"):
    """How the test with real users came out."""

    back: Question | None = None


class AskCause(Struct, frozen=True, tag="cause"):
    """What a failed test failed on."""

    outcome: Literal["partial", "failed"]
    back: Question | None = None


class AskWhatToEdit(Struct, frozen=True, tag="edit"):
    """Which of the things kept is to be changed."""

    criterion: str
    back: Interview | None = None


class AskNewWords(Struct, frozen=True, tag="words"):
    """The officer's new words for one claim."""

    claim: str
    back: Interview | None = None


class ConfirmErase(Struct, frozen=True, tag="erase"):
    """Really erase everything?"""

    back: Question | None = None


class AnswerPrompt(Struct, frozen=True, tag="prompt"):
    """A human coach's question: ``prompt`` is its id, ``words`` what was asked."""

    prompt: str
    words: str
    coach: str
    criterion: str | None = None
    back: Question | None = None


class AnswerRequest(Struct, frozen=True, tag="request"):
    """A draft came back: the first of ``requests`` is asked, the others follow."""

    criterion: str
    coach: str
    requests: tuple[Request, ...]
    back: Question | None = None


class WithCoach(Struct, frozen=True, tag="with_coach"):
    """The officer talks with a human coach; the interview waits until they are done."""

    since: datetime
    back: Question | None = None


class ConfirmJoin(Struct, frozen=True, tag="join"):
    """Really join the team behind ``code`` (and leave the one before)?"""

    code: str
    back: Question | None = None


class ConfirmLeave(Struct, frozen=True, tag="leave"):
    """Really leave the team?"""

    back: Question | None = None


class OfferSubmit(Struct, frozen=True, tag="submit"):
    """A draft was confirmed: hand it to the team's coach now?"""

    criterion: str
    back: Question | None = None


class PickDraft(Struct, frozen=True, tag="draft"):
    """Which draft to hand to the coach, or to take back."""

    doing: Literal["submit", "withdraw"]
    back: Question | None = None


class Paused(Struct, frozen=True, tag="paused"):
    """The officer is away; ``back`` waits for them."""

    since: datetime
    back: Question | None = None


Interview = AskMain | AskProbe | OfferMore | AskEvidence | ConfirmDraft | AskWhich
"""Questions of the interview itself."""

Question = (
    AtRest
    | AskConsent
    | AskName
    | AskAgency
    | AskService
    | AskTeam
    | AskUnit
    | AskMain
    | AskProbe
    | OfferMore
    | AskEvidence
    | ConfirmDraft
    | AskWhich
    | PickCriterion
    | SuggestStep
    | AskWhen
    | AskHowItWent
    | AskTestOutcome
    | AskCause
    | AskWhatToEdit
    | AskNewWords
    | ConfirmErase
    | AnswerPrompt
    | AnswerRequest
    | WithCoach
    | ConfirmJoin
    | ConfirmLeave
    | OfferSubmit
    | PickDraft
    | Paused
)

Onboarding = AskConsent | AskName | AskAgency | AskService | AskTeam | AskUnit
TeamQuestion = (
    AnswerPrompt | AnswerRequest | WithCoach | ConfirmJoin | ConfirmLeave | OfferSubmit | PickDraft
)
"""What concerns the team and the human coach."""

YesNo = (
    AskConsent
    | OfferMore
    | ConfirmDraft
    | ConfirmErase
    | AskHowItWent
    | SuggestStep
    | ConfirmJoin
    | ConfirmLeave
    | OfferSubmit
)
"""Questions that a bare ใช่ or ไม่ answers."""


def layers(question: Question) -> Iterator[Question]:
    """``question`` and the questions that wait under it, the open one first."""
    on: Question | None = question
    while on is not None:
        yield on
        on = getattr(on, "back", None)


def under(question: Question) -> Interview | None:
    """The interview's question that is open, or waits under ``question``."""
    return next((found for found in layers(question) if isinstance(found, Interview)), None)


def waiting(question: Question) -> Question | None:
    """What an interruption of ``question`` returns to; None where nothing is open.

    Being away and being asked whether to erase are interruptions themselves: what they interrupted
    waits on.
    """
    match question:
        case ConfirmErase() | Paused():
            return question.back
        case AtRest():
            return None
        case _:
            return question
