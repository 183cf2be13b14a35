"""How it goes with very many plans: `python -m benchmarks.scale [N] [MOST]` (10,000 and 100,000; takes some minutes).

The plans are made by `benchmarks.corpus`. Each run is a process of its own; what it used is what the system says at its end
(Linux only). `python -m benchmarks.scale memory [LESS] [MORE]` measures the memory alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.core import Measure
from benchmarks.corpus import write_corpus

# runs the command and says, as the last line on standard error, the most memory of this process and of any child of it (KiB);
# VmHWM for this process, since its ru_maxrss begins with what the process that started it held. A worker is forked from
# this one, so that its ru_maxrss may begin with this one's memory, which is its own at that moment
_PROGRAM = """
import resource, sys
from kehoach_parser.cli import main
try:
    main(sys.argv[1:])
finally:
    parent = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(parent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


class Run(NamedTuple):
    """One run of the command: seconds, MB of this process and of its largest worker, what it said last."""

    seconds: float
    parent: float
    worker: float
    said: str


def run(*arguments: str | Path) -> Run:
    """Runs the command to its end; a plan that fails (one in a hundred is damaged) is no failure here."""
    began = perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        subprocess.run([sys.executable, "-c", _PROGRAM, *map(str, arguments)], stderr=said, check=False)
        seconds = perf_counter() - began
        said.seek(0)
        *_, last, memory = said.read().splitlines()
    parent, worker = memory.split()
    return Run(seconds, int(parent) / 1024, int(worker) / 1024, last)


def jobs(plans: Path, out: Path) -> list[Measure]:
    """One worker beside two, and the second, unchanged run."""
    one = _fresh(plans, out, "--jobs", "1")
    two = _fresh(plans, out, "--jobs", "2")
    again = run("parse", plans, "-o", out, "--jobs", "2")
    print(f"    {one.said}\n    {two.said}\n    {again.said}", flush=True)
    return [
        Measure("--jobs 2 over --jobs 1", f"{one.seconds:.1f} s / {two.seconds:.1f} s = {one.seconds / two.seconds:.2f} ×", "≥ 1.8 ×", one.seconds >= 1.8 * two.seconds),
        Measure("second, unchanged run", f"{again.seconds:.2f} s / {two.seconds:.1f} s = {again.seconds / two.seconds:.1%}", "≤ 5 %", again.seconds <= 0.05 * two.seconds),
    ]


def _fresh(plans: Path, out: Path, *more: str) -> Run:
    shutil.rmtree(out, ignore_errors=True)
    return run("parse", plans, "-o", out, *more)


def cluster(plans: Path, out: Path) -> Measure:
    """A Dask cluster of two workers on this machine beside the process pool, both with all they need to begin and end."""
    pool = _fresh(plans, out / "pool", "--jobs", "2")
    shutil.rmtree(out / "dask", ignore_errors=True)
    dask = run("batch", plans, "--out", out / "dask", "--workers", "2")
    print(f"    {pool.said}\n    {dask.said}", flush=True)
    return Measure("kehoach batch with two workers over --jobs 2", f"{dask.seconds:.1f} s / {pool.seconds:.1f} s = {dask.seconds / pool.seconds:.2f} ×", "≤ 1.3 ×", dask.seconds <= 1.3 * pool.seconds)


def memory(folder: Path, sizes: tuple[int, ...]) -> list[Measure]:
    """The most memory of the parent and of a worker, from the smallest corpus to the largest; small plans, since their number is what counts."""
    runs = []
    for size in sizes:
        plans = folder / f"plans-{size}"
        write_corpus(plans, size, text_only=True, small=True)
        runs.append(_fresh(plans, folder / "out", "--jobs", "2"))
        print(f"    {size} plans: parent {runs[-1].parent:.0f} MB, worker {runs[-1].worker:.0f} MB, {runs[-1].seconds:.0f} s", flush=True)
        shutil.rmtree(plans)
    first, last = runs[0], runs[-1]
    return [
        Measure(f"memory of {what} at {sizes[-1]:,} over {sizes[0]:,}", f"{large:.0f} MB / {small:.0f} MB = {large / small:.2f} ×", "≤ 1.5 ×", large <= 1.5 * small)
        for what, small, large in (("the parent", first.parent, last.parent), ("a worker", first.worker, last.worker))
    ]


def main() -> int:
    """Prints the table; 1 when a bar is missed."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        folder = Path(place)
        if "memory" in sys.argv:
            found = memory(folder, tuple(numbers) or (1_000, 10_000))
        else:
            count, most = numbers[:2] if len(numbers) > 1 else (10_000, 100_000)
            write_corpus(folder / "plans", count)
            found = [*jobs(folder / "plans", folder / "out"), cluster(folder / "plans", folder / "many"), *memory(folder, (1_000, most))]
    for measure in found:
        print(f"{'' if measure.within else 'MISSED '}{measure.what}: {measure.value} (bar {measure.bar})")
    return 0 if all(measure.within for measure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
