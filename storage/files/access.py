"""What opens a bucket."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Access:
    """How a service that speaks S3 is reached.

    ``endpoint`` is scheme, host and port; empty for Amazon's own. Without ``key`` the environment's
    own is used (AWS_ACCESS_KEY_ID …, or the machine's role). ``seconds`` are for one request,
    ``retries`` for when it fails.
    """

    endpoint: str = ""
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    region: str = "us-east-1"
    seconds: float = 120
    retries: int = 3
