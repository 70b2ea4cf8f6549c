"""Films and sound without the place they were recorded at."""

from __future__ import annotations

import re

_PLACE = re.compile(
    rb"[+-]\d{2}(?:\d{2}){0,2}\.\d+[+-]\d{3}(?:\d{2}){0,2}\.\d+(?:[+-]\d+(?:\.\d+)?)?/"
)
"""A place as phones write it into films: ISO 6709, such as ``+13.7563+100.5018/``."""

_DIGIT = re.compile(rb"\d")


def placeless(content: bytes) -> bytes:
    """``content``, as long as before, with every place in it set to zero."""
    return _PLACE.sub(lambda found: _DIGIT.sub(b"0", found[0]), content)
