"""What may stand in a log: numbers, times, ids and our own words; never an officer's.

A value that is not known to be harmless is replaced by ``…`` and how long it was. That is done
where every line passes, so that a careless call or a talkative library gives nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import PurePath

from bot.channel import ChannelError
from storage.errors import StoreError

LONGEST = 300

_SECRET = re.compile(
    r"\d{5,}:[A-Za-z0-9_-]{20,}"  # a Telegram token, also in the middle of an address
    r"|(?<=://)[^/\s@]+:[^/\s@]*@"  # a name and password in an address
    r"|[A-Za-z0-9+_-]{64,}=*"  # a key
    r"|(?<![\w/.-])[A-Za-z0-9+][A-Za-z0-9+/]{99,}=*"  # a LINE token; a path begins otherwise
    r"|eyJ[A-Za-z0-9_.-]{20,}"  # a LINE token of the shorter-lived kind
    r"|(?<![/\w])[0-9a-f]{32}\b"  # a LINE channel secret; a file's name is none
    r"|(?i:bearer|token|secret|password)[=: ]+\S+"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LONG_NUMBER = re.compile(r"(?<![\w:.-])\+?\d[\d -]{7,}\d(?![\w:])")
_FOREIGN = re.compile(r"[^\x20-\x7e]+")
_QUERY = re.compile(r"\?\S*")

_PLACE = r"(?:line|telegram|web|team|desk|moved|unsent|errand|prompt|console|group)"
_ID = re.compile(
    rf"{_PLACE}(?::[A-Za-z0-9_.=-]{{1,80}})*"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[0-9A-HJKMNP-TV-Z]{26}"  # a ULID, which LINE names its events with
    r"|(?=[0-9]*[a-f])[0-9a-f]{8,31}"  # a phone number has no letters
)
_BLAME = re.compile(r"([A-Z][A-Za-z]{1,60})( at \S+\.py:\d+)?(: .*)?", re.DOTALL)
_PYTHON = re.compile(r"[\w/.<>+-]+\.py")
_WORDS = frozenset(
    """sending reminding polling errands prompts store disk channels queue outbox telegram line web
    Text Tap Sticker Media Location Unsent Edited Begin FromGroup Joined Left Due Prompted Returned
    Decided FromCoach News Enrolled Settled Invited Removed MembersCame Migrated NoneType""".split()
) | {"asking for names", "following groups", "carrying out errands"}


def harmless(value: object) -> object:
    """``value`` as it may stand in a log: a number, a text, or a list of these."""
    match value:
        case None | bool() | int() | float():
            return value
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case PurePath():
            return redacted(str(value))
        case StoreError() | ChannelError():
            return redacted(f"{type(value).__name__}: {value}")
        case BaseException():
            return type(value).__name__
        case str():
            return _word(value)
        case list() | tuple() | set() | frozenset():
            return [harmless(each) for each in list(value)[:20]]
        case _:
            return hidden(type(value).__name__)


def _word(text: str) -> str:
    if text in _WORDS or _ID.fullmatch(text):
        return text
    blame = _BLAME.fullmatch(text)
    if blame is not None and (blame[2] or blame[1] in _errors()):
        said = redacted(blame[3] or "") if blame[1] in _harmless_errors() else ""
        return f"{blame[1]}{blame[2] or ''}{said}"
    return hidden(text)


def hidden(text: str) -> str:
    """What stands for a text that may be somebody's words."""
    return f"…({len(text)})"


def redacted(text: str) -> str:
    """A program's own sentence without what looks like a secret, an address or a person's words."""
    for pattern in (_SECRET, _QUERY, _MAIL, _LONG_NUMBER, _FOREIGN):
        text = pattern.sub("…", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def traced(frames: Sequence[tuple[str, int | None]]) -> list[str]:
    """Where something went wrong: files and lines, innermost last."""
    return [f"{name}:{line}" for name, line in frames[-8:] if _PYTHON.fullmatch(name)]


def _harmless_errors() -> frozenset[str]:
    """Errors whose text we write ourselves."""
    return _names(StoreError) | _names(ChannelError)


def _errors() -> frozenset[str]:
    return _harmless_errors() | _names(OSError) | _names(ValueError) | _names(RuntimeError)


def _names(kind: type[BaseException]) -> frozenset[str]:
    """The names of a class of errors and of all below it."""
    below = (_names(each) for each in kind.__subclasses__())
    return frozenset({kind.__name__}).union(*below)
