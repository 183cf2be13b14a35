"""`python -m benchmarks`: the table of the README; `python -m benchmarks core|formats|exports|scale` one part of it."""

from __future__ import annotations

import importlib
import sys

PARTS = ("core", "formats", "exports")  # scale takes minutes and is asked for by name


def main() -> int:
    """Runs the parts; 1 when a bar of any is missed."""
    worst = 0
    for part in sys.argv[1:] or PARTS:
        print(f"--- {part}", flush=True)
        worst = max(worst, importlib.import_module(f"benchmarks.{part}").main())
    return worst


if __name__ == "__main__":
    sys.exit(main())
