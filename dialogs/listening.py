"""Who answers: the question on the table decides what words, taps and pictures mean."""

from __future__ import annotations

from msgspec.structs import replace

from dialogs import asides, corrections, interview, onboarding, privacy, step_answers, team_talk
from dialogs import buttons as b
from dialogs.asking import ask
from dialogs.hearing import hear, quoted
from dialogs.names import is_name
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
    YesNo,
)
from dialogs.reading.grammar import ERASES
from dialogs.reading.port import Context, Intent
from dialogs.state import Plan
from dialogs.turn import Turn

INTERRUPTS: frozenset[Intent] = frozenset(
    ("help", "erase", "human", "status", "export", "pause", "thanks", "complaint", "gibberish",
     "explain", "greet")
)  # fmt: skip


NOT_ABOUT_ONESELF: frozenset[Intent] = frozenset(
    ("greet", "example", "back", "resume", "edit", "next_step", "gibberish")
)
"""What nobody is called: typed while asked for a name or an agency, the question comes again."""


def context_of(question: Question) -> Context:
    """Whether a bare yes or no answers the question."""
    return "yes_no" if isinstance(question, YesNo) else "open"


def listen(turn: Turn) -> Turn:
    """Answer what was typed, given the question on the table and the intent that was read."""
    question = turn.state.question
    intent = turn.reading.intent if turn.reading else "answer"
    match question:
        case AskName() | AskAgency() | AskService() | AskTeam() | AskUnit():
            return _onboarding(turn, question, intent)
        case OfferMore() | ConfirmDraft() | AskEvidence():
            return closing(turn, question, intent)
        case AskWhich():
            return _which(turn, question, intent)
        case AskWhatToEdit() | AskNewWords() | ConfirmErase():
            return _changing(turn, question, intent)
        case SuggestStep() | AskWhen() | AskHowItWent() | AskTestOutcome() | AskCause():
            return step_answers.listen(turn, question, intent)
        case PickCriterion() | AtRest():
            return _resting(turn, intent)
        case Paused():
            return _paused(turn, question, intent)
        case _ if isinstance(question, PrivacyQuestion):
            done = privacy.listen(turn, question, intent)
            return done or listen(turn.now(question=question.back or AtRest()))
        case _ if isinstance(question, TeamQuestion):
            return team_talk.listen(turn, question, intent)
        case _:
            return _by_intent(turn, intent)


def _by_intent(turn: Turn, intent: Intent) -> Turn:
    if intent == "answer":
        return interview.answered(turn)
    return asides.ASIDES[intent](turn)


def _onboarding(
    turn: Turn, question: AskName | AskAgency | AskService | AskTeam | AskUnit, intent: Intent
) -> Turn:
    if is_name(question, turn.text, intent):
        return onboarding.told(turn, question, skipped=False)
    if intent in NOT_ABOUT_ONESELF:
        return asides.again(onboarding.hinted(turn, question) if intent == "example" else turn)
    if intent in INTERRUPTS - {"greet", "gibberish"}:
        return asides.ASIDES[intent](turn)
    skipped = intent in ("skip", "dont_know", "not_done", "no", "done")
    return onboarding.told(turn, question, skipped)


def closing(turn: Turn, question: OfferMore | ConfirmDraft | AskEvidence, intent: Intent) -> Turn:
    """Answer a question that closes a criterion or a sitting."""
    criterion = turn.pack.criterion(question.criterion)
    if criterion is None:
        return ask(turn, AtRest())
    match question, intent:
        case OfferMore(), "yes" | "resume" | "next_step":
            return interview.more(turn, criterion)
        case OfferMore(), "answer":
            return interview.answered(interview.willing(turn, criterion))
        case OfferMore(), "no" | "skip" | "done" | "not_done" | "pause":
            return interview.rest(turn.lead("more.rest"), criterion)
        case ConfirmDraft(), "yes":
            return interview.confirmed(turn, criterion)
        case ConfirmDraft(), "skip" | "dont_know" | "not_done" | "done":
            return interview.rest(turn.lead("more.rest"), criterion)
        case ConfirmDraft(), "no" | "edit":
            return corrections.correct(turn)
        case AskEvidence(), "not_done" | "dont_know" | "skip" | "no" | "done" | "yes":
            return interview.close_criterion(turn.lead("evidence.later"), criterion)
        case AskEvidence(), "answer":
            return _evidence_told(turn, question)
        case _:
            return _by_intent(turn, intent)


def _which(turn: Turn, question: AskWhich, intent: Intent) -> Turn:
    """Words instead of a button leave both figures, and are heard like any answer."""
    if intent == "answer":
        turn = hear(turn)
    if intent in ("yes", "no", "answer", "skip", "dont_know", "done", "not_done", "edit"):
        return interview.settled(turn, question, b.BOTH)
    return asides.ASIDES[intent](turn)


def _evidence_told(turn: Turn, question: AskEvidence) -> Turn:
    """Words instead of a file: kept as evidence to come, and read like any answer."""
    plan = Plan(question.criterion, quoted(turn, 0, len(turn.text)), "evidence")
    return interview.answered(turn.now(plans=(*turn.state.plans, plan)))


def _changing(
    turn: Turn, question: AskWhatToEdit | AskNewWords | ConfirmErase, intent: Intent
) -> Turn:
    if isinstance(question, ConfirmErase):
        return _erasing(turn, question, intent)
    if intent in ("no", "skip", "back", "done", "pause"):
        return ask(turn.lead("edit.kept"), question.back or AtRest())
    if intent in INTERRUPTS:
        return asides.ASIDES[intent](turn)
    if intent not in ("answer", "edit", "yes"):
        return asides.ASIDES[intent](turn.now(question=question.back or AtRest()))
    if isinstance(question, AskNewWords):
        return corrections.reworded(turn, question)
    return corrections.picked_by_words(turn, question)


def _erasing(turn: Turn, question: ConfirmErase, intent: Intent) -> Turn:
    """A polite word deletes nothing: only the button does, or words that say so."""
    if ERASES.search(turn.text) and intent != "no":
        return forget(turn)
    if intent == "yes":
        return ask(turn.lead("erase.sure"), question)
    return not_erased(turn, question)


def forget(turn: Turn) -> Turn:
    """Erase everything; what is left says only that it happened."""
    return replace(turn.say("erase.done"), forget=True)


def not_erased(turn: Turn, question: ConfirmErase) -> Turn:
    """Nothing is deleted; back to what was open."""
    return ask(turn.lead("erase.kept"), question.back or AtRest())


def _resting(turn: Turn, intent: Intent) -> Turn:
    if intent == "answer":
        return interview.volunteered(turn)
    if intent in ("yes", "resume", "back"):
        return asides.resume(turn)
    if intent in ("no", "done", "skip", "not_done", "dont_know"):
        return ask(turn, AtRest())
    return asides.ASIDES[intent](turn)


def _paused(turn: Turn, question: Paused, intent: Intent) -> Turn:
    if intent in ("yes", "resume", "greet", "next_step"):
        return asides.resume(turn)
    if intent in ("pause", "thanks", "done", "no"):
        return asides.again(turn)
    return listen(turn.now(question=question.back or AtRest()))
