"""Paragraphs and tables as Word and web pages nest them, and how they are laid out as lines.

A table that only places things (letterhead, signature, a frame around the page) is written column by column as plain
lines; a table that says something is written row by row and kept as a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kehoach_parser.column_heads import begins_frame, head_role
from kehoach_parser.grammar import Grammar
from kehoach_parser.ingest.build import Sheet, check_grid


@dataclass(slots=True)
class Grid:
    """A table as read: for each row the numbers of the cells in its columns (-1: none), and the blocks of each cell."""

    rows: list[list[int]]
    cells: list[list[Block]]


Block: TypeAlias = "str | Grid"

_MARKER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[a-zđ])[.)/]|[-–+•]")
_FRAME_ROWS, _FRAME_COLUMNS = 8, 4
_PAGE_CELL_BLOCKS = 15
_TIGHT_BLOCKS = 40  # a letterhead or list of recipients is written line under line


def write_blocks(sheet: Sheet, blocks: Sequence[Block], grammar: Grammar) -> None:
    """Writes the blocks in order."""
    for block in _without_cuts(blocks, grammar):
        if isinstance(block, str):
            sheet.paragraph(block)
        elif _numbers_beside(block):
            write_blocks(sheet, [part for row in block.rows for part in _one_item(block, row)], grammar)
        elif is_frame(block, grammar):
            _write_frame(sheet, block, grammar)
        else:
            sheet.table(block.rows, [flat_lines(cell) for cell in block.cells])


def _without_cuts(blocks: Sequence[Block], grammar: Grammar) -> Iterator[Block]:
    """The blocks, a table that goes on in the next one (no text between, as wide, without heads) joined to it."""
    last: Grid | None = None
    for block in blocks:
        if isinstance(block, Grid) and last is not None and _goes_on(last, block, grammar):
            last = Grid([*last.rows, *_renumbered(block.rows, len(last.cells))], [*last.cells, *block.cells])
            continue
        if last is not None:
            yield last
        last = block if isinstance(block, Grid) else None
        if isinstance(block, str):
            yield block
    if last is not None:
        yield last


def _goes_on(upper: Grid, lower: Grid, grammar: Grammar) -> bool:
    widths = {len(row) for grid in (upper, lower) for row in grid.rows}
    return len(widths) == 1 and widths != {1} and has_column_heads(upper, grammar) and not has_column_heads(lower, grammar)


def _renumbered(rows: Sequence[Sequence[int]], by: int) -> list[list[int]]:
    return [[number if number < 0 else number + by for number in row] for row in rows]


def flat_lines(blocks: Sequence[Block]) -> list[str]:
    """The lines of a cell; those of a table inside it row by row."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines.extend(line for line in map(str.strip, block.split("\n")) if line)
        else:
            lines.extend(line for cell in block.cells for line in flat_lines(cell))
    return lines


def is_frame(grid: Grid, grammar: Grammar) -> bool:
    """Whether the table only places things on the page."""
    filled = [cell for cell in grid.cells if any(isinstance(block, Grid) or block.strip() for block in cell)]
    if len(filled) <= 1:
        return True
    if has_column_heads(grid, grammar):
        return False
    width = max(map(len, grid.rows), default=0)
    if width == 1 or any(isinstance(block, Grid) for cell in filled for block in cell):
        return True
    if len(grid.rows) <= _FRAME_ROWS and width <= _FRAME_COLUMNS and is_letterhead(grid, grammar):
        return True
    return len(filled) <= 4 and any(len(cell) > _PAGE_CELL_BLOCKS for cell in filled)


def _numbers_beside(grid: Grid) -> bool:
    """Whether a table without lines only sets numbers or dashes beside what they number: "1." | "Rà soát …"."""
    if not all(len(row) == 2 and min(row) >= 0 and row[0] != row[1] for row in grid.rows):
        return False
    return all(_MARKER.fullmatch(" ".join(flat_lines(grid.cells[row[0]]))) and flat_lines(grid.cells[row[1]]) for row in grid.rows)


def _one_item(grid: Grid, row: Sequence[int]) -> list[Block]:
    mark, (first, *rest) = " ".join(flat_lines(grid.cells[row[0]])), grid.cells[row[1]]
    return [f"{mark} {first.strip()}", *rest] if isinstance(first, str) else [mark, first, *rest]


def is_letterhead(grid: Grid, grammar: Grammar) -> bool:
    """Whether a cell begins a line with words of a letterhead or of the closing (national name, number, recipients)."""
    return any(begins_frame(grammar, line) for cell in grid.cells for line in flat_lines(cell)[:12])


def has_column_heads(grid: Grid, grammar: Grammar) -> bool:
    """Whether one of the first rows has two column heads of a table of tasks."""
    for row in grid.rows[:5]:
        heads = (" ".join(flat_lines(grid.cells[number])) for number in dict.fromkeys(row) if number >= 0)
        if len({role for head in heads if (role := head_role(grammar, head))}) >= 2:
            return True
    return False


def _write_frame(sheet: Sheet, grid: Grid, grammar: Grammar) -> None:
    """The cells column by column; a cell over the whole width parts what is above it from what is below."""
    check_grid(grid.rows)
    tight = len(grid.cells) > 1 and is_letterhead(grid, grammar)
    for band in _bands(grid.rows):
        done: set[int] = set()
        for column in range(max(map(len, band), default=0)):
            below = [row[column] for row in band if column < len(row)]
            numbers = [number for number in dict.fromkeys(below) if number >= 0 and number not in done]
            done.update(numbers)
            _write_column(sheet, [block for number in numbers for block in grid.cells[number]], tight, grammar)


def _write_column(sheet: Sheet, blocks: list[Block], tight: bool, grammar: Grammar) -> None:
    if tight and len(blocks) <= _TIGHT_BLOCKS and not any(isinstance(block, Grid) for block in blocks):
        sheet.paragraph("\n".join(flat_lines(blocks)))
    else:
        write_blocks(sheet, blocks, grammar)


def _bands(rows: Sequence[Sequence[int]]) -> list[list[Sequence[int]]]:
    bands: list[list[Sequence[int]]] = [[]]
    for row in rows:
        if len(row) > 1 and len({number for number in row if number >= 0}) == 1:
            bands.extend([[row], []])
        else:
            bands[-1].append(row)
    return [band for band in bands if band]
