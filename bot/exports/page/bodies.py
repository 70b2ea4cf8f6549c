"""What a browser sends, up to a limit, in memory only."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request


async def body(request: Request, most: int) -> bytes | None:
    """The body; None if it has more than ``most`` bytes, or its sender hung up."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        return None
    found = bytearray()
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > most:
                return None
    except ClientDisconnect:
        return None
    return bytes(found)


async def form(request: Request, most: int = 4096) -> dict[str, str]:
    """The fields of a small form, each once; nothing if it cannot be read."""
    raw = await body(request, most)
    try:
        told = parse_qs((raw or b"").decode("utf-8"), max_num_fields=20)
    except (UnicodeDecodeError, ValueError):
        return {}
    return {name: values[-1] for name, values in told.items()}
