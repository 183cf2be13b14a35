"""Rows that lost the cell of their automatic number: "| Ban hành quy chế … | Sở Nội vụ |" below "| STT | Nội dung | Chủ trì |"."""

from __future__ import annotations

from kehoach_parser.document import Cell, Row, Table
from kehoach_parser.tasks.cells import cell_text, empty
from kehoach_parser.tasks.heads import Heads

_SENTENCE = 5  # blanks in the text of a task, and in no number
_FEWEST = 4  # columns


def with_lost_numbers(text: str, table: Table, heads: Heads) -> Table:
    """The table with the cells of such rows below their heads; the same one where there are none."""
    if len(heads.roles) < _FEWEST or heads.roles[0] != "number":
        return table
    rows = tuple(_moved(row) if index not in heads.rows and _lost_number(text, row) else row for index, row in enumerate(table.rows))
    return table._replace(rows=rows) if rows != table.rows else table


def _moved(row: Row) -> Row:
    start = row.cells[0].span[0]
    return row._replace(cells=(Cell((start, start)), *row.cells[:-1]))


def _lost_number(text: str, row: Row) -> bool:
    """Whether a row begins with a sentence where its number should be, with cells for most of the other heads behind it and none for the last."""
    first, *others = row.cells
    if not empty(others[-1].span) or first.inherited or any(cell.inherited for cell in others):
        return False
    filled = sum(not empty(cell.span) for cell in others)
    return 2 * filled >= len(others) and cell_text(text, first).text.count(" ") >= _SENTENCE
