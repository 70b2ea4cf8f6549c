"""What is read instead of what was typed, where chat spelling would mislead."""

from __future__ import annotations

import re

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_LAUGHTER = re.compile(
    r"(?<![0-9.,/])5{3,}\+*(?![0-9]|[.,/][0-9]|\s*(?:คน|ราย|บาท|เรื่อง|วัน|ครั้ง|ใบ|ชุด|คัน|หลัง|แห่ง|%))"
)
_STRETCHED = re.compile(r"(\D)\1{2,}")


def levelled(text: str) -> str:
    """``text`` with Arabic digits and blanks for laughter (555); every offset stays what it was."""
    return _LAUGHTER.sub(lambda laugh: " " * len(laugh[0]), text.translate(_DIGITS))


def squeezed(text: str) -> str:
    """``text`` with letters said three times or more said once; offsets move."""
    return _STRETCHED.sub(r"\1", text)
