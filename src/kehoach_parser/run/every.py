"""All files of one run: what is known is skipped, the rest is read here or by workers, each outcome is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kehoach_parser.run.ahead import office_ahead
from kehoach_parser.run.inputs import Input
from kehoach_parser.run.manifest import Manifest, known, remember
from kehoach_parser.run.one import Outcome, Wishes, read_one

Tick = Callable[[int], None]  # given how many files are done that were not given out yet


def every_outcome(items: Iterable[Input], wishes: Wishes, *, jobs: int = 0, recycle: int = 1_000, memory: int = 0, manifest: Manifest | None = None, tick: Tick = lambda waiting: None) -> Iterator[Outcome]:
    """What became of each file, in order. `jobs` 0 reads them in this process, else that many workers do.

    `memory` bounds a worker in bytes (0: not at all), `recycle` how many files one process reads.
    """
    if jobs:
        yield from _by_workers(items, wishes, jobs, recycle, memory, manifest, tick)
        return
    for item in office_ahead(_checked(items, wishes, manifest, warm=bool(wishes.grammar.directories)), wishes.grammar):
        outcome = item if isinstance(item, Outcome) else read_one(wishes, item)
        if manifest:
            remember(manifest, outcome)
        tick(0)
        yield outcome


def _by_workers(items: Iterable[Input], wishes: Wishes, jobs: int, recycle: int, memory: int, manifest: Manifest | None, tick: Tick) -> Iterator[Outcome]:
    from functools import partial

    from kehoach_parser.run.pool import Terms, run_pool

    window = 64 * jobs if wishes.out is None else 4_000  # outcomes with results in them are larger
    terms = Terms(jobs, recycle, wishes.limits.seconds, memory, window)
    yield from run_pool(office_ahead(_checked(items, wishes, manifest, warm=True), wishes.grammar), partial(read_one, wishes), terms, lambda outcome: remember(manifest, outcome) if manifest else None, tick)


def _checked(items: Iterable[Input], wishes: Wishes, manifest: Manifest | None, *, warm: bool) -> Iterator[Input | Outcome]:
    """Each file, or its outcome when an earlier run did it; with `warm` the parser is made ready before the first file or worker.

    Raises GrammarError then for own grammar files that do not go together: they would break every file.
    """
    cold = warm
    for item in items:
        outcome = known(manifest, wishes, item) if manifest else None
        if outcome is None and cold:
            _warm(wishes)
            cold = False
        yield outcome or item


def _warm(wishes: Wishes) -> None:
    """Compiles the grammar here once, so that every worker is forked with it."""
    from kehoach_parser.pipeline import parse_text

    parse_text("I. NHIỆM VỤ\n1. Rà soát.\n- Cơ quan chủ trì: Phòng Nội vụ.\n- Thời hạn: Quý I/2024.\n", grammar=wishes.grammar)
