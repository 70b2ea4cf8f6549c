"""Changing what was said: corrections keep the old words, unsent words go for good."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from rapidfuzz import fuzz

from dialogs import drafts
from dialogs.asking import ask
from dialogs.hearing import hear
from dialogs.questions import AskNewWords, AskWhatToEdit, AtRest, Interview, Question, under
from dialogs.reading.grammar import CORRECTIONS, POLITE_AFTER
from dialogs.reading.port import Reading
from dialogs.state import Claim, Profile, Quote, Version
from dialogs.turn import Turn
from dialogs.values import Bubble

NEW_CONTENT = 14  # characters beyond which a request to edit also says what is right
ALIKE = 35  # partial ratio from which a correction is about that claim


def correct(turn: Turn) -> Turn:
    """The officer wants to change something: do it where they said what, else ask which."""
    back = under(turn.state.question)
    criterion = _criterion(turn, back)
    if not any(c.criterion == criterion for c in turn.state.claims):
        return ask(turn.lead("edit.nothing"), back or AtRest())
    claim = _meant(turn) if _says_what(turn.text) else None
    if claim is None:
        return ask(turn, AskWhatToEdit(criterion, back))
    return _amended(turn, claim, back)


def picked(turn: Turn, question: AskWhatToEdit, id: str) -> Turn:
    """The claim to change was chosen."""
    if all(c.id != id for c in turn.state.claims):
        return ask(turn, question.back or AtRest())
    return ask(turn, AskNewWords(id, question.back))


def picked_by_words(turn: Turn, question: AskWhatToEdit) -> Turn:
    """The officer typed instead of choosing: their words tell which claim is meant."""
    claim = _meant(turn)
    if claim is None:
        return ask(turn, question.back or AtRest())
    return _amended(turn, claim, question.back)


def reworded(turn: Turn, question: AskNewWords) -> Turn:
    """New words for a claim: a new version, the old one kept."""
    claim = next((c for c in turn.state.claims if c.id == question.claim), None)
    if claim is None:
        return ask(turn, question.back or AtRest())
    return _amended(turn, claim, question.back)


def dropped(turn: Turn, id: str, back: Interview | None) -> Turn:
    """The officer takes one claim out of the evidence."""
    claims = tuple(c for c in turn.state.claims if c.id != id)
    turn = turn.now(claims=claims).keep("claim_withdrawn", id=id)
    return ask(turn.lead("edit.dropped"), back or AtRest())


def unsent(turn: Turn, message: str) -> Turn:
    """A message was taken back: its words leave everything; a tombstone stays."""
    ids = {message}
    state = turn.state
    turn = turn.now(
        claims=tuple(c for c in map(lambda c: _without(c, ids), state.claims) if c is not None),
        plans=tuple(p for p in state.plans if not ids & set(p.quote.messages)),
        attachments=tuple(a for a in state.attachments if a.message not in ids),
        profile=_without_told(state.profile, ids),
    )
    turn = replace(turn, erase=(message,)).keep("unsent", message=message)
    return ask(turn.lead("unsent"), _still_open(turn, state.question))


def edited(turn: Turn, message: str, reading: Reading) -> Turn:
    """A sent message was changed: it is read again, and the old words become a version."""
    ids = {message}
    touched = [c for c in turn.state.claims if ids & set(c.quote.messages)]
    turn = replace(turn, reading=reading, bubbles=(Bubble(message, turn.text),))
    if not touched:
        return ask(turn.lead("edited"), _still_open(turn, turn.state.question))
    said = {(f.criterion, f.facet): f for f in reading.findings}
    kept: list[Claim] = []
    for claim in turn.state.claims:
        if claim not in touched:
            kept.append(claim)
        elif found := said.pop((claim.criterion, claim.facet), None):
            quote = Quote(turn.text, (message,), turn.at)
            kept.append(
                _version(claim, msgspec.structs.replace(claim, quote=quote, level=found.level))
            )
    rest = tuple(said.values())
    turn = turn.now(claims=tuple(kept)).keep("message_edited", message, text=turn.text)
    turn = hear(replace(turn, reading=msgspec.structs.replace(reading, findings=rest)))
    return ask(turn.lead("edited"), _still_open(turn, turn.state.question))


def _amended(turn: Turn, claim: Claim, back: Interview | None) -> Turn:
    new = _new_quote(turn, claim)
    changed = _version(claim, msgspec.structs.replace(claim, quote=new))
    claims = tuple(changed if c.id == claim.id else c for c in turn.state.claims)
    kept = turn.now(claims=claims).keep(
        "claim_corrected", turn.message.id, id=claim.id, quote=new.text, messages=list(new.messages)
    )
    old = drafts.shortened(claim.quote.text, 50)
    return ask(kept.lead("edit.done", old=old), back or AtRest())


def _version(old: Claim, new: Claim) -> Claim:
    history = (*old.history, Version(old.quote, "corrected"))
    return msgspec.structs.replace(new, history=history)


def _new_quote(turn: Turn, claim: Claim) -> Quote:
    """The old quote with the part that was wrong replaced; else the officer's new words alone."""
    ids = tuple(b.id for b in turn.bubbles)
    old, new = _pair(turn.text)
    if old and new and old in claim.quote.text:
        text = claim.quote.text.replace(old, new, 1)
        return Quote(text, (*claim.quote.messages, *ids), turn.at)
    if old is None and new is None:
        return Quote(turn.text, ids, turn.at)
    return Quote(f"{claim.quote.text} ({turn.text})", (*claim.quote.messages, *ids), turn.at)


def _pair(text: str) -> tuple[str | None, str | None]:
    """What was wrong and what is right, as far as the words say."""
    for pattern in CORRECTIONS:
        if found := pattern.search(text):
            parts = found.groupdict()
            return _bare(parts.get("old")), _bare(parts.get("new"))
    return None, None


def _bare(part: str | None) -> str | None:
    return POLITE_AFTER.sub("", part) if part else None


def _says_what(text: str) -> bool:
    return _pair(text) != (None, None) or len(text) > 3 * NEW_CONTENT


def _meant(turn: Turn) -> Claim | None:
    """The claim a correction is about: it holds the wrong words, or is most like the correction."""
    back = under(turn.state.question)
    near = getattr(back, "criterion", None)
    old, _ = _pair(turn.text)
    claims = list(reversed(turn.state.claims))
    claims.sort(key=lambda c: c.criterion != near)
    for claim in claims:
        if old and old in claim.quote.text:
            return claim
    here = [c for c in claims if near in (None, c.criterion)]
    alike = [(fuzz.token_set_ratio(turn.text, c.quote.text), -i) for i, c in enumerate(here)]
    best = max(alike, default=None)
    return here[-best[1]] if best and best[0] >= ALIKE else None


def _criterion(turn: Turn, back: Question | None) -> str:
    here = getattr(back, "criterion", None)
    if here is not None:
        return str(here)
    return turn.state.claims[-1].criterion if turn.state.claims else ""


def _without(claim: Claim, ids: set[str]) -> Claim | None:
    """The claim without the words of these messages; None if nothing else supports it."""
    history = tuple(v for v in claim.history if not ids & set(v.quote.messages))
    if not ids & set(claim.quote.messages):
        return msgspec.structs.replace(claim, history=history)
    if not history:
        return None
    return msgspec.structs.replace(claim, quote=history[-1].quote, history=history[:-1])


def _without_told(profile: Profile, ids: set[str]) -> Profile:
    gone = {f for f, m in profile.told_in.items() if m in ids}
    told_in = {f: m for f, m in profile.told_in.items() if f not in gone}
    return msgspec.structs.replace(profile, told_in=told_in, **dict.fromkeys(gone, ""))


def _still_open(turn: Turn, question: Question) -> Question:
    if isinstance(question, AskNewWords) and all(c.id != question.claim for c in turn.state.claims):
        return question.back or AtRest()
    return question
