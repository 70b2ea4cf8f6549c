"""Whatever happens in whatever state: the same outcome twice, always a reply, and JSON keeps it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.pack import Pack
from dialogs.reading.port import INTENTS
from dialogs.state import newcomer
from dialogs.step import step
from dialogs.values import (
    Begin,
    Bubble,
    Due,
    Edited,
    FromGroup,
    Joined,
    Left,
    Location,
    Media,
    Message,
    Said,
    Sticker,
    Tap,
    Text,
    Unsent,
)
from tests.dialogs.conversation import Conversation, agreed
from tests.fakes import NOON

FACETS = [f"{f}{m}" for f in ("handoffs", "pain_baseline", "core_slice") for m in "!?~"]
EVERY = "service_and_user! current_steps! handoffs! pain_baseline! systems_channels! review_method!"
BUTTONS = """agree decline skip dont_know example go_on rest use change no_file do smaller
skip_step when:tomorrow when:friday did not_yet status next_step pick help erase_all keep_all
keep_old old new both outcome:failed outcome:passed cause:process_or_handoff
c:DS501.01 c:DS504.02 c:nowhere claim:DS501.01.handoffs#1 drop:DS501.01.handoffs#1
nonsense""".split()

typed = st.one_of(
    st.sampled_from([*INTENTS, *FACETS, EVERY, "พรุ่งนี้", "1.1", "ข้อ 2.1", ""]),
    st.text(max_size=80),
)
ids = st.integers(1, 12).map(lambda n: f"m{n}")
happenings: st.SearchStrategy[Said] = st.one_of(
    st.lists(typed, min_size=1, max_size=3).map(lambda texts: ("text", texts)),
    st.sampled_from(BUTTONS).map(Tap),
    st.sampled_from(["DS501.01", "DS504.03", "nowhere"]).map(Begin),
    ids.map(Unsent),
    st.builds(Edited, ids, typed),
    st.sampled_from(
        [Sticker(), Location(), Joined(), Left(), Media("image", "a.jpg"), Media("voice", "v")]
    ),
    st.sampled_from(["promise-1", "promise-9"]).map(Due),
    st.builds(lambda id, text: FromGroup("DS501.01", (Bubble(id, text),)), ids, typed),
)
silent = (Left, Due, FromGroup)


def hear(talk: Conversation, said: object) -> None:
    if isinstance(said, tuple):
        talk.type(*said[1])
    else:
        talk.hear(said)  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(consented=st.booleans(), events=st.lists(happenings, min_size=1, max_size=14))
def test_any_message_in_any_state_gets_a_fitting_reply(
    plain: Pack, consented: bool, events: list[Said]
) -> None:
    talk = agreed(plain) if consented else Conversation(plain)
    for said in events:
        hear(talk, said)  # the state goes through JSON here, and must be the same after
        outcome = talk.outcomes[-1]
        if not isinstance(said, silent):
            assert outcome.replies
        for reply in outcome.replies:
            assert reply.text.strip()
            assert all(len(b.id.encode()) <= 64 and b.id.isascii() for b in reply.buttons)
        if outcome.forget:
            talk.state = newcomer()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=st.lists(happenings, min_size=1, max_size=8))
def test_the_same_arguments_give_the_same_outcome(plain: Pack, events: list[Said]) -> None:
    talk = agreed(plain)
    for said in events:
        hear(talk, said)
    message = Message("x", "o", NOON + timedelta(days=3), Text(()))
    assert step(plain, talk.state, message) == step(plain, talk.state, message)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=st.lists(happenings, min_size=1, max_size=14))
def test_no_facet_is_ever_asked_a_third_time(plain: Pack, events: list[Said]) -> None:
    talk = agreed(plain)
    for said in events:
        hear(talk, said)
        assert all(asked.times <= 2 for asked in talk.state.asked.values())
        if talk.outcomes[-1].forget:
            talk.state = newcomer()
