"""The question on the table: every question the coach can have open, carrying what led to it.

There are no step numbers and no untyped bag. A question that interrupts another carries the other
in ``back``, so that the open question survives whatever is typed in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from dialogs.plain_questions import AskAgency as AskAgency
from dialogs.plain_questions import AskConsent as AskConsent
from dialogs.plain_questions import AskEvidence as AskEvidence
from dialogs.plain_questions import AskMain as AskMain
from dialogs.plain_questions import AskName as AskName
from dialogs.plain_questions import AskProbe as AskProbe
from dialogs.plain_questions import AskService as AskService
from dialogs.plain_questions import AskTeam as AskTeam
from dialogs.plain_questions import AskUnit as AskUnit
from dialogs.plain_questions import AskWhich as AskWhich
from dialogs.plain_questions import AtRest as AtRest
from dialogs.plain_questions import OfferMore as OfferMore
from dialogs.plain_questions import PickCriterion as PickCriterion
from dialogs.values import Request


class ConfirmDraft(Struct, frozen=True, tag="confirm"):
    """The draft made of the officer's quotes: is it right?"""

    criterion: str
    back: Question | None = None


class SuggestStep(Struct, frozen=True, tag="suggest"):
    """The recommended next step, and the ``reason`` for it: do it, a smaller one, or skip it?"""

    step: str
    rule: str
    action: str
    smaller: str
    facet: str | None = None
    shrunk: bool = False
    back: Question | None = None
    reason: str = ""


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


class MyData(Struct, frozen=True, tag="mine"):
    """What is kept of the officer was told: a copy, erase something, withdraw?"""

    back: Question | None = None


class PickErase(Struct, frozen=True, tag="pick_erase"):
    """Which answer or file is to be erased; ``shown`` of them were offered before."""

    shown: int = 0
    back: Question | None = None


class ConfirmEraseOne(Struct, frozen=True, tag="erase_one"):
    """Really erase this: a claim by its id, or else the file of a message?"""

    claim: str = ""
    file: str = ""
    back: Question | None = None


class ConfirmWithdraw(Struct, frozen=True, tag="withdraw"):
    """Really withdraw consent?"""

    back: Question | None = None


class RenewConsent(Struct, frozen=True, tag="renew"):
    """The privacy notice has a new version, ``notice``: is that all right, too?"""

    notice: str
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
    | MyData
    | PickErase
    | ConfirmEraseOne
    | ConfirmWithdraw
    | RenewConsent
    | Paused
)

Onboarding = AskConsent | AskName | AskAgency | AskService | AskTeam | AskUnit
TeamQuestion = (
    AnswerPrompt | AnswerRequest | WithCoach | ConfirmJoin | ConfirmLeave | OfferSubmit | PickDraft
)
"""What concerns the team and the human coach."""

PrivacyQuestion = MyData | PickErase | ConfirmEraseOne | ConfirmWithdraw | RenewConsent
"""What concerns the officer's own data and consent."""

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
    | ConfirmEraseOne
    | ConfirmWithdraw
    | RenewConsent
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
        case ConfirmErase() | Paused() | MyData() | PickErase():
            return question.back
        case ConfirmEraseOne() | ConfirmWithdraw() | RenewConsent():
            return question.back
        case AtRest():
            return None
        case _:
            return question
