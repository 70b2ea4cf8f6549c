from __future__ import annotations

import json
from typing import Any

import pytest

from bot.chat_jsonl import message_of, parts, serve
from bot.coach import Coach
from dialogs.pack import Pack
from dialogs.values import Button, Reply
from storage.memory import Book, MemoryStore

AT = "2026-03-02T09:00:00+07:00"


def event(**fields: Any) -> str:
    return json.dumps({"user": "p1", "at": AT, **fields}, ensure_ascii=False)


async def answers(pack: Pack, *lines: str, book: Book | None = None) -> list[dict[str, Any]]:
    store = MemoryStore(book)
    return [json.loads(line) async for line in serve(Coach(pack, store), lines)]


async def test_a_consented_officer_opens_a_criterion_and_is_probed(plain: Pack) -> None:
    first, second = await answers(plain, event(begin="DS501.01"), event(texts=["handoffs!"]))
    assert first["asked"] == {"criterion": "DS501.01", "facet": None, "kind": "main"}
    assert second["asked"]["kind"] == "probe"
    assert second["heard"] == {"intent": "answer", "facets": {"DS501.01": {"handoffs": "covered"}}}
    assert second["coverage"] == {"DS501.01": {"handoffs": "covered"}}
    assert set(second["next_step"]) == {"step", "rule"}


async def test_an_unknown_officer_who_types_is_asked_for_consent(plain: Pack) -> None:
    (answer,) = await answers(plain, event(texts=["สวัสดี"]))
    assert answer["asked"]["kind"] == "onboarding"


async def test_the_same_event_twice_is_filed_once_and_answered_the_same(plain: Pack) -> None:
    again = event(id="m2", texts=["handoffs!"])
    _, first, second = await answers(plain, event(begin="DS501.01"), again, again)
    assert second["replies"] == first["replies"]
    assert second["coverage"] == first["coverage"]
    assert second["asked"] == first["asked"]


async def test_a_conversation_goes_on_after_a_restart(plain: Pack) -> None:
    book: Book = {}
    await answers(plain, event(begin="DS501.01"), event(texts=["handoffs!"]), book=book)
    (answer,) = await answers(plain, event(begin="DS501.01"), book=book)
    assert answer["asked"]["kind"] == "probe"
    assert answer["coverage"] == {"DS501.01": {"handoffs": "covered"}}


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "{}",
        event(),
        event(texts=["a"], tap="b"),
        event(texts="a"),
        event(nonsense=1),
        json.dumps({"user": "p1", "at": "2026-03-02T09:00:00", "begin": "DS501.01"}),
        json.dumps({"user": "p1", "at": "yesterday", "begin": "DS501.01"}),
        json.dumps({"user": "p1", "at": "0001-01-01T00:00:00+07:00", "begin": "DS501.01"}),
        json.dumps({"user": "p1", "at": "9999-12-31T23:59:59-07:00", "begin": "DS501.01"}),
    ],
)
async def test_a_bad_line_is_answered_by_its_error_and_the_next_is_read(
    plain: Pack, line: str
) -> None:
    error, good = await answers(plain, line, event(begin="DS501.01"))
    assert error["error"]["line"] == 1
    assert error["error"]["text"]
    assert good["asked"]["kind"] == "main"


async def test_unsending_an_event_takes_its_words_back(plain: Pack) -> None:
    *_, last = await answers(
        plain,
        event(begin="DS501.01"),
        event(id="m2", texts=["handoffs!", "pain_baseline!"]),
        event(unsend="m2"),
    )
    assert last["coverage"] == {}


async def test_after_everything_was_erased_the_officer_is_a_newcomer(plain: Pack) -> None:
    *_, last = await answers(
        plain,
        event(begin="DS501.01"),
        event(texts=["handoffs!"]),
        event(texts=["erase"]),
        event(tap="erase_all"),
    )
    assert last["coverage"] == {}
    assert last["asked"] == {"criterion": None, "facet": None, "kind": "onboarding"}


def test_a_burst_is_one_message_whose_bubbles_share_its_name() -> None:
    message = message_of(event(id="m7", texts=["ก็", "กดคิว"]))
    assert [b.id for b in message.said.bubbles] == ["m7", "m7"]  # type: ignore[union-attr]


def test_long_replies_are_cut_between_lines_and_keep_their_buttons_last() -> None:
    reply = Reply("\n".join(["ก" * 120] * 4), (Button("a", "ข"),))
    cut = parts(reply)
    assert [len(p.text) <= 300 for p in cut] == [True, True]
    assert [p.buttons for p in cut] == [(), reply.buttons]
    assert "\n".join(p.text for p in cut) == reply.text
