"""Whole messages about one's own data, which mean the same whatever is open."""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz import fuzz

from dialogs import quoting
from dialogs.state import State

Asked = Literal["mine", "copy", "withdraw", "answer", "file"]

# --- Thai data ------------------------------------------------------------------------------------
_ME = r"(?:ฉัน|ผม|ดิฉัน|หนู|เรา|พี่|กระผม)(?:หน่อย|ที)?"
COMMANDS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    ("mine", re.compile(rf"(?:ขอ|อยาก)?(?:ดู|เช็ก|เช็ค)?ข้อมูล(?:ส่วนตัว|ส่วนบุคคล)?ของ{_ME}(?:ที่เก็บไว้)?")),
    ("mine", re.compile(rf"(?:โค้ช)?เก็บ(?:ข้อมูล)?อะไร(?:ของ{_ME})?ไว้บ้าง")),
    (
        "mine",
        re.compile(rf"(?:มี)?ใคร(?:เข้า)?(?:มา)?(?:เปิด)?(?:ดู|เห็น|อ่าน)ข้อมูลของ{_ME}(?:บ้าง|ได้บ้าง)?"),
    ),
    ("copy", re.compile(rf"(?:ขอ|อยากได้)สำเนาข้อมูล(?:ทั้งหมด)?(?:ของ{_ME})?(?:ทั้งหมด)?")),
    ("withdraw", re.compile(r"(?:ขอ|อยาก)?(?:ถอน|ยกเลิก|เพิกถอน)(?:คำ|ความ)ยินยอม(?:ที่ให้ไว้)?")),
    ("answer", re.compile(r"(?:ขอ|ช่วย)?ลบคำตอบ(?:ข้อ(?:ที่)?|ที่|ว่า|เรื่อง)?\s*(?P<which>.*)")),
    (
        "file",
        re.compile(r"(?:ขอ|ช่วย)?ลบ(?:ไฟล์แนบ|ไฟล์|รูปภาพ|รูป|ภาพ)(?:ที่(?:ส่ง|แนบ))?\s*(?P<which>.*)"),
    ),
)
_LAST = re.compile(r"(?:อัน|ข้อ|ตัว|ที่ตอบ)?(?:นี้|นั้น|เมื่อกี้|ล่าสุด|ที่แล้ว|เมื่อครู่)(?:ให้ที|ให้หน่อย|หน่อย|ที)?")
# --------------------------------------------------------------------------------------------------

LONGEST = 160  # characters of such a message
ALIKE = 88  # rapidfuzz partial ratio from which words name a claim
FEWEST = 4  # characters that name a claim


def command_in(text: str) -> tuple[Asked, str] | None:
    """What the whole of ``text`` asks for, and the words that say of what."""
    line = " ".join(text.split())
    if not line or len(line) > LONGEST:
        return None
    for said in dict.fromkeys((line, quoting.tidy(line))):
        for asked, words in COMMANDS:
            if found := words.fullmatch(said):
                return asked, (found.groupdict().get("which") or "").strip(' “”"')
    return None


def claim_named(state: State, which: str) -> str | None:
    """The claim that ``which`` names: the last one told, or one by its words; None: no claim."""
    if not state.claims or not which:
        return None
    if _LAST.fullmatch(which):
        return state.claims[-1].id
    if len(which) < FEWEST:
        return None
    rated = [
        (fuzz.partial_ratio(which, " ".join(c.quote.text.split())), n)
        for n, c in enumerate(state.claims)
        if len(c.quote.text) >= len(which) // 2
    ]
    best = max(rated, default=(0.0, 0))
    return state.claims[best[1]].id if best[0] >= ALIKE else None


def file_named(state: State, which: str) -> str | None:
    """The message of the file that ``which`` names: the last one, or one by its name."""
    if not state.attachments or not which:
        return None
    if _LAST.fullmatch(which):
        return state.attachments[-1].message
    named = [a.message for a in state.attachments if which.casefold() in a.name.casefold()]
    return named[-1] if named and len(which) >= FEWEST else None
