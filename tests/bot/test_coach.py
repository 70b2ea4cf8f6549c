from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from bot.coach import Coach, unquoted
from dialogs.pack import Pack
from dialogs.state import Profile, State, consented
from dialogs.values import Begin, Bubble, Message, Said, Tap, Text, Unsent
from storage.memory import Book, MemoryStore
from tests.fakes import NOON, NOTICE


class Talk:
    """One officer and a coach over a store in memory."""

    def __init__(self, pack: Pack) -> None:
        self.book: Book = {}
        self.coach = Coach(pack, MemoryStore(self.book))
        self.count = 0

    async def hear(self, said: Said) -> None:
        self.count += 1
        at = NOON + timedelta(minutes=self.count)
        await self.coach.hear(Message(f"m{self.count}", "o", at, said), _agreed)

    async def type(self, text: str) -> None:
        await self.hear(Text((Bubble(f"m{self.count + 1}", text),)))

    @property
    def everything(self) -> str:
        return repr(self.book)


def _agreed(at: object) -> State:
    return consented(NOON, NOTICE)


async def test_every_claim_is_in_the_audit_chain_with_its_message(plain: Pack) -> None:
    talk = Talk(plain)
    await talk.hear(Begin("DS501.01"))
    await talk.type("handoffs! ผ่านสามโต๊ะ")
    history = await talk.coach.store.history("o")
    history.verify()
    (claim,) = [e for e in history.entries if e.kind == "claim"]
    assert claim.content is not None
    assert claim.content["messages"] == ["m2"]
    assert claim.ref == "m2"


async def test_an_unsent_message_leaves_no_word_in_the_store_and_the_chain_holds(
    plain: Pack,
) -> None:
    talk = Talk(plain)
    await talk.hear(Begin("DS501.01"))
    await talk.type("handoffs! ผ่านสามโต๊ะ")
    assert "handoffs!" in talk.everything
    await talk.hear(Unsent("m2"))
    assert "handoffs!" not in talk.everything
    assert "ผ่านสามโต๊ะ" not in talk.everything
    (await talk.coach.store.history("o")).verify()


async def test_words_quoted_back_later_go_with_the_message_they_came_in(plain: Pack) -> None:
    talk = Talk(plain)
    await talk.hear(Begin("DS501.01"))
    await talk.type(
        "service_and_user! current_steps! handoffs! pain_baseline! systems_channels! review_method!"
    )
    await talk.hear(Tap("no_file"))  # the draft is shown: quotes of m2 in a reply to m3
    await talk.hear(Unsent("m2"))
    assert "pain_baseline!" not in talk.everything


async def test_the_trail_points_to_the_words_the_coach_quotes_and_holds_none(plain: Pack) -> None:
    talk = Talk(plain)
    await talk.hear(Begin("DS501.01"))
    await talk.type("handoffs! ผ่านสามโต๊ะ")
    history = await talk.coach.store.history("o")
    (typed,) = [str((e.content or {})["text"]) for e in history.entries if e.kind == "officer"]
    spoken = [e.content or {} for e in history.entries if e.kind == "coach" and e.ref == "m2"]
    (quote,) = [quote for content in spoken for quote in content.get("quotes", [])]
    assert quote["message"] == "m2"
    words = typed[quote["start"] : quote["end"]]
    replies = await talk.coach.store.last_reply("o", "m2")
    assert words
    assert any(f"“{words}" in reply["text"] for reply in replies)
    assert words not in repr(spoken)


async def test_erasing_everything_leaves_no_word_of_the_officer(plain: Pack) -> None:
    talk = Talk(plain)
    await talk.hear(Begin("DS501.01"))
    await talk.type("handoffs! ความลับ")
    await talk.type("erase")
    await talk.hear(Tap("erase_all"))
    assert "ความลับ" not in talk.everything
    history = await talk.coach.store.history("o")
    history.verify()
    state = await talk.coach.recall("o", NOON)
    assert state.consent is None


async def test_the_message_that_erases_everything_is_not_kept_either(plain: Pack) -> None:
    talk = Talk(plain)
    await talk.hear(Begin("DS501.01"))
    await talk.type("erase")
    await talk.type("ลบทั้งหมด")
    history = await talk.coach.store.history("o")
    history.verify()
    assert not [e for e in history.entries if e.kind == "officer" and e.content is not None]


@pytest.mark.parametrize(
    "text",
    [
        "จดไว้แล้ว “ความลับ” นะ",
        "จดไว้แล้ว “เขาว่า ”ความลับ” แล้วไป” นะ",
        "จดไว้แล้ว “เขาว่า “ก” ความลับ” นะ",
        "จดไว้แล้ว “เขาว่า\nความลับ” นะ",
        "สวัสดีคุณความลับ",
    ],
)
def test_nothing_an_officer_said_is_kept_in_the_coachs_words(text: str) -> None:
    state = msgspec.structs.replace(consented(NOON, NOTICE), profile=Profile(name="คุณความลับ"))
    assert "ความลับ" not in unquoted(text, state)


def test_the_coachs_own_words_are_kept() -> None:
    said = unquoted("จดไว้แล้ว “ก” ต่อไป\nเล่าเรื่อง “ข” หน่อย", consented(NOON, NOTICE))
    assert said == "จดไว้แล้ว “…” ต่อไป\nเล่าเรื่อง “…” หน่อย"
