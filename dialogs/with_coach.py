"""Talking with the human coach: what is typed goes to them, and the interview waits."""

from __future__ import annotations

from msgspec.structs import replace

from dialogs import coaches
from dialogs.asking import ask
from dialogs.buttons import END_THREAD, button
from dialogs.nudging import nudge
from dialogs.outcome import Entry
from dialogs.questions import WithCoach, layers, waiting
from dialogs.returning import back_to
from dialogs.tasks import EndThread, ToCoach
from dialogs.turn import Turn
from dialogs.values import Bubble, FromCoach, Media

MOST_REMEMBERED = 30  # messages to the coach that may still be edited


def open_(turn: Turn) -> Turn:
    """What is typed next goes to the coach, who is told that somebody wants to talk."""
    for layer in layers(turn.state.question):
        if isinstance(layer, WithCoach):
            return ask(turn, layer)
    question = WithCoach(turn.at, waiting(turn.state.question))
    return ask(turn.keep("human_wanted").ask_shell(ToCoach(())), question)


def told(turn: Turn, question: WithCoach) -> Turn:
    """Carry what was typed to the coach; it is no answer, and the trail says so."""
    sent = carried(turn, turn.bubbles)
    words = sent.phrase("thread.sent", coach=coaches.own(sent))
    return sent.put(question, words, (button(sent, END_THREAD),))


def carried(turn: Turn, bubbles: tuple[Bubble, ...]) -> Turn:
    """Carry ``bubbles`` to the coach, without saying anything."""
    ids = (*turn.state.to_coach, *(b.id for b in bubbles))[-MOST_REMEMBERED:]
    entries = tuple(_to_coach(entry) for entry in turn.entries)
    turn = replace(turn.now(to_coach=tuple(dict.fromkeys(ids))), entries=entries)
    return turn.ask_shell(ToCoach(bubbles))


def corrected(turn: Turn, message: str) -> Turn:
    """A message to the coach was edited: they get it as it says now."""
    turn = turn.keep("to_coach", message, text=turn.text).ask_shell(
        ToCoach((Bubble(message, turn.text),))
    )
    return nudge(turn.lead("edited"))


def file(turn: Turn, question: WithCoach, media: Media) -> Turn:
    """A picture or file for the coach: it is named, and the words beside it go along."""
    named = turn.phrase("thread.file", name=media.name)
    said = "\n".join((named, turn.text)) if turn.text else named
    return told(replace(turn, bubbles=(Bubble(turn.message.id, said),)), question)


def heard(turn: Turn, said: FromCoach) -> Turn:
    """The coach's words under the coach's name; the talk goes on unless it ends here."""
    question = turn.state.question
    coach = coaches.called(turn, said.coach)
    words = turn.phrase("thread.from", coach=coach, words=said.words)
    turn = turn.keep("from_coach", coach=said.coach)
    if not isinstance(question, WithCoach):
        return back_to(turn.bubble(words).lead("thread.reply"), question)
    if not said.ends:
        return turn.put(question, words, (button(turn, END_THREAD),))
    turn = turn.bubble(words).lead("thread.ended", coach=coach)
    return back_to(turn.close(question), question.back)


def ended(turn: Turn, question: WithCoach) -> Turn:
    """The officer is done; the interview goes on where it was."""
    turn = turn.keep("thread_ended").ask_shell(EndThread()).close(question)
    return back_to(turn.lead("thread.ended", coach=coaches.own(turn)), question.back)


def _to_coach(entry: Entry) -> Entry:
    return Entry("to_coach", entry.content, entry.ref) if entry.kind == "officer" else entry
