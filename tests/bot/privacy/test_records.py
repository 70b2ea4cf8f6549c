"""The operator's records of processing say what this installation does."""

from __future__ import annotations

from bot.privacy import Terms, printed, ropa
from bot.service.settings import load_settings


def test_the_records_name_what_is_kept_why_who_sees_it_and_for_how_long() -> None:
    settings = load_settings({"MVS_STORE": "tinydb:///srv/coach"})
    lines = list(printed(ropa(settings, "3", Terms(365, {"เทศบาล": 90}))))
    text = "\n".join(lines)
    assert lines[0].startswith("# บันทึกรายการกิจกรรม")
    for said in ("ประกาศฉบับที่ 3", "365 วัน", "“เทศบาล” ใช้ 90 วัน", "/srv/coach", "มาตรา 19"):
        assert said in text
    assert "{" not in text


def test_the_records_name_a_database_without_its_password() -> None:
    settings = load_settings({"MVS_STORE": "postgresql://coach:hunter2@db.example/coach?x=1"})
    text = "\n".join(printed(ropa(settings, "3", Terms())))
    assert "ข้อมูลที่ postgresql://db.example/coach" in text
    assert "hunter2" not in text


def test_without_a_term_the_records_say_so() -> None:
    records = ropa(load_settings({}), "1", Terms())
    rows = dict(row for section in records.sections for row in section.rows)
    assert "ยังไม่ได้กำหนด" in rows["ระยะเวลาเก็บ"] or any(
        "ยังไม่ได้กำหนด" in text for s in records.sections for _, text in s.rows
    )
