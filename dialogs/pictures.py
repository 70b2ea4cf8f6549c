"""Pictures and files: kept beside the facet at hand; what is in them must be told in words."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from dialogs import asides, interview, prompted, requested, with_coach
from dialogs.hearing import hear
from dialogs.questions import (
    AnswerPrompt,
    AnswerRequest,
    AskEvidence,
    AskProbe,
    Interview,
    WithCoach,
    under,
)
from dialogs.state import Attachment
from dialogs.turn import Turn
from dialogs.understanding import read, understood
from dialogs.values import Media


def shown(turn: Turn, media: Media) -> Turn:
    """Keep a picture or file where it belongs, and its caption as words."""
    media = msgspec.structs.replace(media, name=turn.pack.mask(media.name).text)
    turn = turn.keep("media", turn.message.id, file=media.kind, name=media.name)
    match turn.state.question:
        case WithCoach() as question:
            return with_coach.file(_kept_words(turn), question, media)
        case AnswerPrompt() | AnswerRequest() as question:
            return _for_coach(turn, question, media)
        case _:
            return _for_interview(turn, media)


def _for_interview(turn: Turn, media: Media) -> Turn:
    question = under(turn.state.question)
    where = _about(turn, question)
    if where is None:
        return asides.again(turn.lead("media.nowhere"))
    turn = _attached(turn, media, where)
    found = turn.pack.criterion(where[0])
    if isinstance(question, AskEvidence) and found is not None:
        return interview.close_criterion(turn.lead("media.evidence"), found)
    if turn.bubbles:
        return understood(_kept_words(turn.lead("media.evidence")))
    key = "media.voice" if media.kind == "voice" else "media.kept"
    return asides.nudge(turn.lead(key))


def _for_coach(turn: Turn, question: AnswerPrompt | AnswerRequest, media: Media) -> Turn:
    """A picture answers what a human coach asked; a voice note cannot be read by anybody here."""
    where = _place(turn, question)
    turn = _attached(turn, media, where) if where else turn
    if media.kind == "voice":
        return asides.nudge(turn.lead("media.voice"))
    turn = turn.lead("media.evidence") if where else turn
    if turn.bubbles:
        turn = _kept_words(turn)
        turn = hear(replace(turn, reading=read(turn)))
    if isinstance(question, AnswerPrompt):
        return prompted.answered(turn, question)
    return requested.following(turn, question)


def _place(turn: Turn, question: AnswerPrompt | AnswerRequest) -> tuple[str, str] | None:
    found = turn.pack.criterion(question.criterion or "")
    if found is None:
        return _about(turn, under(turn.state.question))
    if isinstance(question, AnswerRequest) and question.requests:
        facet = question.requests[0].facet
        if any(f.id == facet for f in found.facets):
            return found.id, facet
    return _last_told(turn, found.id)


def _attached(turn: Turn, media: Media, where: tuple[str, str]) -> Turn:
    attachment = Attachment(turn.message.id, media.kind, media.name, *where, turn.at)
    return turn.now(attachments=(*turn.state.attachments, attachment))


def _kept_words(turn: Turn) -> Turn:
    for bubble in turn.bubbles:
        turn = turn.keep("officer", bubble.id, text=bubble.text)
    return turn


def _about(turn: Turn, question: Interview | None) -> tuple[str, str] | None:
    """The criterion and facet a picture belongs to: the one asked, else the last one told."""
    if isinstance(question, AskProbe | AskEvidence):
        return question.criterion, question.facet
    return _last_told(turn, getattr(question, "criterion", None))


def _last_told(turn: Turn, criterion: str | None) -> tuple[str, str] | None:
    told = [c for c in turn.state.claims if criterion in (None, c.criterion)]
    if told:
        return told[-1].criterion, told[-1].facet
    found = turn.pack.criterion(criterion or "")
    return (found.id, found.musts[0].id) if found and found.musts else None
