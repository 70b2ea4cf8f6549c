"""A process of the service with a reader of marks: ``python -m tests.bot.service.process PART``."""

from __future__ import annotations

import sys
from typing import cast

from bot.service.loop import run
from bot.service.serve import serve
from bot.service.service import Part
from bot.service.settings import load_settings
from content.loader import load
from tests.fakes import plain_pack

if __name__ == "__main__":
    run(serve(load_settings(), plain_pack(load()), part=cast("Part", sys.argv[1])))
