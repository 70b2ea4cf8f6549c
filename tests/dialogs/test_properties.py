"""Whatever happens in whatever state: the same outcome twice, always a reply, and JSON keeps it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.pack import Pack
from dialogs.put_off import is_on_the_way_in
from dialogs.questions import AnswerPrompt, layers
from dialogs.reading.port import INTENTS
from dialogs.state import State, newcomer
from dialogs.step import step
from dialogs.tasks import Answered
from dialogs.values import (
    Begin,
    Bubble,
    Decided,
    Due,
    Edited,
    Enrolled,
    FromCoach,
    FromGroup,
    FromPeople,
    Joined,
    Left,
    Location,
    Media,
    Message,
    News,
    Prompted,
    Request,
    Returned,
    Said,
    Settled,
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
submit withdraw later end_thread join stay leave yes no submit:DS501.01 withdraw:DS501.01
c:DS501.01 c:DS504.02 c:nowhere claim:DS501.01.handoffs#1 drop:DS501.01.handoffs#1
nonsense""".split()

COMMANDS = """ส่งให้โค้ช ถอนร่าง ขอคุยกับโค้ช พอแล้ว ตอบโค้ช ออกจากทีม K7QF-M2XD เชื่อมแอป พูดค่ะ
สรุปรายสัปดาห์ ไม่รับสรุป ไม่ให้โค้ชเห็น ให้โค้ชเห็นร่างก่อนส่ง""".split()
typed = st.one_of(
    st.sampled_from([*INTENTS, *FACETS, *COMMANDS, EVERY, "พรุ่งนี้", "1.1", "ข้อ 2.1", ""]),
    st.text(max_size=80),
)
ids = st.integers(1, 12).map(lambda n: f"m{n}")
criteria = st.sampled_from(["DS501.01", "DS504.03", "nowhere"])
names = st.sampled_from(["", "สมศรี", "โค้ชนิด"])
requests = st.lists(
    st.builds(Request, st.sampled_from(["handoffs", "pain_baseline", "nothing"]), st.just("เล่าอีก")),
    max_size=3,
).map(tuple)
people: st.SearchStrategy[Said] = st.one_of(
    st.builds(
        Prompted,
        st.sampled_from(["p1", "p2", "p3"]),
        st.just("คืบหน้าไหม"),
        names,
        st.none() | criteria,
    ),
    st.builds(Returned, criteria, names, requests),
    st.builds(
        Decided,
        criteria,
        names,
        st.sampled_from(["accepted", "assessed", "reopened", "signed_off"]),
    ),
    st.builds(FromCoach, st.just("ได้เลย"), names, st.booleans()),
    st.sampled_from(
        [News("สรุป"), News(""), Enrolled(), Enrolled("t1", "ทีม", "นิด"), Enrolled("t2")]
    ),
    st.builds(
        Settled,
        st.sampled_from(["join", "link", "submit", "withdraw"]),
        st.sampled_from(["done", "unknown", "code", "role", "begun", "failed"]),
        st.just("AB12-CD34"),
        criteria,
    ),
)
happenings: st.SearchStrategy[Said] = st.one_of(
    st.lists(typed, min_size=1, max_size=3).map(lambda texts: ("text", texts)),
    st.sampled_from(BUTTONS).map(Tap),
    st.sampled_from(["DS501.01", "DS504.03", "nowhere"]).map(Begin),
    people,
    ids.map(Unsent),
    st.builds(Edited, ids, typed),
    st.sampled_from(
        [
            Sticker(),
            Location(),
            Joined(),
            Joined("K7QF-M2XD"),
            Left(),
            Media("image", "a.jpg"),
            Media("voice", "v"),
        ]
    ),
    st.sampled_from(["promise-1", "promise-9"]).map(Due),
    st.builds(
        lambda id, text, prompt: FromGroup("DS501.01", (Bubble(id, text),), prompt),
        ids,
        typed,
        st.sampled_from(["", "p1"]),
    ),
)
silent = (Left, Due, FromGroup)


def may_be_silent(said: object, before: State) -> bool:
    """Whether nothing need be said: people wait until first contact is over."""
    if isinstance(said, Enrolled):
        return True
    return isinstance(said, silent) or (isinstance(said, FromPeople) and is_on_the_way_in(before))


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
        before = talk.state
        hear(talk, said)  # the state goes through JSON here, and must be the same after
        outcome = talk.outcomes[-1]
        if not may_be_silent(said, before):
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


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=st.lists(people | happenings, min_size=1, max_size=14))
def test_nothing_a_human_coach_asks_is_lost(plain: Pack, events: list[Said]) -> None:
    talk = agreed(plain)
    open_: set[str] = set()
    for said in events:
        hear(talk, said)
        if isinstance(said, Prompted):
            open_.add(said.prompt)
        open_ -= {t.prompt for t in talk.outcomes[-1].tasks if isinstance(t, Answered)}
        if talk.outcomes[-1].forget:
            talk.state, open_ = newcomer(), set()
        on_table = [q.prompt for q in layers(talk.question) if isinstance(q, AnswerPrompt)]
        waiting = [w.said.prompt for w in talk.state.waiting if isinstance(w.said, Prompted)]
        assert sorted((*on_table, *waiting)) == sorted(open_)  # each of them once


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=st.lists(happenings, min_size=1, max_size=14))
def test_no_facet_is_ever_asked_a_third_time(plain: Pack, events: list[Said]) -> None:
    talk = agreed(plain)
    for said in events:
        hear(talk, said)
        assert all(asked.times <= 2 for asked in talk.state.asked.values())
        if talk.outcomes[-1].forget:
            talk.state = newcomer()
