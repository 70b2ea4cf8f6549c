"""What the coach quoted is shown again where it stands, and nowhere once that was erased."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.coach import BLANK
from bot.exports.quotations import Quotations
from bot.quotes import QUOTED, located, own_words
from content.models import Content
from dialogs.state import Claim, Quote, Stamp
from dialogs.values import Bubble, Level
from storage.audit import Chain, Entry

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAID = "ปกติคนรอคิวเต็มถึงบันไดชั้นสอง ทุกเช้าวันพุธค่ะ"
EARLIER = "รับคำขอที่โต๊ะแดงแล้วเดินไปห้องหลังบ้าน"
CLAIM = Claim(
    "DS501.01.handoffs#1", "DS501.01", "handoffs", Level.COVERED, Quote(EARLIER, ("m1",), AT),
    Stamp("CEC-BJEV-024", "1.0", "DS501.01/main"), True,
)  # fmt: skip
OWN = "พิมพ์ “ขอแก้” ได้เลย\nงานทะเบียน"
BUBBLES = (Bubble("m2", SAID),)


def trail(quotes: Sequence[Any], text: str) -> tuple[Entry, ...]:
    """A conversation: two messages, a claim of the first, and a reply to the second."""
    told = (
        ("officer", {"text": f"ค่ะ {EARLIER}"}, "m1"),
        ("claim", {"id": CLAIM.id, "quote": EARLIER, "messages": ["m1"]}, "m1"),
        ("officer", {"text": SAID}, "m2"),
        ("coach", {"text": QUOTED.sub(BLANK, text), "quotes": list(quotes)}, "m2"),
    )
    chain, entries = Chain("trail"), []
    for kind, content, ref in told:
        entries.append(chain.entry(AT, kind, content, ref=ref, salt="00" * 16))
        chain = chain.after(entries[-1])
    return tuple(entries)


def shown(entries: Sequence[Entry], erased: Iterable[str] = ()) -> str:
    """What a document says the last entry said."""
    gone = set(erased)
    left = [e.without_content() if e.ref in gone and e.kind != "coach" else e for e in entries]
    return Quotations({}, (), left).told(left[-1])


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("จด “คนรอคิวเต็มถึงบันไดชั้นสอง” แล้ว", "message"),
        ("จด “ปกติคนรอคิวเต็มถึงบันไดชั้นสอง…” แล้ว", "message"),
        ("ก่อนหน้านี้บอกว่า “รับคำขอที่โต๊ะแดง”", "claim"),
        ("ถ้าจะแก้ พิมพ์ “ขอแก้”", "own"),
    ],
)
def test_a_quotation_is_found_and_shown_as_it_was(text: str, where: str) -> None:
    (found,) = located(text, BUBBLES, [CLAIM], OWN)
    assert found is not None
    assert where in found
    assert shown(trail([found], text)) == text


def test_each_line_is_filled_as_far_as_it_is_known() -> None:
    text = "“คนรอคิวเต็ม”\nกับ “ไม่มีใครพูด”\nและ “รับคำขอที่โต๊ะแดง”"
    quotes = located(text, BUBBLES, [CLAIM])
    assert [quote is None for quote in quotes] == [False, True, False]
    assert shown(trail(quotes, text)) == text.replace("“ไม่มีใครพูด”", BLANK)


@pytest.mark.parametrize(("text", "message"), [("“คนรอคิวเต็ม”", "m2"), ("“รับคำขอที่โต๊ะแดง”", "m1")])
def test_what_was_erased_is_quoted_nowhere(text: str, message: str) -> None:
    entries = trail(located(text, BUBBLES, [CLAIM]), text)
    assert shown(entries) == text
    assert shown(entries, [message]) == BLANK


def test_no_words_of_the_officer_are_in_the_list() -> None:
    text = "“คนรอคิวเต็มถึงบันไดชั้นสอง”\n“รับคำขอที่โต๊ะแดง”"
    assert not [w for w in ("คนรอคิว", "โต๊ะแดง") if w in str(located(text, BUBBLES, [CLAIM], OWN))]


def test_an_officers_words_never_pass_for_the_programs() -> None:
    assert located("“งานทะเบียน”", (), (), OWN) == ({"own": "งานทะเบียน"},)
    assert located("“งานทะเบียน”", (), (), OWN, ["งานทะเบียน"]) == (None,)
    assert located("“งานทะเบียน”", (), (), OWN, ["งานทะเบียนราษฎร"]) == (None,)
    assert located("“ก”", (Bubble("m", "กก"),), (), OWN) == (None,)


@pytest.mark.parametrize(
    "quotes",
    [
        [], [None], [None, None], ["x"], [{"message": "m9", "start": 0, "end": 3}],
        [{"message": "m2", "start": -3, "end": 3}], [{"message": "m2", "start": 3, "end": 3}],
        [{"message": "m2", "start": 0, "end": 999}], [{"claim": "m2", "start": 0, "end": 3}],
        [{"message": "m2", "start": "0", "end": 3}], [{"own": 3}],
    ],
)  # fmt: skip
def test_a_list_that_does_not_fit_leaves_the_blank(quotes: list[Any]) -> None:
    assert shown(trail(quotes, "จด “คนรอคิว” แล้ว")) == f"จด {BLANK} แล้ว"


def test_a_claim_is_quoted_as_it_was_worded_then() -> None:
    text = "“รับคำขอที่โต๊ะแดง”"
    entries = trail(located(text, (), [CLAIM]), text)
    chain = Chain("trail", entries[-1].seq, entries[-1].hash)
    later = {"id": CLAIM.id, "quote": "รับคำขอที่โต๊ะฟ้า", "messages": ["m1"]}
    changed = chain.entry(AT, "claim_corrected", later, ref="m1", salt="00" * 16)
    assert Quotations({}, (), [*entries, changed]).told(entries[-1]) == text


def test_replies_that_are_kept_in_full_are_used_where_there_is_no_list() -> None:
    text = "จด “คนรอคิวเต็มถึงบันไดชั้นสอง” แล้ว"
    entries = trail([], text)
    assert Quotations({"m2": (text,)}, [SAID], entries).told(entries[-1]) == text


def test_the_program_knows_its_own_words(content: Content) -> None:
    own = own_words(content)
    assert "ขอแก้" in own
    assert all(c.short_title in own for unit in content.units.values() for c in unit.criteria)
