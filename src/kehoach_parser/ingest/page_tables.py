"""Tables on pages: their grid from the edges of their cells, and one table made of what page ends cut apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.document import Box
from kehoach_parser.ingest.blocks import Grid

_NEAR = 4.0  # points: edges this close are one
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[a-zA-ZđĐ])[.)]?")


class PageTable(NamedTuple):
    """A table on one page: its grid, the x of its column edges, the box of each cell, and whether the page draws its lines."""

    grid: Grid
    box: Box
    edges: tuple[float, ...]
    boxes: tuple[Box, ...]
    ruled: bool = True


def edges_of(values: Sequence[float]) -> tuple[float, ...]:
    """Values that lie close together as one each, in order."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return tuple(edges)


def table_of(cells: Sequence[tuple[Box, list[str]]], box: Box) -> PageTable:
    """The table of cells with their boxes and lines; a cell over several rows or columns stands in each of its places."""
    columns = edges_of([x for (left, _, right, _), _ in cells for x in (left, right)])
    rows = edges_of([y for (_, top, _, bottom), _ in cells for y in (top, bottom)])
    grid = [[-1] * (len(columns) - 1) for _ in range(len(rows) - 1)]
    for number, ((left, top, right, bottom), _) in enumerate(cells):
        for row in range(_index(rows, top), _index(rows, bottom)):
            for column in range(_index(columns, left), _index(columns, right)):
                grid[row][column] = number
    return PageTable(Grid(grid, [list(lines) for _, lines in cells]), box, columns, tuple(place for place, _ in cells))


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def goes_on(upper: PageTable, lower: PageTable) -> bool:
    """Whether a table on the next page is the rest of one: as wide, and most of its column edges are at the same places."""
    if abs(upper.edges[0] - lower.edges[0]) > 3 * _NEAR or abs(upper.edges[-1] - lower.edges[-1]) > 3 * _NEAR:
        return False
    few, many = sorted((upper.edges, lower.edges), key=len)
    shared = sum(any(abs(edge - other) <= 2 * _NEAR for other in many) for edge in few)
    return shared >= max(2, len(few) - 1)


def joined(tables: Sequence[PageTable]) -> tuple[list[list[int]], list[list[str]], list[Box | None], list[str]]:
    """Rows, cell lines and cell boxes of one table out of the pieces that stand on several pages, and the lines of the
    heads that were printed again."""
    edges = edges_of([edge for table in tables for edge in table.edges]) if len(tables) > 1 else tables[0].edges
    rows: list[list[int]] = []
    cells: list[list[str]] = []
    boxes: list[Box | None] = []
    head: list[list[str]] = []
    again: list[str] = []
    for piece, table in enumerate(tables):
        first = len(cells)
        cells.extend([line for line in cell if isinstance(line, str)] for cell in table.grid.cells)
        boxes.extend(table.boxes)
        made = [[-1 if n < 0 else n + first for n in _spread(row, table.edges, edges)] for row in table.grid.rows]
        made = [row for row in made if any(n >= 0 for n in row)]
        if not piece:
            head = [_texts(row, cells) for row in made[:3]]
            rows = made
            continue
        repeated = 0
        while repeated < len(made) and repeated < len(head) and _texts(made[repeated], cells) == head[repeated]:
            repeated += 1
        again.extend(line for number in dict.fromkeys(n for row in made[:repeated] for n in row if n >= 0) for line in cells[number])
        made = made[repeated:]
        if made and _is_rest(made[0], rows[-1], cells):
            _append_rest(made.pop(0), rows[-1], cells)
        rows.extend(made)
    return rows, cells, boxes, again


def _spread(row: Sequence[int], own: Sequence[float], edges: Sequence[float]) -> list[int]:
    """A row laid out over the columns of the whole table."""
    out = []
    for left, right in pairwise(edges):
        middle = (left + right) / 2
        column = next((c for c in range(len(own) - 1) if own[c] - _NEAR <= middle <= own[c + 1] + _NEAR), None)
        out.append(-1 if column is None else row[column])
    return out


def _texts(row: Sequence[int], cells: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(cells[number]) if number >= 0 else "" for number in row]


def _is_rest(row: Sequence[int], last: Sequence[int], cells: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before: its first cell is empty."""
    texts, above = _texts(row, cells), _texts(last, cells)
    if any(_NUMBER.fullmatch(text) for text in texts[:2]):
        return False  # "Chi tiết" beside an empty "TT" has a number of its own
    if texts[0] or not above[0] or not any(texts) or len(set(row)) < 2:
        return False
    begun = [(a, b) for a, b in zip(above[1:], texts[1:], strict=True) if b]
    return any(b[:1].islower() or not a.endswith((".", ";")) for a, b in begun)


def _append_rest(row: Sequence[int], last: Sequence[int], cells: list[list[str]]) -> None:
    done: set[int] = set()
    for number, above in zip(row, last, strict=True):
        if number < 0 or above < 0 or number in done or not cells[number]:
            continue
        done.add(number)
        first, *others = cells[number]
        if cells[above] and not cells[above][-1].endswith((".", ";", ":")):
            cells[above][-1] += f" {first}"
        else:
            cells[above].append(first)
        cells[above].extend(others)
