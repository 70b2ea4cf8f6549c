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

CONSENTS = re.compile(r"(?<!ไม่)(?<!ไม่อยาก)(?:ยินยอม|ยอมรับ|อนุญาต|ตกลง)")
"""Words that give consent, wherever they stand."""

ERASES = re.compile(
    r"(?<!ไม่)(?<!ไม่ต้อง)(?<!อย่า)(?:ลบ|ล้าง|เคลียร์)|ถอนความยินยอม"
    r"|(?:ไม่อยากให้|ไม่ให้|อย่า|เลิก|หยุด)\s*เก็บ|delete|erase|remove",
    re.IGNORECASE,
)
"""Words without which nothing is ever erased."""

ONE_THING = re.compile(r"(?:อัน|ข้อความ|ข้อ|คำตอบ|ประโยค|ตัว)(?:นั้น|นี้|เมื่อกี้|ล่าสุด|ที่แล้ว)|เมื่อกี้")
EVERYTHING = re.compile(r"ทั้งหมด|ทุกอย่าง|ให้หมด|ออกหมด")
"""What is to be erased: one thing just said, or all there is."""

NOT_YET = re.compile(r"ลืม|ครึ่ง|ยังไม่|ไม่ทัน|ไม่ได้ทำ|ไม่เสร็จ|บางส่วน|ขอเลื่อน")
DONE_IT = re.compile(r"ทำแล้ว|ทำไปแล้ว|เสร็จ|เรียบร้อย|ลองแล้ว|ครบแล้ว")
"""How a promised action went."""

OR = "หรือ"

OUTCOMES = tuple(
    (name, re.compile(words))
    for name, words in (
        ("none", r"ยังไม่(?:ได้)?(?:ทดสอบ|ลอง|เทส)"),
        ("invalid", r"(?:เก็บ|ใช้|วัด)ผลไม่ได้|ใช้ไม่ได้เลย"),
        ("partial", r"บางส่วน|ครึ่ง|บางกลุ่ม"),
        ("failed", r"ไม่(?:ค่อย)?(?:ผ่าน|ถึง|สำเร็จ|ได้ผล|เป็นไปตาม)|ยังไม่ถึง|ล้มเหลว|ต่ำกว่า(?:เป้า|ที่ตั้ง)"),
        ("passed", r"ผ่าน|ถึงเป้า|สำเร็จ|ตามเป้า|เกินเป้า"),
    )
)
"""How a test came out, in an officer's words; the first that fits."""

NAMES_CRITERION = re.compile(
    r"^(?:ขอ|อยาก|ไป|เอา|เลือก|คุย|ทำ|ต่อ|เรื่อง|เปิด|\s)*(?P<said>ข้อ)?\s*(?P<number>[0-9๐-๙]\.[0-9๐-๙]{1,2})"
    r"\s*(?:ก่อน|เลย|แล้วกัน|ดีกว่า|หน่อย|นะ|ครับ|ค่ะ|คะ|คับ|จ้า|\s)*$"
)
"""A whole message that names a criterion by its number."""

LETTERHEAD = re.compile(
    r"(?m)^\s*ที่\s+\S+\s?\d*/|^\s*เรื่อง\s|^\s*เรียน\s|จึงเรียนมาเพื่อ|ขอแสดงความนับถือ|อ้างถึง\s|สิ่งที่ส่งมาด้วย"
)
"""Marks of an official letter; three of them make one."""

ASKS_COACH = tuple(
    (key, re.compile(words))
    for key, words in (
        (
            "asks.who",
            r"(?:เป็น)?(?:คน|บอ[ทต]|เอไอ|ai|AI|โปรแกรม|หุ่นยนต์).{0,12}(?:หรือ|รึ|ปะ|ป่ะ|ป่าว|ไหม|มั้ย)",
        ),
        (
            "asks.sees",
            r"(?:หัวหน้า|ผอ|ผู้อำนวยการ|เจ้านาย|ใคร|คนอื่น).{0,14}(?:เห็น|อ่าน|รู้).{0,10}"
            r"(?:ไหม|มั้ย|บ้าง|ปะ|ป่าว|หรือเปล่า|รึเปล่า)",
        ),
        ("asks.marks", r"(?:ถ้า|ตอบ).{0,14}(?:ผิด|ไม่ครบ|ไม่ได้).{0,14}(?:คะแนน|ตก|ไหม|มั้ย|เป็นไร)"),
        (
            "asks.write",
            r"(?:แต่ง|เขียน|ร่าง|คิด|ตอบ|ทำ)(?:ให้|แทน)(?:เลย|หน่อย|ที|ได้|ผม|หนู)|ใส่ไปว่า"
            r"|ช่วย(?:ร่าง|เขียน)",
        ),
        ("asks.choose", r"(?:เอา|เลือก|ทำ|ตอบ)(?:อัน|ข้อ|แบบ)ไหนดี"),
    )
)
"""Questions about the coach itself, and which phrase answers them."""

CORRECTING_BEFORE = re.compile(
    r"^(?:(?:ขอโทษ|โทษที|เอ้ย|เอ๊ย|อ๊ะ|อ้าว|อ้อ)(?:นะ)?(?:ครับ|ค่ะ|คะ)?\s*)?"
    r"(?:(?:ขอ|อยาก(?:จะ)?|ช่วย)\s*(?:แก้(?:ไข)?|เปลี่ยน)|แก้(?:ไข)?)(?!ปัญหา)(?:คำตอบ|ข้อมูล|ตัวเลข|ข้อความ)?"
    r"(?:หน่อย|นิด(?:นึง|หนึ่ง)?)?(?:นะ)?(?:ครับ|ค่ะ|คะ)?(?:ตรง|เรื่อง)?(?:ที่(?:บอก|ตอบ|พิมพ์)?(?:ไว้)?ว่า)?"
    r"[\s:]*"
)
"""How a message begins that asks for a change, before it says what."""

POLITE_WITHIN = re.compile(r"(?:นะ)?(?:ครับผม|ครับ|คร้าบ|คับ|ค่ะ|คะ|จ้า|จ้ะ|ฮะ)(?=\s)")
"""A polite particle that ends a clause before the message ends."""

CORRECTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"ไม่ใช่\s*(?P<old>\S.{0,40}?)\s*(?:แต่\s*)?(?:ต้องเป็น|เป็น|เปน|คือ)\s*(?P<new>\S.{0,60})",
        r"ไม่ใช่\s*(?P<old>\S.{0,40}?)\s*(?:นะ)?(?:ครับ|คับ|ค่ะ|คะ|จ้า|ฮะ)\s*(?P<new>\S.{0,60})",
        r"(?:บอก|ตอบ|พิมพ์|เรียน)(?:ไว้)?(?:ว่า)?\s*(?P<old>\S.{0,60}?)\s*(?:แก้|เปลี่ยน)"
        r"(?:เป็น|เปน)\s*(?P<new>\S.{0,60})",
        r"(?P<new>\S.{0,40}?)\s*(?:นะ)?\s*ไม่ใช่\s*(?P<old>\S.{0,40})",
        r"(?:ที่ถูก(?:ต้อง)?|ที่จริง|จริง\s*ๆ)\s*(?:แล้ว)?\s*(?:คือ|เป็น)\s*(?P<new>\S.{0,80})",
    )
)
"""How a correction names what was wrong (``old``) and what is right (``new``), likeliest first."""

CHANGES = tuple(
    re.compile(pattern)
    for pattern in (
        r"จาก\s*(?P<old>\S.{0,40}?)\s*(?:แก้|เปลี่ยน)?(?:เป็น|เปน)\s*(?P<new>\S.{0,60})",
        r"(?P<old>\S.{0,40}?)\s*(?:แก้|เปลี่ยน)?(?:เป็น|เปน)\s*(?P<new>\S.{0,60})",
    )
)
"""Whole messages that correct where that was asked for: they may tell of a change just as well."""
