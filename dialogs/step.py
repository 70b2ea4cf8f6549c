"""One turn of the conversation: ``step(pack, state, message)`` says what a message leads to.

Synchronous and total: any message in any state gets a fitting reply, never an exception and never
silence, and the same arguments give the same outcome. The only exceptions to "always a reply" are a
blocked coach (``Left``), words from a group, a reminder that was already settled, and what people
say before first contact is over.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from dialogs import (
    asides,
    corrections,
    editing,
    interview,
    membership,
    onboarding,
    pictures,
    privacy_consent,
    prompted,
    put_off,
    steps,
    team_talk,
    team_words,
    with_coach,
)
from dialogs import buttons as b
from dialogs.asking import ask
from dialogs.hearing import hear
from dialogs.outcome import Outcome
from dialogs.pack import Pack
from dialogs.privacy_masking import masked
from dialogs.questions import (
    AskConsent,
    AtRest,
    Interview,
    under,
)
from dialogs.reading.grammar import CONSENTS
from dialogs.state import State
from dialogs.tapping import tapped
from dialogs.turn import Turn
from dialogs.understanding import LONGEST_READ, read, understood
from dialogs.values import (
    Begin,
    Bubble,
    Due,
    Edited,
    FromGroup,
    FromPeople,
    Joined,
    Left,
    Location,
    Media,
    Message,
    Sticker,
    Tap,
    Text,
    Unsent,
)

OfOfficer = (
    Text | Tap | Begin | Due | Unsent | Edited | FromGroup | Media | Sticker | Location | Joined
)
"""What comes from the officer, or from time."""


def step(pack: Pack, state: State, message: Message) -> Outcome:
    """What ``message`` leads to in ``state``.

    Personal data is masked here, before anything else sees the text. Nothing is kept of a message
    sent before consent.
    """
    turn = _opened(Turn(pack, _known(pack, state), message))
    done = put_off.settled(state, _handle(turn)).now(turns=state.turns + 1)
    if not isinstance(message.said, FromPeople | Due):  # only what the officer does
        done = done.now(seen=message.at)
    return done.remembering_choices().outcome()


def _handle(turn: Turn) -> Turn:
    said = turn.message.said
    if isinstance(said, Left):
        return turn.keep("left") if turn.state.consent else turn
    if isinstance(said, FromPeople):
        return team_talk.told(turn, said)
    if turn.state.consent is None and turn.state.withdrawn is not None:
        return privacy_consent.after(turn)
    if privacy_consent.is_outdated(turn):
        return privacy_consent.renew(turn)
    if turn.state.consent is None:
        return turn if isinstance(said, FromGroup) else _before_consent(turn)
    return _heard(turn, said)


def _heard(turn: Turn, said: OfOfficer) -> Turn:
    match said:
        case Text():
            return _text(turn)
        case Tap(button):
            return tapped(turn.keep("tap", turn.message.id, button=button), button)
        case Begin(criterion):
            return interview.begin(turn, criterion)
        case Due(reminder):
            return steps.due(turn, reminder)
        case Unsent() | Edited():
            return _changed(turn, said)
        case FromGroup(criterion, prompt=prompt):
            return _from_group(turn, criterion, prompt)
        case _:
            return _wordless(turn, said)


def _from_group(turn: Turn, criterion: str, prompt: str) -> Turn:
    for bubble in turn.bubbles:
        turn = turn.keep("officer", bubble.id, text=bubble.text)
    reading = turn.pack.reader.read(turn.text[:LONGEST_READ], criterion=criterion)
    heard = hear(replace(turn, reading=reading), criterion)
    return prompted.told_in_group(heard, turn.state, prompt) if prompt else heard


def _changed(turn: Turn, said: Unsent | Edited) -> Turn:
    if isinstance(said, Unsent):
        return corrections.unsent(turn, said.message)
    if said.message in turn.state.to_coach:
        return with_coach.corrected(_warned(turn), said.message)
    return editing.edited(_warned(turn), said.message, read(turn))


def _wordless(turn: Turn, said: Media | Sticker | Location | Joined) -> Turn:
    match said:
        case Media():
            return pictures.shown(turn, said)
        case Sticker():
            return asides.nudge(turn.lead("sticker"))
        case Location():
            return asides.nudge(turn.lead("location"))
        case Joined(payload):
            return _joined(turn, payload)


def _joined(turn: Turn, payload: str) -> Turn:
    """The officer came back; a start link may carry the code of a team."""
    code = _code_in(payload)
    return membership.join(asides.greeting(turn), code) if code else asides.greet(turn)


def _before_consent(turn: Turn) -> Turn:
    turn = _invited(turn)
    if turn.state.asked_consent is None:
        return onboarding.greet(replace(turn, bubbles=()))
    match turn.message.said:
        case Tap(b.AGREE | b.YES):
            return onboarding.agreed(turn)
        case Tap(b.DECLINE | b.NO):
            return onboarding.declined(turn)
        case Text():
            return _consent_typed(turn)
        case Joined():
            return onboarding.greet(turn)
        case _:
            return onboarding.consent_again(turn)


def _invited(turn: Turn) -> Turn:
    """The turn with the code of the team the officer comes with; nothing else is kept so early."""
    said = turn.message.said
    carried = said.payload if isinstance(said, Joined) else turn.text
    code = _code_in(carried)
    return turn.now(invited=code) if code else turn


def _code_in(text: str) -> str:
    found = team_words.command_in(text)
    return found[1] if found and found[0] == "join" else ""


def _consent_typed(turn: Turn) -> Turn:
    intent = turn.pack.reader.read(turn.text, context="yes_no").intent
    forgotten = replace(turn, bubbles=())
    if intent == "yes" or (CONSENTS.search(turn.text) and intent != "no"):
        return onboarding.agreed(forgotten)
    if intent == "no":
        return onboarding.declined(forgotten)
    if intent == "greet":
        return ask(forgotten.lead("greet.nameless"), AskConsent())
    if intent in ("help", "explain"):
        return ask(forgotten.say("consent.notice"), AskConsent())
    return onboarding.consent_again(forgotten)


def _text(turn: Turn) -> Turn:
    turn = _warned(turn)
    for bubble in turn.bubbles:
        turn = turn.keep("officer", bubble.id, text=bubble.text)
    return understood(turn)


def _opened(turn: Turn) -> Turn:
    """The turn with what was typed, free of personal data."""
    match turn.message.said:
        case Text(bubbles) | FromGroup(bubbles=bubbles):
            typed = bubbles
        case Edited(message, text):
            typed = (Bubble(message, text),)
        case Media(name=name, caption=caption):
            turn = replace(turn, masked=turn.pack.mask(name).text != name)
            typed = (Bubble(turn.message.id, caption),) if caption.strip() else ()
        case _:
            return turn
    bubbles = masked(turn.pack, typed)
    return replace(turn, bubbles=bubbles, masked=turn.masked or bubbles != typed)


def _warned(turn: Turn) -> Turn:
    """The officer is told when personal data was taken out of what they typed."""
    said = turn.message.said
    typed = (
        "\n".join(x.text for x in said.bubbles)
        if isinstance(said, Text)
        else said.text
        if isinstance(said, Edited)
        else ""
    )
    return turn.lead("masked") if typed != turn.text else turn


def _known(pack: Pack, state: State) -> State:
    """The state with a question this content still has; after an upgrade the rest is at rest."""
    journey = pack.unit(state.unit).journey
    step = getattr(state.question, "step", None)
    here = under(state.question)
    lost = step is not None and all(s.id != step for s in journey.steps)
    trail = tuple(q for q in state.trail if (i := under(q)) is None or _still_asked(pack, i))
    state = msgspec.structs.replace(state, trail=trail)
    if here is not None and not _still_asked(pack, here):
        return msgspec.structs.replace(state, question=AtRest())
    return msgspec.structs.replace(state, question=here or AtRest()) if lost else state


def _still_asked(pack: Pack, question: Interview) -> bool:
    found = pack.criterion(question.criterion)
    facet = getattr(question, "facet", None)
    return found is not None and (facet is None or any(f.id == facet for f in found.facets))
