"""How LINE and Telegram fail, as they document it."""

from __future__ import annotations

import random
from collections import deque

from msgspec import Struct

from tests.emulators.line_state import Does
from tests.emulators.telegram import Fault
from tests.faults.cutting import Mode

ERROR = "Internal Server Error"


class Trouble(Struct, frozen=True):
    """What goes wrong: with LINE's answers, with Telegram's, on the way to both.

    ``unsure``: whether an app may have taken what it did not confirm.
    """

    line: Does | None = None
    telegram: Fault | None = None
    way: Mode = ""
    unsure: bool = False


TROUBLES: dict[str, Trouble] = {
    "429, rate": Trouble("slow_down", Fault(429, "Too Many Requests", {"retry_after": 20})),
    "500": Trouble("fail", Fault(500, ERROR)),
    "500 after accepting": Trouble(
        "accept_then_fail", Fault(500, ERROR, accepted=True), unsure=True
    ),
    "no answer": Trouble("hang", Fault(silent=True)),
    "no answer after accepting": Trouble(
        "accept_then_hang", Fault(accepted=True, silent=True), unsure=True
    ),
    "answer not JSON": Trouble("garble", Fault(502, "Bad Gateway")),
    "hung up": Trouble(None, Fault(dropped=True), "reset"),
    "hung up after accepting": Trouble(None, None, "reset_after", unsure=True),
    "connection refused": Trouble(None, None, "refuse"),
    "slow answers": Trouble(None, None, "slow"),
}


class Endless(deque[Fault | None]):
    """A fault that strikes until it is taken away."""

    def popleft(self) -> Fault | None:
        return self[0]


def mixed(seed: int) -> list[Trouble]:
    """All troubles in which an app says something, and leaves nothing unsure, in any order."""
    silent = TROUBLES["no answer"]
    found = [each for each in TROUBLES.values() if not each.unsure and each != silent]
    random.Random(seed).shuffle(found)
    return found
