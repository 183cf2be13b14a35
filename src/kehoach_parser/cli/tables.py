"""Tables for people, on a terminal or in a pipe; rich is read only when one is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

PIPE_WIDTH = 160  # characters a line where no terminal says how wide it is


def show_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, colour: bool, numbers: Sequence[int] = (), styles: Sequence[str] = (), shares: Sequence[int] = (), title: str | None = None) -> None:
    """Prints rows under their heads on standard output.

    `numbers` are the columns set to the right, `styles` one colour a row, `shares` how the columns share the width (0: what
    they need).
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, expand=bool(shares))
    for index, head in enumerate(heads):
        table.add_column(head, justify="right" if index in numbers else "left", overflow="fold", no_wrap=bool(shares) and not shares[index], ratio=(shares[index] or None) if shares else None)
    for index, row in enumerate(rows):
        table.add_row(*(Text(cell) for cell in row), style=styles[index] if styles and colour else None)
    _console(Console, colour).print(table)


def _console(kind: Any, colour: bool) -> Any:
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return kind(file=sys.stdout, no_color=not colour, force_terminal=colour or None, width=width, highlight=False, emoji=False, markup=False)
