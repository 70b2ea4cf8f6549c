"""A prompt can be changed or cancelled until it is sent, by whom it is allowed to."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.people.rights import Forbidden
from bot.people.values import Person
from bot.prompts.trouble import CannotSend
from bot.prompts.values import Audience, Wanted, When
from dialogs.pack import Pack
from tests.bot.people.office import ROOT
from tests.bot.prompts.floor import Floor, Killed

ANN, BO = "line:ann", "telegram:7"
ASK = Wanted("ตอนนี้งานผ่านกี่โต๊ะ", criterion="DS501.01")


def later(floor: Floor, **span: float) -> When:
    return When(floor.clock.now() + timedelta(**span))


async def test_a_draft_is_sent_only_when_the_coach_says_so(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    draft = await floor.prompts.create(floor.coach, floor.team_.id, ASK)
    await floor.go(days=3)
    assert floor.sent == []
    await floor.prompts.send(floor.coach, floor.team_.id, draft.id)
    await floor.go()
    assert [who for who, _ in floor.sent] == [ANN]


async def test_what_is_scheduled_can_be_reworded_and_moved_and_is_sent_once(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    prompt = await floor.sends(replace(ASK, when=later(floor, hours=2)))
    moved = replace(ASK, words="กี่โต๊ะ", when=later(floor, hours=4))
    await floor.prompts.edit(floor.coach, floor.team_.id, prompt.id, moved)
    await floor.go(hours=3)
    assert floor.sent == []
    await floor.go(hours=3)
    assert [who for who, _ in floor.sent] == [ANN]
    assert "กี่โต๊ะ" in floor.words[0]
    assert "งานผ่าน" not in floor.words[0]


async def test_what_was_cancelled_is_never_sent(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    prompt = await floor.sends(replace(ASK, when=later(floor, hours=2)))
    await floor.prompts.cancel(floor.coach, floor.team_.id, prompt.id)
    await floor.go(days=2)
    assert floor.sent == []
    with pytest.raises(CannotSend, match="too_late"):
        await floor.prompts.send(floor.coach, floor.team_.id, prompt.id)


async def test_cancelling_halfway_spares_whoever_was_not_told(plain: Pack) -> None:
    people = [f"line:{n}" for n in range(10)]
    floor = await Floor(plain).begin(*people)
    prompt = await floor.sends(ASK)
    floor.restart(40)
    with pytest.raises(Killed):
        await floor.errands()
    floor.restart()
    await floor.prompts.cancel(floor.coach, floor.team_.id, prompt.id)
    await floor.go(days=1)
    assert 0 < len(floor.sent) < 10


async def test_what_was_sent_cannot_be_changed(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    prompt = await floor.sends(ASK)
    await floor.go()
    with pytest.raises(CannotSend, match="too_late"):
        await floor.prompts.edit(floor.coach, floor.team_.id, prompt.id, ASK)
    with pytest.raises(CannotSend, match="too_late"):
        await floor.prompts.cancel(floor.coach, floor.team_.id, prompt.id)


@pytest.mark.parametrize("pause", range(12))
async def test_an_edit_that_races_with_the_sending_wins_or_comes_too_late(
    plain: Pack, pause: int
) -> None:
    floor = await Floor(plain).begin(ANN, BO)
    prompt = await floor.sends(ASK)
    sending = asyncio.create_task(floor.errands())
    for _ in range(pause):
        await asyncio.sleep(0)
    try:
        new = replace(ASK, words="ใหม่")
        await floor.prompts.edit(floor.coach, floor.team_.id, prompt.id, new)
        words = "ใหม่"
    except CannotSend:
        words = "งานผ่าน"
    await sending
    await floor.go()
    assert len(floor.sent) == 2
    assert all(words in said for said in floor.words)


async def test_the_same_form_sent_twice_makes_one_prompt(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    for _ in range(2):
        draft = await floor.prompts.create(floor.coach, floor.team_.id, ASK, event="form-1")
        await floor.prompts.send(floor.coach, floor.team_.id, draft.id, event="send-1")
    assert len(await floor.prompts.of(floor.team_.id)) == 1
    await floor.go()
    assert len(floor.sent) == 1


async def test_only_the_teams_coach_sends_previews_changes_and_cancels(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    team, prompts = floor.team_.id, floor.prompts
    prompt = await prompts.create(floor.coach, team, ASK)
    assessor = await floor.staff("assessor", "line:assessor", team)
    other = await floor.staff("coach", "line:other")
    forged = Person(ANN, roles=frozenset({"coach"}))
    for actor in (Person(ANN), assessor, other, forged, Person("line:op")):
        for attempt in (
            prompts.preview(actor, team, ASK),
            prompts.create(actor, team, ASK),
            prompts.edit(actor, team, prompt.id, ASK),
            prompts.send(actor, team, prompt.id),
            prompts.cancel(actor, team, prompt.id),
            prompts.remind(actor, team, prompt.id),
            prompts.connect(actor, team, "line:group:C1", "กลุ่ม"),
        ):
            with pytest.raises(Forbidden):
                await attempt


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Wanted("  "), "empty"),
        (Wanted("ก" * 1001), "too_long"),
        (Wanted("ขอ {evidence}"), "gap"),
        (Wanted("ก", criterion="DS999.99"), "unknown_criterion"),
        (Wanted("ก", audience=Audience("group", group="line:group:C9")), "no_group"),
        (Wanted("ก", audience=Audience("all", group="line:group:C9")), "no_group"),
        (Wanted("ก", audience=Audience("stuck")), "unknown_criterion"),
        (Wanted("ก", when=When(rule="FREQ=HOURLY")), "bad_rule"),
        (Wanted("ก", when=When(rule="FREQ=WEEKLY;UNTIL=20200101")), "never"),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_a_reason(
    plain: Pack, wanted: Wanted, reason: str
) -> None:
    floor = await Floor(plain).begin(ANN)
    with pytest.raises(CannotSend, match=reason):
        await floor.prompts.create(floor.coach, floor.team_.id, wanted)


async def test_a_time_that_has_passed_an_empty_audience_and_a_closed_team_are_refused(
    plain: Pack,
) -> None:
    floor = await Floor(plain).begin(ANN)
    with pytest.raises(CannotSend, match="past"):
        await floor.sends(replace(ASK, when=later(floor, hours=-1)))
    with pytest.raises(CannotSend, match="nobody"):
        await floor.sends(replace(ASK, audience=Audience("some", ("line:stranger",))))
    with pytest.raises(CannotSend, match="unknown"):
        await floor.prompts.send(floor.coach, floor.team_.id, "nothing")
    await floor.people.close(floor.coach, floor.team_.id)
    with pytest.raises(CannotSend, match="closed"):
        await floor.sends(ASK)


async def test_a_team_that_was_closed_meanwhile_is_sent_nothing(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    await floor.sends(replace(ASK, when=later(floor, hours=2)))
    await floor.people.close(floor.coach, floor.team_.id)
    await floor.go(days=1)
    assert floor.sent == []


async def test_the_teams_log_says_who_did_what_without_the_words(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    prompt = await floor.sends(ASK)
    await floor.go()
    history = await floor.store.history(f"team:{floor.team_.id}")
    entries = [entry for entry in history.entries if entry.kind.startswith("prompt.")]
    kinds = [entry.kind for entry in entries]
    assert kinds == ["prompt.created", "prompt.scheduled", "prompt.sending", "prompt.sent"]
    assert "โต๊ะ" not in str(entries)
    assert prompt.id in str(entries)


async def test_what_a_former_coach_planned_is_not_sent(plain: Pack) -> None:
    floor = await Floor(plain).begin(ANN)
    prompt = await floor.sends(replace(ASK, when=later(floor, hours=2)))
    await floor.people.revoke(ROOT, floor.coach.id)
    await floor.go(days=1)
    assert floor.sent == []
    assert (await floor.now(prompt)).status == "cancelled"
