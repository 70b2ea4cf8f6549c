"""Thai grammar as data: the small words around what officers say, for quoting and correcting.

These are rules of the language, not things the coach says; those are in ``content``.
"""

from __future__ import annotations

import re

FILLER_BEFORE = re.compile(
    r"^(?:ก็(?!ต่อเมื่อ)|คือ(?:ว่า)?|อ๋อ|อ่า|เอ่อ|อืม+|โอเค|แล้วก็|แล้ว|และ|แต่|ส่วน|ซึ่ง|โดย|เพราะ)\s+"
)
"""Words that lead into a clause and say nothing by themselves."""

POLITE_AFTER = re.compile(
    r"(?:[\s,;:•·–-]*(?:นะ)?(?:ครับผม|ครับ|คร้าบ+|ค้าบ+|คับ|ค่ะ|คะ|ค่า+|จ้า+|จ้ะ|จ๊ะ|งับ|ฮะ)[.!~]*)?"
    r"[\s,;:]*$"
)
"""A polite particle at the end, with the punctuation around it."""

BINDS_AHEAD = re.compile(r"[\d๐-๙.,:/%–-]$|(?:นาย|นาง|นางสาว|คุณ|พี่|น้อง|หมอ|ลุง|ป้า|ยาย|ตา)$")
"""What must not stand last before a cut: a number still going on, or a title before its name."""

BINDS_BEHIND = re.compile(r"[\d๐-๙ๆ]")
"""What must not stand first after a cut."""

INTRODUCES_NAME = re.compile(r"^(?:(?:ผม|ดิฉัน|ฉัน|หนู|เรา)?\s*ชื่อ(?:เล่น)?|เรียก(?:ว่า|ผมว่า|ฉันว่า)?|คุณ)\s*")
"""What people type before their name when asked for it."""

AFTER_NAME = re.compile(r"\s*(?:ก็ได้|ก็พอ|ได้เลย|เลย)\s*$")
"""What people type after their name."""

POLITE_TITLE = "คุณ"

TITLED = re.compile(r"(?:คุณ|พี่|น้อง|หมอ|ครู|อาจารย์|อ\.|ผอ\.?|ลุง|ป้า|น้า|อา|นาย|นาง|ปลัด|ดร\.?)")
"""Names that already carry how to address their bearer."""

CORRECTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"ไม่ใช่\s*(?P<old>\S.{0,40}?)\s*(?:แต่)?(?:เป็น|คือ|ต้องเป็น)\s*(?P<new>\S.{0,60})",
        r"จาก\s*(?P<old>\S.{0,40}?)\s*(?:แก้|เปลี่ยน)?(?:เป็น|เปน)\s*(?P<new>\S.{0,60})",
        r"(?:บอก|ตอบ|พิมพ์|เรียน)(?:ไว้)?(?:ว่า)?\s*(?P<old>\S.{0,60}?)\s*(?:แก้|เปลี่ยน)"
        r"(?:เป็น|เปน)\s*(?P<new>\S.{0,60})",
        r"(?P<new>\S.{0,40}?)\s*(?:นะ)?\s*ไม่ใช่\s*(?P<old>\S.{0,40})",
        r"(?:ที่ถูก(?:ต้อง)?|ที่จริง|จริง\s*ๆ)\s*(?:แล้ว)?\s*(?:คือ|เป็น)\s*(?P<new>\S.{0,80})",
    )
)
"""How a correction names what was wrong (``old``) and what is right (``new``), likeliest first."""
