"""Kills processes that share a database, often: ``python -m tests.bench.bench_kill_postgres 500``.

Prints as JSON how many died, what they had acknowledged, turned and sent, and every failure.
"""

from __future__ import annotations

import sys

from tests.storage.pg_doomed import main

if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [500, 1][len(given) :]))
