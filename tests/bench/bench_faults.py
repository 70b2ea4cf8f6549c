"""A million fuzzed webhooks and messages: ``python -m tests.bench.bench_faults [inputs] [seed]``.

60 % are webhooks through the application with real stores behind it, 38 % officers' words read by
their marks, 2 % officers' words read by the real models. Each part is a process of its own; prints
what was put in, what came of it, and the memory at 10, 50 and 100 %.
"""

from __future__ import annotations

import subprocess
import sys
import time

SHARES = {"webhooks": 0.60, "words": 0.38, "real words": 0.02}


def main(count: int, seed: int) -> int:
    """Run everything; 0 if nothing was wrong."""
    many = {name: str(int(count * share)) for name, share in SHARES.items()}
    parts = (
        ["tests.faults.fuzz_webhooks", many["webhooks"], str(seed)],
        ["tests.faults.fuzz_words", many["words"], many["real words"], str(seed)],
    )
    codes = []
    for part in parts:
        began = time.perf_counter()
        codes.append(subprocess.run([sys.executable, "-m", *part], check=False).returncode)
        print(f"{part[0]}: {time.perf_counter() - began:.0f} s\n", flush=True)
    return max(map(abs, codes))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(given + [1_000_000, 1][len(given) :])))
