"""Texts typed with the keyboard in the wrong layout: ``l;ylfu8iy[`` was meant as สวัสดีครับ.

Source: the Kedmanee layout (TIS 820-2538) over US QWERTY, key by key.
"""

from __future__ import annotations

# fmt: off
_LATIN = (
    "`1234567890-=" "qwertyuiop[]\\" "asdfghjkl;'" "zxcvbnm,./"
    '~!@#$%^&*()_+' 'QWERTYUIOP{}|' 'ASDFGHJKL:"' 'ZXCVBNM<>?'
)
_THAI = (
    "_ๅ/-ภถุึคตจขช" "ๆไำพะัีรนยบลฃ" "ฟหกดเ้่าสวง" "ผปแอิืทมใฝ"
    "%+๑๒๓๔ู฿๕๖๗๘๙" '๐"ฎฑธํ๊ณฯญฐ,ฅ' "ฤฆฏโฌ็๋ษศซ." "()ฉฮฺ์?ฒฬฦ"
)
# fmt: on
_TO_THAI = str.maketrans(_LATIN, _THAI)
_TO_LATIN = str.maketrans(_THAI, _LATIN)


def to_thai(text: str) -> str:
    """What the same keys write in the Thai layout."""
    return text.translate(_TO_THAI)


def to_latin(text: str) -> str:
    """What the same keys write in the Latin layout."""
    return text.translate(_TO_LATIN)


def other_layout(text: str) -> str | None:
    """``text`` in the other layout, or None where it has neither Thai nor Latin letters."""
    if any("\u0e01" <= letter <= "\u0e4f" for letter in text):
        return to_latin(text)
    return to_thai(text) if any(map(str.isascii, text)) else None
