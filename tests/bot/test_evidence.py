from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.coach import Coach
from bot.evidence import readable
from dialogs.pack import Pack
from dialogs.state import consented
from dialogs.values import Begin, Bubble, Message, Said, Text
from storage.tiny import TinyStore
from tests.fakes import NOON, NOTICE
from tests.faults.contents import edited


async def talked(pack: Pack, folder: Path, *answers: str) -> str:
    store = await TinyStore.open(folder)
    coach = Coach(pack, store)
    said: list[Said] = [Begin("DS501.01")]
    said += [Text((Bubble(f"m{n}", text),)) for n, text in enumerate(answers, 1)]
    for n, what in enumerate(said):
        message = Message(f"m{n}", "ton", NOON + timedelta(minutes=n), what)
        await coach.hear(message, lambda at: consented(at, NOTICE))
    shown = await readable(coach, "ton")
    await store.close()
    return shown


async def test_evidence_shows_each_quote_with_its_message_question_and_version(
    plain: Pack, tmp_path: Path
) -> None:
    shown = await talked(plain, tmp_path, "handoffs! ผ่านสามโต๊ะ", "later~")
    version = plain.content.default.rubric.version
    assert "“handoffs!”" in shown
    assert f"m1 · DS501.01/main v{version}" in shown
    assert "chain verified" in shown
    assert "later~" in shown.split("แผน")[1]


async def test_words_about_a_facet_or_a_criterion_that_is_gone_are_shown_apart(
    plain: Pack, tmp_path: Path
) -> None:
    for edit in ("facets renamed", "criteria renamed"):
        store = await TinyStore.open(tmp_path / edit)
        talking = Coach(plain, store)
        told: list[Said] = [Begin("DS501.01"), Text((Bubble("m1", "handoffs! ผ่านสามโต๊ะ"),))]
        for n, said in enumerate(told):
            message = Message(f"m{n}", "ton", NOON + timedelta(minutes=n), said)
            await talking.hear(message, lambda at: consented(at, NOTICE))
        newer = edited(tmp_path / f"{edit} content", edit)
        shown = await readable(Coach(newer, store), "ton")
        await store.close()
        before, _, after = shown.partition("ไม่อยู่ในเกณฑ์รุ่นนี้แล้ว")
        assert "handoffs!" not in before
        assert "DS501.01.handoffs [covered]" in after
        assert "“handoffs!”" in after


async def test_of_a_stranger_nothing_is_kept_and_it_says_so(plain: Pack, tmp_path: Path) -> None:
    store = await TinyStore.open(tmp_path)
    assert "Nothing is kept" in await readable(Coach(plain, store), "nobody")
    await store.close()
