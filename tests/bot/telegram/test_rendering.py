"""Reply in, messages out."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cutting import utf16
from bot.telegram.keyboard import keyboard
from bot.telegram.rendering import MOST, bar, rendered
from dialogs.values import Button, DraftCard, ProgressCard, Reply, StepCard

DRAFT = DraftCard("ขั้นตอนปัจจุบัน", (("ขั้นตอน", "กดคิว <ก่อน>"), ("คนทำ", "พี่แดง & ทีม")))


def rows(*labels: str) -> list[list[str]]:
    keys = keyboard(Button(f"b{n}", label) for n, label in enumerate(labels))
    return [[key.text for key in row] for row in keys.inline_keyboard] if keys else []


def test_words_are_plain_and_untouched() -> None:
    (shown,) = rendered([Reply("ก < ข & *ค* _ง_ <b>")])
    assert (shown.text, shown.html, shown.keys) == ("ก < ข & *ค* _ง_ <b>", None, None)


def test_buttons_stand_under_the_last_message_of_their_reply() -> None:
    long = Reply("รอเรียกคิวนานมาก " * 400, (Button("skip", "ข้าม"),))
    shown = rendered([Reply("สวัสดี"), long])
    assert len(shown) > 2
    assert [message.keys is not None for message in shown] == [False] * (len(shown) - 1) + [True]


@given(st.text(max_size=200).map(lambda text: (text + "ก😀 ") * 60))
def test_no_message_is_too_long_and_no_word_is_lost(text: str) -> None:
    shown = rendered([Reply(text)])
    assert all(utf16(message.text) <= MOST for message in shown)
    assert "".join("".join(m.text for m in shown).split()) == "".join(text.split())


def test_a_draft_has_its_labels_in_bold_and_nothing_else_changed() -> None:
    text = "ร่างข้อ “ขั้นตอนปัจจุบัน”\n• ขั้นตอน: “กดคิว <ก่อน>”\n• คนทำ: “พี่แดง & ทีม”"
    (shown,) = rendered([Reply(text, card=DRAFT)])
    assert shown.html == (
        "ร่างข้อ “<b>ขั้นตอนปัจจุบัน</b>”\n"
        "• <b>ขั้นตอน</b>: “กดคิว &lt;ก่อน&gt;”\n"
        "• <b>คนทำ</b>: “พี่แดง &amp; ทีม”"
    )
    assert shown.text == text


def test_a_step_has_its_action_in_bold() -> None:
    card = StepCard("ทดสอบกับผู้ใช้", "ร่างครบแล้ว", "นัดผู้ใช้ 3 คน")
    (shown,) = rendered([Reply("ร่างครบแล้ว\nลองทำ: นัดผู้ใช้ 3 คน", card=card)])
    assert shown.html == "ร่างครบแล้ว\nลองทำ: <b>นัดผู้ใช้ 3 คน</b>"


def test_progress_gets_a_bar_for_each_criterion() -> None:
    card = ProgressCard((("1", "งานปัจจุบัน", 100, True), ("2", "ผู้ใช้", 50, False)))
    (shown,) = rendered([Reply("ครบ 1 จาก 2 ข้อ", card=card)])
    assert shown.text == ("ครบ 1 จาก 2 ข้อ\n\n▰▰▰▰▰ 100% 1 งานปัจจุบัน ✓\n▰▰▱▱▱ 50% 2 ผู้ใช้")


@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=5), st.text(max_size=9))))
def test_bold_never_changes_the_words(text: str, lines: list[tuple[str, str]]) -> None:
    card = DraftCard("", tuple(lines))
    for shown in rendered([Reply(text, card=card)]):
        assert unescape(re.sub("</?b>", "", shown.html or "")) == unescape(shown.text) or (
            re.sub("</?b>", "", shown.html or shown.text)
            .replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == shown.text
        )  # fmt: skip


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0, "▱▱▱▱▱"), (19, "▱▱▱▱▱"), (20, "▰▱▱▱▱"), (99, "▰▰▰▰▱"), (100, "▰▰▰▰▰"), (-5, "▱▱▱▱▱")],
)
def test_a_bar_is_full_only_when_all_is_done(share: int, drawn: str) -> None:
    assert bar(share) == drawn


def test_short_labels_share_a_row() -> None:
    long = "นำร่องกับผู้ใช้จริงในสำนักงานเขต"
    assert rows("ไม่รู้", "ขอตัวอย่าง", "ข้าม") == [["ไม่รู้", "ขอตัวอย่าง"], ["ข้าม"]]
    assert rows("ข้าม", long, "ไม่รู้") == [["ข้าม"], [long], ["ไม่รู้"]]


def test_a_long_label_is_cut_to_what_can_be_shown() -> None:
    ((label,),) = rows("ที่" * 60)
    assert len(label) <= 64
    assert label.endswith("…")


def test_buttons_telegram_would_refuse_are_left_out() -> None:
    wrong = (Button("x" * 65, "ยาว"), Button("", "ไม่มี"), Button("ok", "  "))
    keys = keyboard((*wrong, Button("ก" * 21, "พอดี")))
    assert keys is not None
    assert [[key.text for key in row] for row in keys.inline_keyboard] == [["พอดี"]]
    assert len(rows(*(f"ปุ่ม{n}" for n in range(150)))) == 50
    assert keyboard(wrong) is None


def test_buttons_without_words_still_have_something_to_stand_under() -> None:
    (shown,) = rendered([Reply(" ", (Button("skip", "ข้าม"),))])
    assert shown.text == "…"
    assert rendered([Reply(" ")]) == []
