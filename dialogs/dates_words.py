"""The words of Thai dates: data, used by ``dates`` and its parts."""

from __future__ import annotations

WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
GAPS = (
    ("ปี", 365 * 86400), ("เดือน", 30 * 86400), ("สัปดาห์", 7 * 86400), ("วัน", 86400),
    ("ชั่วโมง", 3600), ("นาที", 60),
)  # fmt: skip
"""Units of time and their lengths in seconds, the longest first."""

# Each of the following is a regular expression over cleaned text (lower case, ASCII digits).
MONTH_NAMES: tuple[str, ...] = (
    r"ม\.?ค\.?|มกรา(?:คม)?|jan(?:uary)?", r"ก\.?พ\.?|กุมภา(?:พันธ์)?|feb(?:ruary)?",
    r"มี\.?ค\.?|มีนา(?:คม)?|mar(?:ch)?", r"เม\.?ย\.?|เมษา(?:ยน)?|apr(?:il)?",
    r"พ\.?ค\.?|พฤษภา(?:คม)?|may", r"มิ\.?ย\.?|มิถุนา(?:ยน)?|june?",
    r"ก\.?ค\.?|กรกฎา(?:คม)?|กรกฏา(?:คม)?|july?", r"ส\.?ค\.?|สิงหา(?:คม)?|aug(?:ust)?",
    r"ก\.?ย\.?|กันยา(?:ยน)?|sept?(?:ember)?", r"ต\.?ค\.?|ตุลา(?:คม)?|oct(?:ober)?",
    r"พ\.?ย\.?|พฤศจิกา(?:ยน)?|พฤศจิ(?!ก)|nov(?:ember)?", r"ธ\.?ค\.?|ธันวา(?:คม)?|dec(?:ember)?",
)  # fmt: skip
WEEKDAY_NAMES: tuple[str, ...] = (
    r"จันทร์?|mon(?:day)?", r"อังคาร|tue(?:s|sday)?", r"พุธ|wed(?:nesday)?",
    r"พฤหัส(?:บดี|ฯ)?|thu(?:rs|rsday)?", r"ศุกร์?|fri(?:day)?", r"เสาร์?|sat(?:urday)?",
    r"(?:(?<=วัน)|(?<![ก-๙\d])(?<!\d ))อาทิตย์|sun(?:day)?",
)  # fmt: skip
COUNTS = {
    "หนึ่ง": 1, "นึง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9,
    "สิบ": 10, "สิบเอ็ด": 11, "สิบสอง": 12, "สิบห้า": 15, "ยี่สิบ": 20, "สามสิบ": 30, "ครึ่ง": 0,
}  # fmt: skip
COUNT = r"\d{1,3}|" + "|".join(sorted(COUNTS, key=len, reverse=True))
NEXT = r"หน้า|ถัดไป|ต่อไป|โน้น"
BEYOND_TOMORROW = r"มะรืน(?:นี้)?|มะรืนนี้|วันมะรืน|ปรืน"
TOMORROW = r"พรุ่งนี้|พุ่งนี้|พรุ้งนี้|พรุงนี้|มื้ออื่น|tomorrow"
TODAY = r"วันนี้|เดี๋ยวนี้|เด๋วนี้|ตอนนี้|มื้อนี้|เย็นนี้|บ่ายนี้|คืนนี้|ค่ำนี้|เที่ยงนี้|เช้านี้|สายนี้|ตอน(?:เย็น|บ่าย)วันนี้|today|tonight"
WEEK = r"สัปดาห์|(?<!วัน)อาทิตย์|วีค|week"
EVENING = r"เย็น|ค่ำ|เลิกงาน|คืน|หัวค่ำ|evening|tonight"
AFTERNOON = r"บ่าย|afternoon"
NOON = r"เที่ยง|noon"
MORNING = r"เช้า|สาย|morning"


AFTER_MONTH = r"(?=$|[^ก-ฮa-z]|นี้|หน้า|ที่|ค่ะ|คะ|ครับ|คับ|จ้า|จ้ะ|นะ|ก็|ละ|น่า|หรือ)"
"""What may stand right after a month's name, which is otherwise part of another word."""
PARTS_OF_WEEK = {"ต้น": 0, "กลาง": 2, "ปลาย": 4, "ท้าย": 4, "สุด": 5}
PARTS_OF_MONTH = {"ต้น": 1, "กลาง": 15, "ปลาย": 25, "ท้าย": 25}
"""Days from Monday, and days of the month, that parts of them begin with."""


def count(written: str) -> int:
    """``12`` or ``สิบสอง`` as a number."""
    return int(written) if written.isdigit() else COUNTS[written]
