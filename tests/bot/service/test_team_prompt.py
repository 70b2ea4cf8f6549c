"""A coach's prompt to a team in both apps: once to each, whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from bot.prompts.trouble import OverBudget
from bot.prompts.values import Audience, Prompt, Wanted
from dialogs.pack import Pack
from tests.bot.service.team_chat import Chat
from tests.bot.service.team_stage import ABOUT, TeamStage, stage
from tests.emulators.line_sending import group
from tests.emulators.telegram import Fault

WORDS = "ตอนนี้งานผ่านกี่โต๊ะ"
REMINDER = "คำถามนี้ยังรออยู่"
ANSWER = "ผ่านสามโต๊ะ handoffs!"
SLOW = Fault(429, "Too Many Requests: retry after 3", {"retry_after": 3})
LOST = Fault(500, "Internal Server Error", accepted=True)
FAULTS = (SLOW, LOST, None, Fault(silent=True), Fault(), LOST, None, Fault(dropped=True))


async def _thirty(here: TeamStage) -> dict[str, Chat]:
    """18 people in LINE, 10 in Telegram, 2 in both; where each of them wrote last."""
    line = [here.in_line(f"ไลน์{n}") for n in range(18)]
    telegram = [here.in_telegram(f"เทเลแกรม{n}") for n in range(10)]
    first = here.in_line("สองแอปหนึ่ง"), here.in_telegram("สองแอปสอง")
    await here.join(*line, *telegram, *first)
    second = here.in_telegram(first[0].name), here.in_line(first[1].name)
    for one, other in zip(first, second, strict=True):
        await here.link(one, other)
    return here.people | {chat.name: chat for chat in second}


async def _coach_asks(here: TeamStage) -> None:
    """The coach gets as far as the preview, in chat."""
    coach = here.coach
    await here.all(coach.types("ส่งคำถาม"))
    await here.all(coach.taps("ทั้งทีม"))
    await here.all(coach.taps("พิมพ์เอง"))
    await here.all(coach.types(WORDS))
    [line] = [line for line in coach.seen[-1].splitlines() if "1.1 " in line]
    await here.all(coach.types(line.partition(".")[0]))


async def _half_told(here: TeamStage) -> Prompt:
    """The prompt, once some of the team were told and others not."""
    await here.clock.move(1)
    while True:
        await asyncio.sleep(0)
        for prompt in await here.desk.prompts.of(here.team.id):
            for sending in await here.desk.prompts.sendings(prompt):
                if len(sending.done) > 5:
                    assert len(sending.done) < len(sending.officers) == 30
                    return prompt


async def _storm(here: TeamStage) -> tuple[Prompt, Counter[str]]:
    """Everything goes wrong while the prompt is sent; returns who may see it how often again."""
    for gate in here.gates:
        await gate.shut()
    await here.coach.taps("ส่งเลย")
    prompt = await _half_told(here)
    assert len(await here.kill()) > 1
    await here.wait(15)
    assert set((await here.standing(prompt)).values()) == {"queued", "failed blocked"}
    for does in ("accept_then_fail", "slow_down", "hang", "accept_then_hang", "fail", "garble"):
        here.line.fail(does, "/message/push", 2)
    before = len(here.telegram.called("sendMessage"))
    here.telegram.fail("sendMessage", *FAULTS)
    for gate in here.gates:
        await gate.open()
    await here.clock.move(8)
    await asyncio.sleep(0.05)
    under_way = await here.kill()
    shown = {chat.name for chat in here.people.values() if chat.telephone and chat.heard(WORDS)}
    await here.wait(50)
    calls = here.telegram.called("sendMessage")[before:]
    struck = [call["chat_id"] for call, f in zip(calls, FAULTS, strict=False) if f is LOST]
    names = {str(c.telephone.id): c.name for c in here.people.values() if c.telephone}
    return prompt, Counter([*(names[id] for id in struck), *(under_way & shown)])


async def test_thirty_people_get_it_once_through_every_outage(plain: Pack, tmp_path: Path) -> None:
    async with stage(tmp_path, plain) as here:
        last = await _thirty(here)
        assert len(last) == len(await here.members()) == 30
        gone = {"ไลน์0", "เทเลแกรม0"}
        await here.all(*(last[name].blocks() for name in gone))
        me = await here.me()
        await here.desk.people.set_budget(me, here.team.id, 19)
        await _coach_asks(here)
        assert "ใช้ 19 ข้อความ" in here.coach.seen[-1]
        used = here.line.state.used
        prompt, again = await _storm(here)

        reached = {name: chat for name, chat in last.items() if name not in gone}
        heard = {name: chat.heard(WORDS) for name, chat in reached.items()}
        assert heard == {name: 1 + again[name] for name in reached}
        assert not [name for name in again if last[name].telephone is None]
        assert not any(last[name].heard(WORDS) for name in gone)
        assert await here.standing(prompt) == {
            **dict.fromkeys(reached, "sent"), **dict.fromkeys(gone, "failed blocked")
        }  # fmt: skip
        await _costs_agree(here, prompt, used)
        assert here.line.state.used - used == 18
        await _answers(here, prompt, reached, used)


async def _costs_agree(here: TeamStage, prompt: Prompt, used: int) -> None:
    """What LINE counted is what the team is told, in total and a person."""
    charged = here.line.state.used - used
    found = await here.states(prompt)
    assert sum(each.charged for each in found.values()) == charged
    assert not any(each.reserved for each in found.values())
    team = await here.desk.people.team(here.team.id)
    assert team is not None
    cost = await here.desk.costs.quote(team, ())
    assert (cost.team_used, cost.team_most) == (charged, charged)


async def _answers(here: TeamStage, prompt: Prompt, reached: dict[str, Chat], used: int) -> None:
    """Half of them answer; only the others are reminded, once the budget allows it."""
    diligent = dict(sorted(reached.items())[::2])
    await here.all(*(chat.types(ANSWER) for chat in diligent.values()))
    standing = await here.standing(prompt)
    assert {name for name, state in standing.items() if state == "answered"} == set(diligent)
    found = await here.states(prompt)
    for chat in diligent.values():
        assert found[await here.page(chat)].messages
        [claim] = (await here.state(chat)).claims
        assert (claim.criterion, claim.facet) == (ABOUT, "handoffs")
        assert f"prompt:{prompt.id}" in claim.because
    me, prompts = await here.me(), here.desk.prompts
    with pytest.raises(OverBudget):
        await prompts.remind(me, here.team.id, prompt.id)
    await here.desk.people.set_budget(me, here.team.id, None)
    assert await prompts.remind(me, here.team.id, prompt.id) == len(reached) - len(diligent)
    await here.wait(5)
    reminded = {name: chat.heard(REMINDER) for name, chat in reached.items()}
    assert reminded == {name: int(name not in diligent) for name in reached}
    await _costs_agree(here, prompt, used)


async def test_when_the_quota_is_gone_it_rides_on_the_next_message(
    plain: Pack, tmp_path: Path
) -> None:
    async with stage(tmp_path, plain) as here:
        chats = [here.in_line(f"ไลน์{n}") for n in range(3)]
        await here.join(*chats)
        used = here.line.state.used
        prompt = await here.sends(Wanted(WORDS, ABOUT))
        here.line.state.limit = used + 1
        await here.wait(5)
        assert Counter((await here.standing(prompt)).values()) == {"sent": 1, "queued quota": 2}
        await here.all(*(chat.types("status") for chat in chats if not chat.heard(WORDS)))
        assert set((await here.standing(prompt)).values()) == {"sent"}
        assert all(chat.heard(WORDS) for chat in chats)
        await here.all(*(chat.types(ANSWER) for chat in chats))
        assert set((await here.standing(prompt)).values()) == {"answered"}
        assert here.line.state.used == used + 1
        await _costs_agree(here, prompt, used)


async def test_a_free_prompt_costs_nothing_and_a_groups_counts_its_members(
    plain: Pack, tmp_path: Path
) -> None:
    async with stage(tmp_path, plain) as here:
        chats = [here.in_line("ไลน์"), here.in_telegram("เทเลแกรม")]
        await here.join(*chats)
        used = here.line.state.used
        free = await here.sends(Wanted(WORDS, ABOUT, free=True))
        await here.wait(5)
        assert [chat.heard(WORDS) for chat in chats] == [0, 1]  # Telegram never costs
        await here.all(chats[0].types("status"))
        assert all(chat.heard(WORDS) for chat in chats)
        assert here.line.state.used == used
        await _costs_agree(here, free, used)
        await _in_a_group(here, used)


async def _in_a_group(here: TeamStage, used: int) -> None:
    where, me = group("ทีม"), await here.me()
    await here.all(here.line.sending.deliver(here.line.sending.join(where, 7)))
    await here.desk.prompts.connect(me, here.team.id, f"line:group:{where}", "ทีม")
    asked = Wanted("ใครรับเรื่อง", ABOUT, Audience("group", group=f"line:group:{where}"))
    seen = await here.desk.prompts.preview(me, here.team.id, asked)
    assert seen.cost.messages == 7
    await here.sends(asked)
    await here.wait(5)
    assert sum("ใครรับเรื่อง" in said for said in here.line.state.seen(where)) == 1
    assert here.line.state.used == used + 7
    cost = await here.desk.costs.quote(here.team, ())
    assert cost.team_used == 7
