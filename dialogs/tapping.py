"""Buttons: what a tap means to the question on the table, or anywhere."""

from __future__ import annotations

from dialogs import (
    asides,
    corrections,
    exporting,
    interview,
    onboarding,
    privacy,
    steps,
    submitting,
    team_talk,
)
from dialogs import buttons as b
from dialogs.asking import ask
from dialogs.listening import closing, forget, not_erased
from dialogs.questions import (
    AskAgency,
    AskCause,
    AskEvidence,
    AskHowItWent,
    AskName,
    AskNewWords,
    AskService,
    AskTeam,
    AskTestOutcome,
    AskUnit,
    AskWhatToEdit,
    AskWhen,
    AskWhich,
    AtRest,
    ConfirmDraft,
    ConfirmErase,
    OfferMore,
    Paused,
    PickCriterion,
    PrivacyQuestion,
    Question,
    SuggestStep,
    TeamQuestion,
    under,
)
from dialogs.reading.port import Intent
from dialogs.turn import Turn


def tapped(turn: Turn, id: str) -> Turn:
    """A button: of the question on the table, of the menu, or an old one that still makes sense."""
    question = turn.state.question
    if isinstance(question, PrivacyQuestion):
        handled = privacy.tapped(turn, question, id)
    else:
        handled = _tapped_here(turn, question, id)
    return handled if handled is not None else _tapped_anywhere(turn, id)


def _tapped_here(turn: Turn, question: Question, id: str) -> Turn | None:
    match question, id:
        case ((AskName() | AskAgency() | AskService() | AskTeam()), b.SKIP):
            return onboarding.told(turn, question, skipped=True)
        case AskUnit(), _ if b.argument(id, b.UNIT) is not None:
            return onboarding.picked_unit(turn, b.argument(id, b.UNIT))
        case ((OfferMore() | ConfirmDraft() | AskEvidence()), _):
            return _tapped_closing(turn, question, id)
        case AskWhich(), b.OLD | b.NEW | b.BOTH:
            return interview.settled(turn, question, id)
        case Paused(), b.GO_ON:
            return asides.resume(turn)
        case ConfirmErase(), b.ERASE:
            return forget(turn)
        case ConfirmErase(), b.KEEP:
            return not_erased(turn, question)
        case ((SuggestStep() | AskWhen() | AskHowItWent() | AskTestOutcome() | AskCause()), _):
            return _tapped_step(turn, question, id)
        case _ if isinstance(question, TeamQuestion):
            return team_talk.tapped(turn, question, id)
        case _:
            return _tapped_claim(turn, question, id)


def _tapped_closing(
    turn: Turn, question: OfferMore | ConfirmDraft | AskEvidence, id: str
) -> Turn | None:
    match question, id:
        case ((OfferMore() | ConfirmDraft()), (b.GO_ON | b.USE_DRAFT | b.YES)):
            return closing(turn, question, "yes")
        case OfferMore(), (b.REST | b.NO):
            return closing(turn, question, "no")
        case ConfirmDraft(), (b.CHANGE_DRAFT | b.NO):
            return corrections.correct(turn)
        case AskEvidence(), b.NO_FILE:
            return closing(turn, question, "not_done")
        case _:
            return None


def _tapped_claim(turn: Turn, question: Question, id: str) -> Turn | None:
    if isinstance(question, AskNewWords) and id == b.KEEP_OLD:
        return ask(turn.lead("edit.kept"), question.back or AtRest())
    claim, drop = b.argument(id, b.CLAIM), b.argument(id, b.DROP)
    if isinstance(question, AskWhatToEdit) and claim is not None:
        return corrections.picked(turn, question, claim)
    if isinstance(question, AskNewWords) and drop is not None:
        return corrections.dropped(turn, drop, question.back)
    return None


def _tapped_step(
    turn: Turn,
    question: SuggestStep | AskWhen | AskHowItWent | AskTestOutcome | AskCause,
    id: str,
) -> Turn | None:
    outcome, cause = b.argument(id, b.OUTCOME), b.argument(id, b.CAUSE)
    match question, id:
        case SuggestStep(), b.DO_IT:
            return steps.chosen(turn, question)
        case SuggestStep(), b.SMALLER:
            return steps.shrink(turn, question)
        case SuggestStep(), b.SKIP_STEP:
            return steps.skip_step(turn, question)
        case AskWhen(), b.TOMORROW | b.FRIDAY | b.NEXT_WEEK:
            return steps.promised(turn, question, b.button(turn, id).label)
        case AskHowItWent(), b.DID_IT | b.NOT_YET:
            return steps.went(turn, question, done=id == b.DID_IT)
        case AskTestOutcome(), _ if outcome is not None:
            return steps.tested(turn, question, outcome)
        case AskCause(), _ if cause is not None:
            return steps.caused(turn, question, cause)
        case _:
            return None


def _tapped_late(turn: Turn, id: str) -> Turn | None:
    """The outcome or the cause of a test, told after the question was left."""
    outcome, cause = b.argument(id, b.OUTCOME), b.argument(id, b.CAUSE)
    test = turn.state.round.test
    if outcome is not None:
        return steps.tested(turn, AskTestOutcome(under(turn.state.question)), outcome)
    if cause is not None and (test == "failed" or test == "partial"):
        return steps.caused(turn, AskCause(test, under(turn.state.question)), cause)
    return None


def _tapped_anywhere(turn: Turn, id: str) -> Turn:
    criterion = b.argument(id, b.CRITERION)
    if criterion is not None:
        return interview.begin(turn, criterion)
    anywhere: dict[str, Intent] = {
        b.SKIP: "skip",
        b.DONT_KNOW: "dont_know",
        b.EXAMPLE: "example",
        b.STATUS: "status",
        b.NEXT_STEP: "next_step",
        b.HELP: "help",
        b.RESUME: "resume",
    }
    if id == b.PICK:
        return ask(turn, PickCriterion())
    if (mine := privacy.tapped_anywhere(turn, id)) is not None:
        return mine
    if (file := exporting.tapped_anywhere(turn, id)) is not None:
        return file
    if (draft := submitting.tapped_anywhere(turn, id)) is not None:
        return draft
    if (late := _tapped_late(turn, id)) is not None:
        return late
    if id in anywhere:
        return asides.ASIDES[anywhere[id]](turn)
    return asides.again(turn.lead("stale"))
