"""Names of people, agencies and services, which may sound like something typed at any time."""

from __future__ import annotations

import re

from dialogs import quoting
from dialogs.questions import AskAgency, AskName, AskService, Onboarding
from dialogs.reading.grammar import INTRODUCES_NAME, POLITE_TITLE, TITLED
from dialogs.reading.port import Intent

# --- Thai data ------------------------------------------------------------------------------------
_ASKS = re.compile(r"อะไร|ไหม|ไหน|มั้ย|ยังไง|อย่างไร|ทำไม|ใคร|เปล่า|หรือ(?:ครับ|คะ|$)|\?")
"""Words of a question, which no name has."""

_WANTS_EXAMPLE = re.compile(
    r"(?:รบกวน|ขอ|อยาก|ช่วย|มี|ดู|เห็น|ได้|ยก|เอา|ให้|\s)*(?:ตัวอย่าง|เช่น)"
    r"(?:คำตอบ|การตอบ|ชื่อ|หน่วยงาน|บริการ|หน่อย|นิด|ที|ด้วย|ได้|บ้าง|ก่อน|เลย|ดู|สิ|ซิ"
    r"|นะ|ครับ|ค่ะ|คะ|คับ|จ้า|\s)*"
)
"""A whole message that asks for an example."""

_ORGANISED = re.compile(
    r"(?:กระทรวง|กรม|กอง|สำนัก|สนง|ศูนย์|สถาบัน|สถานี|ด่าน|เทศบาล|องค์ก|อบ[ตจ]|จังหวัด|อำเภอ|ตำบล|เขต"
    r"|ที่(?:ว่า|ทำ)การ|โรงพยาบาล|รพ|คลินิก|สาธารณสุข|โรงเรียน|รร\.|มหาวิทยาลัย|วิทยาลัย|คณะ|ฝ่าย|กลุ่ม|แผนก"
    r"|หน่วย|งาน|บริการ|ระบบ|การ|สวัสดิการ|เบี้ย|รับ|ออก(?:ใบ|บัตร|หนังสือ)|ต่อ(?:ใบ|ทะเบียน|อายุ)"
    r"|จดทะเบียน|แจ้ง|ยื่น|คืน(?:เงิน|ภาษี)|ลบชื่อ)"
)
"""How names of agencies and of services begin."""

_SERVED = re.compile(r"(?:รับ(?:เรื่อง)?)?ร้อง(?:เรียน|ทุกข์)|ข้าม(?:แดน|ชาติ|เขต|จังหวัด|ถนน|ทางม้าลาย)")
"""How services begin that sound like complaining, or like skipping."""

_AGREES = re.compile(r"(?:ok+|okay|โอเค|ตกลง|ยินยอม|ได้|ใช่|yes)(?:เลย)?", re.IGNORECASE)
"""Whole messages that agree, and call nobody anything."""
# --------------------------------------------------------------------------------------------------

RESEMBLES: frozenset[Intent] = frozenset(
    ("erase", "export", "status", "edit", "done", "resume", "back", "help", "next_step", "greet",
     "smalltalk")
)  # fmt: skip
"""Intents that the name of an agency, a service or a person is mistaken for."""

LONGEST_ABBREVIATION = 8  # characters that a reader takes for keys pressed by accident
LONGEST_NICKNAME = 6  # characters after a title


def is_name(question: Onboarding, text: str, intent: Intent) -> bool:
    """Whether ``text`` names what was asked for, though it was read as ``intent``."""
    said = quoting.tidy(text)
    if not isinstance(question, AskName | AskAgency | AskService) or _ASKS.search(said):
        return False
    match intent:
        case "example":
            return _WANTS_EXAMPLE.fullmatch(said) is None
        case "gibberish":
            letters = {letter for letter in said if letter.isalpha()}
            return len(letters) > 1 and len(said) <= LONGEST_ABBREVIATION
        case _ if isinstance(question, AskName):
            return intent in RESEMBLES and _is_titled(said)
        case _:
            served = _SERVED.match(said) is not None
            return served or (intent in RESEMBLES and _ORGANISED.match(said) is not None)


def titled(name: str) -> str:
    """``name`` as its bearer is addressed: คุณ before it unless it has a title; empty as it is."""
    return name if not name or TITLED.match(name) else f"{POLITE_TITLE}{name}"


def agrees_only(text: str) -> bool:
    """Whether ``text`` agrees to something and names nobody."""
    return _AGREES.fullmatch(quoting.tidy(text)) is not None


def _is_titled(said: str) -> bool:
    title = INTRODUCES_NAME.match(said) or TITLED.match(said)
    return title is not None and 0 < len(said) - title.end() <= LONGEST_NICKNAME
