"""Consent over time: a new notice asks again, and what was given can be withdrawn."""

from __future__ import annotations

from dialogs import buttons as b
from dialogs import corrections
from dialogs.asking import ask
from dialogs.dates import thai_date
from dialogs.privacy_words import command_in
from dialogs.put_off import interrupted
from dialogs.questions import (
    AskConsent,
    AskName,
    AtRest,
    ConfirmErase,
    ConfirmWithdraw,
    PrivacyQuestion,
    Question,
    RenewConsent,
)
from dialogs.reading.grammar import CONSENTS, ERASES
from dialogs.returning import back_to
from dialogs.state import Consent
from dialogs.tasks import Leave, Weekly
from dialogs.turn import Turn
from dialogs.values import Begin, Joined, Location, Media, Sticker, Tap, Text, Unsent

BY_OFFICER = (Text, Tap, Media, Begin, Sticker, Location, Joined)
"""What is answered with the new notice first; the rest changes or ends what was said before."""


def is_outdated(turn: Turn) -> bool:
    """Whether the officer must be asked again before anything else they say is kept."""
    consent, said = turn.state.consent, turn.message.said
    current = turn.pack.content.persona.notice_version
    if consent is None or consent.notice == current or not isinstance(said, BY_OFFICER):
        return False
    return isinstance(turn.state.question, RenewConsent) or not _is_about_data(turn)


def _is_about_data(turn: Turn) -> bool:
    """Seeing, erasing and withdrawing need no new consent."""
    if isinstance(turn.state.question, ConfirmErase | PrivacyQuestion):
        return True
    return command_in(turn.text) is not None or _erases(turn)


def renew(turn: Turn) -> Turn:
    """Tell the new notice and ask; what was typed meanwhile is not kept."""
    question = turn.state.question
    if not isinstance(question, RenewConsent) or question.notice != _notice(turn):
        return _asked(turn, interrupted(_under(question)))
    if _agrees(turn):
        return _renewed(turn, question)
    if _declines(turn):
        return withdrawn(turn)
    if _erases(turn):
        return ask(turn, ConfirmErase(question))
    return ask(turn.lead("consent.first"), question)


def _asked(turn: Turn, back: Question | None) -> Turn:
    kept = turn.keep("consent_asked", notice=_notice(turn))
    return ask(kept.lead("renew.notice").bubbled().say("consent.notice"), _renew(turn, back))


def _renew(turn: Turn, back: Question | None) -> RenewConsent:
    return RenewConsent(_notice(turn), back)


def _renewed(turn: Turn, question: RenewConsent) -> Turn:
    consent = Consent(turn.at, question.notice)
    kept = turn.now(consent=consent).keep("consent_given", notice=question.notice)
    return back_to(kept.lead("consent.thanks"), question.back)


def _under(question: Question) -> Question:
    """What an older notice's question interrupted, or else ``question`` itself."""
    return question.back or AtRest() if isinstance(question, RenewConsent) else question


def withdraw(turn: Turn) -> Turn:
    """Ask whether consent is really withdrawn, and say what that means."""
    question = turn.state.question
    back = question.back if isinstance(question, ConfirmWithdraw) else interrupted(question)
    return ask(turn, ConfirmWithdraw(back))


def withdrawn(turn: Turn) -> Turn:
    """Stop everything: no questions, no reminders, nobody sees it; erasing is offered."""
    consent, state = turn.state.consent, turn.state
    turn = turn.keep("consent_withdrawn", notice=consent.notice if consent else "")
    for promise in state.promises:
        turn = turn.remind(promise.id, None)
    if state.team is not None:
        turn = turn.ask_shell(Weekly(False)).ask_shell(Leave())
    turn = turn.now(consent=None, withdrawn=turn.at, submitted={}, waiting=())
    return _offer(turn, "withdrawn.done")


def after(turn: Turn) -> Turn:
    """Anything that happens once consent was withdrawn: nothing of it is kept."""
    said = turn.message.said
    if isinstance(said, Unsent):
        return _unsent(turn, said.message)
    if not isinstance(said, BY_OFFICER):
        return turn
    if isinstance(turn.state.question, ConfirmErase):
        return _erasing(turn)
    if _agrees(turn):
        return _again(turn)
    if said == Tap(b.MY_ALL) or _erases(turn):
        return ask(turn, ConfirmErase(AskConsent()))
    return _offer(turn, "withdrawn.still")


def _erasing(turn: Turn) -> Turn:
    from dialogs.listening import forget

    if turn.message.said == Tap(b.ERASE) or _erases(turn):
        return forget(turn)
    return _offer(turn.lead("erase.kept"), "withdrawn.still")


def _again(turn: Turn) -> Turn:
    """Consent given anew: it goes on with what is still there."""
    consent = Consent(turn.at, _notice(turn))
    turn = turn.now(consent=consent, withdrawn=None).keep("consent_given", notice=consent.notice)
    known = bool(turn.state.profile.told_in)
    return ask(turn.lead("consent.thanks"), AtRest() if known else AskName())


def _offer(turn: Turn, key: str) -> Turn:
    withdrawn = turn.state.withdrawn or turn.at
    said = turn.phrase(key, date=thai_date(withdrawn))
    return turn.put(AskConsent(), said, b.buttons(turn, b.MY_ALL, b.AGREE))


def _unsent(turn: Turn, message: str) -> Turn:
    gone = corrections.unsent(turn, message)
    return Turn(
        turn.pack, gone.state, turn.message, entries=gone.entries, erase=gone.erase,
        tasks=gone.tasks,
    ).now(question=turn.state.question)  # fmt: skip


def _agrees(turn: Turn) -> bool:
    said = turn.message.said
    if isinstance(said, Tap):
        return said.button in (b.AGREE, b.YES)
    if not isinstance(said, Text):
        return False
    intent = turn.pack.reader.read(turn.text, context="yes_no").intent
    return intent == "yes" or (bool(CONSENTS.search(turn.text)) and intent != "no")


def _declines(turn: Turn) -> bool:
    said = turn.message.said
    if isinstance(said, Tap):
        return said.button in (b.DECLINE, b.NO)
    is_text = isinstance(said, Text)
    return is_text and turn.pack.reader.read(turn.text, context="yes_no").intent == "no"


def _erases(turn: Turn) -> bool:
    """Whether deleting is what the message asks for, beyond a word in passing."""
    if not isinstance(turn.message.said, Text) or not ERASES.search(turn.text):
        return False
    return turn.pack.reader.read(turn.text).intent == "erase"


def _notice(turn: Turn) -> str:
    return turn.pack.content.persona.notice_version
