"""“ข้อมูลของฉัน”: what is kept, who may see it and who did, a copy of it, erasing, withdrawing."""

from __future__ import annotations

from dialogs import buttons as b
from dialogs import privacy_consent, privacy_erasing
from dialogs.asking import ask
from dialogs.nudging import nudge
from dialogs.privacy_words import claim_named, command_in, file_named
from dialogs.put_off import interrupted
from dialogs.questions import (
    AskNewWords,
    ConfirmErase,
    ConfirmEraseOne,
    ConfirmWithdraw,
    MyData,
    PickErase,
    PrivacyQuestion,
    Question,
)
from dialogs.reading.grammar import ERASES
from dialogs.reading.port import Intent
from dialogs.returning import back_to
from dialogs.tasks import HandOut
from dialogs.turn import Turn

STAYS: frozenset[Intent] = frozenset(("no", "skip", "back", "pause", "done", "not_done"))


def commanded(turn: Turn) -> Turn | None:
    """What a whole message about one's own data asks for; None where it is no such message."""
    found = command_in(turn.text)
    if found is None or isinstance(turn.state.question, AskNewWords):
        return None
    match found:
        case "mine", _:
            return ask(turn, MyData(back(turn.state.question)))
        case "copy", _:
            return copy(turn)
        case "withdraw", _:
            return _withdraw(turn)
        case "answer", which:
            return _answer(turn, which)
        case _, which:
            return _file(turn, which)


def back(question: Question) -> Question | None:
    """What a question about one's own data returns to."""
    if isinstance(question, PrivacyQuestion):
        return question.back
    return interrupted(question)


def copy(turn: Turn) -> Turn:
    """Have a copy made; it comes as a file as soon as it is ready."""
    turn = turn.keep("copy_asked").ask_shell(HandOut()).lead("mine.copy")
    return back_to(turn, back(turn.state.question))


def tapped(turn: Turn, question: PrivacyQuestion, id: str) -> Turn | None:
    """A button of a question about one's own data; None for any other."""
    match question, id:
        case _, b.GO_ON | b.KEEP_IT | b.KEEP | b.NO:
            return kept(turn, question)
        case PickErase(), b.MY_MORE:
            return privacy_erasing.more(turn, question)
        case PickErase(), _ if (one := privacy_erasing.picked(turn, question, id)) is not None:
            return one
        case ConfirmEraseOne(), b.ERASE_IT:
            return privacy_erasing.erased(turn, question)
        case ConfirmWithdraw(), b.MY_WITHDRAW:
            return privacy_consent.withdrawn(turn)
        case _:
            return None


def tapped_anywhere(turn: Turn, id: str) -> Turn | None:
    """The choices of the summary, which stay good for as long as they are seen."""
    match id:
        case b.MY_COPY:
            return copy(turn)
        case b.MY_ERASE:
            return privacy_erasing.pick(turn, back(turn.state.question))
        case b.MY_ALL:
            return ask(turn, ConfirmErase(back(turn.state.question)))
        case b.MY_WITHDRAW:
            return privacy_consent.withdraw(turn)
        case _:
            return None


def listen(turn: Turn, question: PrivacyQuestion, intent: Intent) -> Turn | None:
    """Answer what was typed; None where it is not about one's own data."""
    match question:
        case ConfirmEraseOne() if ERASES.search(turn.text) and intent != "no":
            return privacy_erasing.erased(turn, question)
        case ConfirmEraseOne() if intent == "yes":
            return ask(turn.lead("erase_one.sure"), question)
        case ConfirmWithdraw() if intent == "yes":
            return privacy_consent.withdrawn(turn)
        case ConfirmEraseOne() | ConfirmWithdraw() if intent == "answer":
            return kept(turn, question)
        case _ if intent in STAYS:
            return kept(turn, question)
        case _:
            return None


def kept(turn: Turn, question: PrivacyQuestion) -> Turn:
    """Nothing changes; back to what was open."""
    asked = isinstance(question, ConfirmEraseOne | PickErase)
    return back_to(turn.lead("erase_one.kept") if asked else turn, question.back)


def _withdraw(turn: Turn) -> Turn:
    """Said once more, it is meant."""
    if isinstance(turn.state.question, ConfirmWithdraw):
        return privacy_consent.withdrawn(turn)
    return privacy_consent.withdraw(turn)


def _answer(turn: Turn, which: str) -> Turn | None:
    """“ลบคำตอบ…”: the one it names; a list where it names none; else it is no command."""
    if not turn.state.claims:
        return None if which else nudge(turn.lead("erase_one.nothing"))
    if not which:
        return privacy_erasing.pick(turn, back(turn.state.question))
    claim = claim_named(turn.state, which)
    return _confirm(turn, ConfirmEraseOne(claim)) if claim else None


def _file(turn: Turn, which: str) -> Turn | None:
    if not turn.state.attachments:
        return None if which else nudge(turn.lead("erase_one.no_file"))
    if not which:
        return privacy_erasing.pick(turn, back(turn.state.question))
    message = file_named(turn.state, which)
    return _confirm(turn, ConfirmEraseOne(file=message)) if message else None


def _confirm(turn: Turn, question: ConfirmEraseOne) -> Turn:
    back_ = back(turn.state.question)
    return ask(turn, ConfirmEraseOne(question.claim, question.file, back_))
