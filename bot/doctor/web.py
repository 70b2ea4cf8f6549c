"""The public address, and the clock."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from urllib.parse import urlsplit

from bot.doctor.finding import Finding, Findings, bad, ok, warn
from bot.doctor.world import World

WELL = "/healthz"
TELEGRAM_PORTS = (443, 80, 88, 8443)
SLOW, WRONG = timedelta(seconds=30), timedelta(minutes=5)
LINE_API, TELEGRAM_API = "https://api.line.me", "https://api.telegram.org"


async def address(url: str | None, *, line: bool, telegram: bool, world: World) -> Findings:
    """What can be said of ``MVS_PUBLIC_URL``."""
    if url is None:
        if line:
            yield bad(
                "There is no public address, and LINE cannot work without one.",
                "Set MVS_PUBLIC_URL to the https address of this service.",
            )
        elif telegram:
            yield warn(
                "There is no public address.",
                "Run mvs-coach serve --telegram-polling, or set MVS_PUBLIC_URL.",
            )
        return
    problem = _form(url, telegram)
    if problem is not None:
        yield problem
    if problem is None or problem.level != "bad":
        yield await _reached(url, world)


def _form(url: str, telegram: bool) -> Finding | None:
    """What is wrong with the address as such."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return bad("MVS_PUBLIC_URL is no address.", "Write it as https://coach.example.go.th.")
    if parts.username or parts.password:
        return bad("MVS_PUBLIC_URL holds a name or password.", "Leave everything before the @ out.")
    if parts.scheme != "https":
        return bad(
            f"{url} does not begin with https.",
            "Put the service behind https with a certificate of a public authority.",
        )
    if _is_inside(host):
        return bad(f"{host} cannot be reached from outside.", "Use the service's public name.")
    if telegram and port not in (None, *TELEGRAM_PORTS):
        return warn(f"Telegram does not deliver to port {port}.", "Use port 443 or 8443.")
    return None


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost", ".lan"))


async def _reached(url: str, world: World) -> Finding:
    page = url.rstrip("/") + WELL
    try:
        seen = await world.look(page)
    except ConnectionError as error:
        return warn(
            f"{page} did not answer from here: {error}.",
            "Start the coach and try again. If a phone can open it, all is well: some networks "
            "do not let a machine call its own public address.",
        )
    if seen.status == 200:
        return ok(f"{url} is reached, and the coach answers.")
    return warn(
        f"{page} answers {seen.status} instead of 200.",
        "Start the coach, and see that the proxy before it passes everything on to PORT.",
    )


async def clock(places: list[str], world: World) -> Findings:
    """How far the clock is off, by the first of ``places`` that tells the time."""
    for place in places:
        try:
            seen = await world.look(place)
        except ConnectionError:
            continue
        if seen.date is not None:
            yield _difference(abs(world.now() - seen.date))
            return
    if places:
        yield warn(
            "The clock could not be compared with anybody's.",
            "Check that this machine can reach the internet by https.",
        )


def _difference(off: timedelta) -> Finding:
    said = f"The clock is off by {off.total_seconds():.0f} seconds."
    mend = "Switch time synchronisation on (timedatectl set-ntp true); reply tokens need it."
    if off >= WRONG:
        return bad(said, mend)
    return warn(said, mend) if off >= SLOW else ok("The clock is right.")
