"""Tables for people, on a terminal or in a pipe; rich is read only when one is shown."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from kehoach_parser.plain import one_line

PIPE_WIDTH = 160  # characters a line where no terminal says how wide it is
NARROW = 100  # below this a table with texts in it cannot be read: each row becomes a block of lines
_NARROWEST = 20


def columns() -> int:
    """How wide standard output is: what COLUMNS says, else the terminal, else PIPE_WIDTH."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return max(int(said), _NARROWEST)
    if not sys.stdout.isatty():
        return PIPE_WIDTH
    try:
        return max(os.get_terminal_size(sys.stdout.fileno()).columns, _NARROWEST)
    except OSError:
        return PIPE_WIDTH


def show_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, colour: bool, numbers: Sequence[int] = (), styles: Sequence[str] = (), shares: Sequence[int] = (), title: str | None = None) -> None:
    """Prints rows under their heads on standard output; where a table with `shares` has no room, each row as a block of lines.

    `numbers` are the columns set to the right, `styles` one colour a row, `shares` how the columns share the width (0: what
    they need).
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    wide = columns()
    console = Console(file=sys.stdout, no_color=not colour, force_terminal=colour or None, width=wide, highlight=False, emoji=False, markup=False)
    cells = [[one_line(cell) for cell in row] for row in rows]
    if shares and wide < NARROW:
        _show_blocks(console, heads, cells, shares, styles if colour else (), title, wide)
        return
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, expand=bool(shares))
    for index, head in enumerate(heads):
        table.add_column(head, justify="right" if index in numbers else "left", overflow="fold", no_wrap=bool(shares) and not shares[index], ratio=(shares[index] or None) if shares else None)
    for index, row in enumerate(cells):
        table.add_row(*map(Text, row), style=styles[index] if styles and colour else None)
    console.print(table)


def _show_blocks(console: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[int], styles: Sequence[str], title: str | None, wide: int) -> None:
    """Each row as lines: the short cells together, then each text with its head."""
    from rich.text import Text

    if title:
        console.print(Text(title), end="\n\n")
    for index, row in enumerate(rows):
        short = " · ".join(cell for cell, share in zip(row, shares, strict=True) if cell and not share)
        console.print(Text("\n".join(textwrap.wrap(short, wide)), style=styles[index] if styles else ""))
        for head, cell, share in zip(heads, row, shares, strict=True):
            if share and cell and cell != "–":
                console.print(Text("\n".join(textwrap.wrap(f"{head}: {cell}", wide, initial_indent="  ", subsequent_indent="    "))))
        console.print()
