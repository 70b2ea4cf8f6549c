"""One thing the doctor has to say."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Literal, TypeAlias

from msgspec import Struct

Level = Literal["ok", "warn", "bad"]

_SECRET = re.compile(
    r"\d{5,}:[A-Za-z0-9_-]{20,}"  # a Telegram token, also in the middle of an address
    r"|(?<=://)[^/\s@]+:[^/\s@]*@"  # a name and password in an address
    r"|[A-Za-z0-9+/]{100,}=*"  # a LINE token; nothing readable is as long without a break
    r"|eyJ[A-Za-z0-9_.-]{20,}"  # a LINE token of the shorter-lived kind
    r"|\b[0-9a-f]{32}\b"  # a LINE channel secret
)


class Finding(Struct, frozen=True):
    """``what`` is so; where it is not as it should be, ``mend`` says what to do about it."""

    level: Level
    what: str
    mend: str = ""

    def __str__(self) -> str:
        mark = {"ok": "ok  ", "warn": "WARN", "bad": "BAD "}[self.level]
        return f"{mark} {self.what}" + (f"\n     → {self.mend}" if self.mend else "")

    def discreet(self) -> Finding:
        """The same without anything that looks like a token or a password."""
        return Finding(self.level, _SECRET.sub("…", self.what), _SECRET.sub("…", self.mend))


Findings: TypeAlias = AsyncIterator[Finding]


def ok(what: str) -> Finding:
    """As it should be."""
    return Finding("ok", what)


def warn(what: str, mend: str) -> Finding:
    """It works, but something should be done."""
    return Finding("warn", what, mend)


def bad(what: str, mend: str) -> Finding:
    """It does not work like this."""
    return Finding("bad", what, mend)
