"""A house where much has happened: every page has something to show."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.prompts.values import Audience, Wanted, When
from dialogs.pack import Pack
from dialogs.state import Round
from dialogs.values import Bubble, Request
from storage.port import Turn
from tests.bot.console.house import MA, NID, SOM, House, told, with_photo

ONE, TWO = "DS501.01", "DS501.02"
REASONS = "เห็นจากคำพูดและรูป"


async def full(house: House) -> House:
    """Drafts in several states, prompts sent and planned, a thread, differences."""
    bureau, pack = house.bureau, house.pack
    await bureau.submit(MA, with_photo(told(pack, ONE), ONE, "current_steps", "m-photo"), ONE)
    await _returned(house)
    await _idle(house, pack)
    await _thread(house)
    await _prompts(house)
    return house


async def _returned(house: House) -> None:
    bureau = house.bureau
    state = told(house.pack, ONE, {"handoffs": "ส่งต่อกองช่าง ใช้เวลา 9 วัน"}, days=3)
    await bureau.submit(NID, state, ONE)
    await bureau.reviews.begin(bureau.coach, NID, ONE)
    ask = (Request("handoffs", "ใครเป็นคนรับช่วงต่อ ขอชื่อตำแหน่งหน่อย"),)
    await bureau.reviews.request_changes(bureau.coach, NID, ONE, ask)
    await bureau.errands()


async def _idle(house: House, pack: Pack) -> None:
    state = told(pack, TWO, days=12)
    short = replace(state, claims=state.claims[:2], drafts={}, round=Round(test="failed"))
    await house.bureau.know(SOM, short)


async def _thread(house: House) -> None:
    threads = house.bureau.threads

    def ask(turn: Turn) -> None:
        threads.to_coach(turn, (Bubble("t1", "ขอปรึกษาเรื่องระเบียบหน่อยครับ ตัดขั้นตอนนี้ได้ไหม"),))

    await house.bureau.act(SOM, ask)


async def _prompts(house: House) -> None:
    prompts, coach, team = house.prompts, house.bureau.coach, house.bureau.team.id
    first = await prompts.create(coach, team, Wanted("ขั้นไหนในผังที่ยังไม่มีชื่อคนรับผิดชอบครับ", ONE))
    await prompts.send(coach, team, first.id)
    await house.errands()
    later = When(house.bureau.clock.now() + timedelta(days=1), "FREQ=WEEKLY;BYDAY=TU,FR")
    second = await prompts.create(coach, team, Wanted("สัปดาห์นี้ติดอะไรอยู่บ้างครับ", when=later))
    await prompts.send(coach, team, second.id)
    some = Audience("some", officers=(SOM,))
    await prompts.create(coach, team, Wanted("ลองถ่ายรูปผังมาให้ดูหน่อยครับ", audience=some))
