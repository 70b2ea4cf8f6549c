"""How a send finds its way: every branch, and nothing said twice."""

from __future__ import annotations

import uuid

import pytest

from bot.channel import QuotaGone, Refused, TokenDead, TryLater, Unreachable
from dialogs.values import Reply
from tests.bot.line.talking import KEY, SOMCHAI, line
from tests.emulators.line_sending import group

TEAM = group("team")


async def test_a_fresh_reply_token_costs_nothing() -> None:
    async with line() as at:
        await at.send(at.out(at.emulator.sending.text(SOMCHAI, "สวัสดี")))
        assert at.seen() == ["สวัสดีครับ"]
        assert at.paths() == ["reply 200"]
        assert at.emulator.state.used == 0


async def test_without_a_token_it_is_pushed_with_its_key_from_the_first_attempt() -> None:
    async with line() as at:
        at.emulator.sending.follow(SOMCHAI)
        await at.send(at.out())
        (call,) = at.emulator.state.calls
        assert (call.path, call.key, call.status) == ("/v2/bot/message/push", KEY, 200)
        assert at.emulator.state.used == 1


async def test_a_stale_token_is_not_even_tried() -> None:
    async with line() as at:
        out = at.out(at.emulator.sending.text(SOMCHAI, "สวัสดี"))
        at.clock.go(50)
        await at.send(out)
        assert at.paths() == ["push 200"]


async def test_a_token_that_turns_out_dead_leads_to_a_push() -> None:
    async with line() as at:
        event = at.emulator.sending.text(SOMCHAI, "สวัสดี")
        await at.send(at.out(event))
        await at.send(at.out(event, (Reply("อีกเรื่อง"),)))
        assert at.paths() == ["reply 200", "reply 400", "push 200"]
        assert at.seen() == ["สวัสดีครับ", "อีกเรื่อง"]


async def test_a_patient_answer_is_never_pushed() -> None:
    async with line() as at:
        event = at.emulator.sending.text(SOMCHAI, "สวัสดี")
        await at.send(at.out(event))
        for out in (at.out(event, patient=True), at.out(patient=True)):
            with pytest.raises(TokenDead):
                await at.send(out)
        assert at.paths() == ["reply 200", "reply 400"]


async def test_a_reply_accepted_without_a_word_counts_as_delivered() -> None:
    async with line() as at:
        at.emulator.fail("accept_then_fail", "reply")
        await at.send(at.out(at.emulator.sending.text(SOMCHAI, "สวัสดี"), patient=True))
        assert at.paths() == ["reply 500", "reply 400"]
        assert at.seen() == ["สวัสดีครับ"]


async def test_a_reply_that_failed_is_tried_again_on_the_same_token() -> None:
    async with line() as at:
        at.emulator.fail("fail", "reply")
        await at.send(at.out(at.emulator.sending.text(SOMCHAI, "สวัสดี")))
        assert at.paths() == ["reply 500", "reply 200"]
        assert at.seen() == ["สวัสดีครับ"]


@pytest.mark.parametrize("does", ["accept_then_hang", "hang"])
async def test_a_reply_in_doubt_is_settled_later_on_its_own_token(does: str) -> None:
    async with line(patience=0.05) as at:
        at.emulator.fail(does, "reply", times=2)  # type: ignore[arg-type]  # one of them
        await at.send_until_it_went(at.out(at.emulator.sending.text(SOMCHAI, "สวัสดี")))
        assert at.seen() == ["สวัสดีครับ"]
        assert at.emulator.state.used == 0


async def test_a_reply_in_doubt_for_longer_than_its_token_lives_is_pushed() -> None:
    async with line() as at:
        at.emulator.fail("fail", "reply", times=2)
        out = at.out(at.emulator.sending.text(SOMCHAI, "สวัสดี"))
        with pytest.raises(TryLater):
            await at.send(out)
        at.clock.go(60)
        await at.send(out)
        assert at.seen() == ["สวัสดีครับ"]


@pytest.mark.parametrize("does", ["accept_then_fail", "accept_then_hang", "fail", "hang"])
async def test_a_push_in_doubt_is_tried_again_with_its_key_and_shown_once(does: str) -> None:
    async with line(patience=0.05) as at:
        at.emulator.sending.follow(SOMCHAI)
        at.emulator.fail(does, "push", times=2)  # type: ignore[arg-type]  # one of them
        await at.send_until_it_went(at.out())
        assert at.seen() == ["สวัสดีครับ"]
        assert at.emulator.state.used == 1
        assert {call.key for call in at.emulator.state.calls} == {KEY}


async def test_a_push_accepted_with_a_garbled_answer_is_accepted() -> None:
    async with line() as at:
        at.emulator.sending.follow(SOMCHAI)
        at.emulator.fail("garble", "push")
        await at.send(at.out())
        assert at.paths() == ["push 200"]


@pytest.mark.parametrize("endpoint", ["reply", "push"])
async def test_the_rate_limit_means_later(endpoint: str) -> None:
    async with line() as at:
        event = at.emulator.sending.text(SOMCHAI, "สวัสดี")
        at.emulator.fail("slow_down", endpoint)
        out = at.out(event if endpoint == "reply" else None)
        with pytest.raises(TryLater):
            await at.send(out)
        await at.send(out)
        assert at.seen() == ["สวัสดีครับ"]


async def test_the_months_end_of_messages_is_told_from_the_rate_limit() -> None:
    async with line(limit=1) as at:
        event = at.emulator.sending.text(SOMCHAI, "สวัสดี")
        await at.send(at.out())
        with pytest.raises(QuotaGone):
            await at.send(at.out(key=str(uuid.uuid4())))
        await at.send(at.out(event, (Reply("ยังตอบได้"),)))
        assert at.seen() == ["สวัสดีครับ", "ยังตอบได้"]


async def test_a_push_to_a_group_costs_one_message_a_member() -> None:
    async with line() as at:
        at.emulator.sending.join(TEAM, people=5)
        await at.send(at.out(chat=TEAM))
        quota = await at.channel.quota()
        assert (quota.limit, quota.used) == (300, 5)


async def test_without_a_limit_the_quota_says_so() -> None:
    async with line(limit=None) as at:
        assert (await at.channel.quota()).limit is None


@pytest.mark.parametrize("chat", ["Unobody", "U" + "a" * 32])
async def test_somebody_line_does_not_know_is_unreachable(chat: str) -> None:
    async with line() as at:
        with pytest.raises(Unreachable):
            await at.send(at.out(chat=chat))


async def test_a_wrong_token_is_refused() -> None:
    async with line(token="wrong") as at:
        at.emulator.sending.follow(SOMCHAI)
        with pytest.raises(Refused, match="401"):
            await at.send(at.out())


async def test_a_body_line_never_takes_is_refused() -> None:
    async with line() as at:
        at.emulator.sending.follow(SOMCHAI)
        with pytest.raises(Refused, match="400"):
            await at.send(at.out(key="no uuid"))


async def test_a_line_that_cannot_be_reached_means_later() -> None:
    async with line() as at:
        out = at.out(at.emulator.sending.text(SOMCHAI, "สวัสดี"))
    with pytest.raises(TryLater, match="cannot be reached"):
        await at.send(out)
    await at.channel.close()


async def test_more_than_one_call_is_pushed_part_by_part_and_each_part_once() -> None:
    replies = tuple(Reply("ก" * 4_900) for _ in range(7))
    async with line() as at:
        event = at.emulator.sending.text(SOMCHAI, "สวัสดี")
        at.emulator.fail("accept_then_fail", "push")
        with pytest.raises(TryLater):
            await at.send(at.out(event, replies))
        await at.send(at.out(event, replies))
        assert at.paths() == ["push 500", "push 409", "push 200"]
        assert len(at.seen()) == 7


async def test_nothing_to_say_is_said_without_a_call() -> None:
    async with line() as at:
        await at.send(at.out(replies=()))
        assert at.paths() == []


async def test_an_answer_to_our_message_in_a_group_is_for_the_coach() -> None:
    async with line() as at:
        await at.send(at.out(at.emulator.sending.join(TEAM, people=5), chat=TEAM))
        ours = at.emulator.state.last_id
        asked = at.emulator.sending.text(SOMCHAI, "สามคน", TEAM, quotedMessageId=ours)
        other = at.emulator.sending.text(SOMCHAI, "สามคน", TEAM, quotedMessageId="1")
        body = at.emulator.sending.body([asked, other])
        assert [event.addressed for event in at.channel.parse(body)] == [True, False]
