"""The officers' time zone: promises, mornings and dates are theirs, wherever the coach runs."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Final

THAILAND: Final = timezone(timedelta(hours=7))
