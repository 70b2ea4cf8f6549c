from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.seeing import Snapshot, differences
from dialogs.pack import Pack
from tests.bot.seeing.people import officer, saying
from tests.dialogs.reviewing.drafting import C1, first


def two(plain: Pack, one: str, other: str, *, early: bool = True) -> list[Snapshot]:
    criterion = first(plain.content)
    said = {"กบ": one, "นิด": other}
    return [officer(name, saying(criterion, text), early=early) for name, text in said.items()]


@pytest.mark.parametrize(
    ("one", "other", "unit"),
    [
        ("คำขอหนึ่งเรื่องใช้เวลา 8 วัน", "กว่าจะเสร็จก็ 15 วัน", "วัน"),
        ("รอ ๘ วันทำการ", "รอ 10 วันทำการ", "วันทำการ"),
        ("ลดจาก 8 วันเหลือ 2 วัน", "ลดจาก 9 วันเหลือ 3 วัน", "วัน"),
        ("ขอ 1,200 ฉบับต่อปี", "ปีละ 900 ฉบับ", "ฉบับ"),
    ],
)
def test_different_figures_for_the_same_fact_are_found(
    plain: Pack, one: str, other: str, unit: str
) -> None:
    (found,) = differences(two(plain, one, other), plain)
    assert (found.criterion, found.unit) == (C1, unit)
    assert {found.one.name, found.other.name} == {"กบ", "นิด"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ใช้เวลา 8 วัน", "ใช้เวลา 8 วัน"),
        ("ใช้เวลา 8 วัน", "ผ่าน 3 โต๊ะ"),
        ("ใช้เวลา 8 วัน", "ใช้เวลา ๘ วัน"),
        ("ใช้เวลา 8 วัน", "รอ 2 วัน ตรวจ 6 วัน"),
        ("มี 1,200 ราย", "มี 1200 ราย"),
        ("นานมาก", "เร็วมาก"),
    ],
)
def test_what_agrees_or_counts_something_else_is_none(plain: Pack, one: str, other: str) -> None:
    assert differences(two(plain, one, other), plain) == ()


def test_words_the_coach_may_not_read_are_not_compared(plain: Pack) -> None:
    assert differences(two(plain, "รอ 8 วัน", "รอ 9 วัน", early=False), plain) == ()


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("นัดเจาะเลือดคลินิกเบาหวาน", "คลินิกเบาหวาน", 1),
        ("นัดเจาะเลือดคลินิกเบาหวาน", "", 1),
        ("ขอรับเบี้ยยังชีพผู้สูงอายุ", "ขออนุญาตติดตั้งป้ายโฆษณา", 0),
    ],
)
def test_figures_of_different_services_are_not_the_same_fact(
    plain: Pack, one: str, other: str, count: int
) -> None:
    team = [
        replace(seen, state=replace(seen.state, profile=replace(seen.state.profile, service=told)))
        for seen, told in zip(two(plain, "รอ 8 วัน", "รอ 9 วัน"), (one, other), strict=True)
    ]
    assert len(differences(team, plain)) == count
