"""How far a long run is: a bar on a terminal, a line now and then elsewhere; nothing for short work.

No thread is used, since workers are forked: whoever runs the files calls `show` between them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TextIO

BAR_AFTER = 1.0  # seconds of work before a terminal gets a bar
LINES_AFTER = 5.0  # seconds of work before a file or pipe gets lines
_BAR_EVERY, _LINE_EVERY = 0.2, 1.0


@dataclass(slots=True)
class Progress:
    """`total` is asked for once, when there is something to show; `bar` draws on a terminal, lines are for all else."""

    total: Callable[[], int]
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    bar: bool = True
    colour: bool = True
    began: float = field(default_factory=monotonic)
    shown: float = 0.0
    count: int = -1
    drawing: Any = None


def show(progress: Progress, done: int, failed: int) -> None:
    """Shows how far the run is, when it is time to."""
    now = monotonic()
    waits, every = (BAR_AFTER, _BAR_EVERY) if progress.bar else (LINES_AFTER, _LINE_EVERY)
    if now - progress.began < waits or now - progress.shown < every:
        return
    progress.shown = now
    if progress.count < 0:
        progress.count = progress.total()
    if progress.bar:
        _draw(progress, done, failed)
    else:
        print(line(done, failed, progress.count, now - progress.began), file=progress.stream, flush=True)


def line(done: int, failed: int, total: int, seconds: float) -> str:
    """One line: done of all, then `pace`."""
    return f"kehoach: {done} of {total} files, {pace(done, failed, total, seconds)}"


def pace(done: int, failed: int, total: int, seconds: float) -> str:
    """Files a second, about how long it will take, failures."""
    rate = done / seconds if seconds else 0.0
    left = f", about {_time(max(total - done, 0) / rate)} left" if rate else ""
    wrong = f", {failed} failed" if failed else ""
    return f"{rate:.0f} a second{left}{wrong}"


def clear(progress: Progress) -> None:
    """Takes the bar away, so that a message can be written; `show` draws it again."""
    if progress.drawing is not None:
        progress.drawing.stop()
        progress.drawing = None
        progress.shown = 0.0


def _draw(progress: Progress, done: int, failed: int) -> None:
    drawing = progress.drawing or _bar(progress)
    total = max(progress.count, done)
    drawing.update(drawing.task_ids[0], completed=done, total=total, note=pace(done, failed, total, monotonic() - progress.began))
    drawing.refresh()


def _bar(progress: Progress) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(file=progress.stream, no_color=not progress.colour)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[note]}"))
    progress.drawing = Bar(*columns, console=console, auto_refresh=False, transient=True)
    progress.drawing.start()
    progress.drawing.add_task("", total=progress.count, note="")
    return progress.drawing


def _time(seconds: float) -> str:
    whole = round(seconds)
    if whole < 100:
        return f"{whole} s"
    return f"{whole / 60:.0f} min" if whole < 6000 else f"{whole / 3600:.1f} h"
