"""How a question is named in the ``chat --jsonl`` protocol."""

from __future__ import annotations

from typing import Literal

from dialogs.questions import (
    AskAgency,
    AskConsent,
    AskEvidence,
    AskMain,
    AskName,
    AskProbe,
    AskService,
    AskTeam,
    AskUnit,
    AskWhich,
    AtRest,
    ConfirmDraft,
    ConfirmErase,
    ConfirmEraseOne,
    ConfirmJoin,
    ConfirmLeave,
    ConfirmWithdraw,
    OfferMore,
    OfferSubmit,
    Paused,
    Question,
    RenewConsent,
)

Kind = Literal["main", "probe", "evidence", "confirm", "onboarding", "menu", "done"]


def kind_of(question: Question) -> Kind | None:
    """The protocol's name for ``question``; None where nothing is open."""
    match question:
        case AtRest(closed=None) | Paused():
            return None
        case AtRest():
            return "done"
        case AskMain():
            return "main"
        case AskProbe():
            return "probe"
        case AskEvidence():
            return "evidence"
        case OfferMore() | ConfirmDraft() | AskWhich() | ConfirmErase():
            return "confirm"
        case ConfirmEraseOne() | ConfirmWithdraw() | RenewConsent():
            return "confirm"
        case ConfirmJoin() | ConfirmLeave() | OfferSubmit():
            return "confirm"
        case AskConsent() | AskName() | AskAgency() | AskService() | AskTeam() | AskUnit():
            return "onboarding"
        case _:
            return "menu"
