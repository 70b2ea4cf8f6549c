"""What a form sends: small, URL-encoded, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.requests import Request

LARGEST = 64 * 1024
"""Bytes of a form."""

MOST_FIELDS = 500
ENCODED = "application/x-www-form-urlencoded"


class BadForm(Exception):  # noqa: N818 -- named by what is wrong
    """A form too large, or of another kind."""


class Form:
    """The fields of a form; a field that was not sent is empty."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self._fields = fields

    def one(self, name: str) -> str:
        """The first value of a field, without blanks around it and with plain line breaks."""
        value = self._fields.get(name, [""])[0]
        return value.replace("\r\n", "\n").replace("\0", "").strip()

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return tuple(self._fields.get(name, ()))

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.one(name))

    def number(self, name: str) -> int | None:
        """A whole number of at most nine digits; None if it is empty. Raises ValueError."""
        text = self.one(name).replace(",", "")
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9:
            raise ValueError(name)
        return int(text)


EMPTY = Form({})


async def read_form(request: Request) -> Form:
    """The form in a request's body. Raises BadForm."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise BadForm("too large")
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if body and kind != ENCODED:
        raise BadForm("not a form")
    try:
        return Form(parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except (ValueError, UnicodeDecodeError):
        raise BadForm("unreadable") from None
