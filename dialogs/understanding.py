"""What words are before they are an answer: a choice, a criterion, a letter, a question back."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from dialogs import asides, corrections, interview, privacy, quoting, reflecting, requested
from dialogs.listening import context_of, listen
from dialogs.questions import (
    AnswerPrompt,
    AnswerRequest,
    AtRest,
    Onboarding,
    PickCriterion,
    WithCoach,
    under,
)
from dialogs.reading.grammar import ASKS_COACH, LETTERHEAD, NAMES_CRITERION
from dialogs.reading.port import Reading
from dialogs.tapping import tapped
from dialogs.team_words import commanded
from dialogs.topic import about
from dialogs.turn import Turn
from dialogs.values import Level

LONG_GAP = timedelta(hours=24)  # after this, coming back begins with where the officer was
MARKS_OF_A_LETTER = 3
LONGEST_QUESTION = 60  # characters of a question about the coach itself
LONGEST_NUMBER = 200  # characters of a message that only names a criterion by its number
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
LONGEST_READ = 5000  # characters of one answer that are read; honest answers are under 2,000


def understood(turn: Turn) -> Turn:
    """Answer words: a choice typed instead of tapped, a criterion by number, or what they say."""
    choice = _typed_choice(turn)
    if choice is not None:
        return tapped(turn, choice)
    if (done := privacy.commanded(turn) or commanded(turn)) is not None:
        return done
    if isinstance(turn.state.question, WithCoach):
        return listen(replace(turn, reading=read(turn)))
    criterion = _named_criterion(turn)
    if criterion is not None:
        return interview.begin(turn, criterion)
    if len(LETTERHEAD.findall(turn.text)) >= MARKS_OF_A_LETTER:
        return asides.again(turn.lead("letter"))
    turn = replace(turn, reading=read(turn))
    if (key := _asked_coach(turn)) is not None:
        return asides.nudge(turn.lead(key))
    return _corrected(turn) or _after_a_gap(turn)


def _corrected(turn: Turn) -> Turn | None:
    """What was typed put something right, though nobody asked; None where it did not."""
    question = turn.state.question
    if not corrections.is_correction(turn):
        return None
    match question:
        case AnswerRequest():
            return requested.corrected(turn, question)
        case AnswerPrompt():
            return corrections.put_right_in(turn, question)
        case _ if under(question) is not None:
            return corrections.correct(turn)
        case _:
            return None


def _typed_choice(turn: Turn) -> str | None:
    """The button whose label was typed, of those offered last."""
    typed = quoting.tidy(turn.text).casefold()
    labels = {quoting.tidy(b.label).casefold(): b.id for b in turn.state.offered}
    return labels.get(typed)


def _named_criterion(turn: Turn) -> str | None:
    """The criterion whose number is the whole message; a bare number counts only at rest."""
    named = NAMES_CRITERION.match(turn.text.strip()) if len(turn.text) <= LONGEST_NUMBER else None
    resting = isinstance(turn.state.question, AtRest | PickCriterion)
    if named is None or isinstance(turn.state.question, Onboarding):
        return None
    if named["said"] is None and not resting:
        return None
    number = named["number"].translate(THAI_DIGITS)
    unit = turn.pack.unit(turn.state.unit)
    return next((c.id for c in unit.criteria if c.number == number), None)


def _asked_coach(turn: Turn) -> str | None:
    """The phrase that answers a short question about the coach itself."""
    findings = turn.reading.findings if turn.reading else ()
    told = any(finding.level >= Level.COVERED for finding in findings)
    if told or len(turn.text) > LONGEST_QUESTION or under(turn.state.question) is None:
        return None
    return next((key for key, words in ASKS_COACH if words.search(turn.text)), None)


def read(turn: Turn) -> Reading:
    """What the words say, given the question they answer."""
    question = turn.state.question
    criterion, facet = about(question)
    return turn.pack.reader.read(
        turn.text[:LONGEST_READ],
        criterion=criterion,
        facet=facet,
        context=context_of(question),
    )


def _after_a_gap(turn: Turn) -> Turn:
    """After days away, a greeting or a word to go on begins with the officer's last point."""
    seen = turn.state.seen
    if seen is None or turn.at - seen < LONG_GAP or turn.reading is None:
        return listen(turn)
    here = turn.pack.criterion(getattr(under(turn.state.question), "criterion", ""))
    intent = turn.reading.intent
    if here is None or intent not in ("greet", "resume", "help", "smalltalk", "status"):
        return listen(turn)
    if intent in ("greet", "resume", "smalltalk"):
        return asides.again(reflecting.recall(asides.greeting(turn), here))
    return listen(reflecting.recall(turn, here))
