"""Tables whose columns are only set apart by blanks, as a PDF is written out with its layout.

    TT   Nội dung công việc         Đơn vị chủ trì      Thời gian
    1    Rà soát vụ việc            Văn phòng           Tháng 2/2025
    2    Tập huấn nghiệp vụ cho     Phòng Nghiệp vụ     Trước 30/6/2025
         cấp xã

The columns are the places where some line has letters between the places where no line has any. Only where they are as
many as the heads are the lines rows; a line without a number is the rest of the row above.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from kehoach_parser.column_heads import head_role
from kehoach_parser.document import Table
from kehoach_parser.grammar import Grammar

Span = tuple[int, int]
_PIECE = re.compile(r"\S+(?: \S+)*")
_NUMBER = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-HĐ])[.)]?\s{2,}\S")
_GAP = 2  # places without a letter between two columns
_MOST_LINES = 400


def may_align(text: str) -> bool:
    """Whether the head of a number column stands before a gap somewhere; all that a text without such tables costs."""
    return "TT  " in text


def aligned_rows(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> tuple[list[list[Span]], int]:
    """The lines of the table whose heads stand on a line, as rows of cells, and the line after it; no rows where none begins."""
    start, end = lines[index]
    heads = [(piece.start() - start, head_role(grammar, piece.group())) for piece in _PIECE.finditer(text, start, end)]
    if len(heads) < 3 or heads[0][1] != "number" or len({role for _, role in heads if role}) < 3:
        return [], index + 1
    stop = _end(text, lines, index)
    taken = [lines[number] for number in range(index, stop) if text[slice(*lines[number])].strip()]
    columns = _columns(text, taken)
    own = [bisect_right(columns, begin) - 1 for begin, _ in heads]  # each head stands in a column of its own
    if own != list(range(len(columns))) or len(taken) < 2:
        return [], index + 1
    return [_cells(text, line, columns) for line in taken], stop


def _end(text: str, lines: Sequence[Span], index: int) -> int:
    """The line after the table: it ends at a blank line, unless a number follows that one."""
    stop = index + 1
    while stop < len(lines) and stop - index < _MOST_LINES:
        if not text[slice(*lines[stop])].strip():
            below = stop + 1
            if below >= len(lines) or _NUMBER.match(text[slice(*lines[below])]) is None:
                break
        stop += 1
    return stop


def _columns(text: str, lines: Sequence[Span]) -> list[int]:
    """Where the columns begin, counted from the beginning of a line."""
    used = bytearray(max(end - start for start, end in lines) + _GAP)
    for start, end in lines:
        for piece in _PIECE.finditer(text, start, end):
            used[piece.start() - start : piece.end() - start] = b"\1" * (piece.end() - piece.start())
    return [found.start() for found in re.finditer(rb"\x01(?:\x01|\x00{1,%d}(?=\x01))*" % (_GAP - 1), bytes(used))]


def _cells(text: str, line: Span, columns: list[int]) -> list[Span]:
    edges = [*(min(line[0] + column, line[1]) for column in [0, *columns[1:]]), line[1]]
    cells = []
    for low, high in pairwise(edges):
        piece = text[low:high]
        bare = piece.strip()
        begin = low + len(piece) - len(piece.lstrip()) if bare else low
        cells.append((begin, begin + len(bare)))
    return cells


def with_rests_of_lines(table: Table) -> Table:
    """The table with each row marked that has no number: it goes on with the one above."""
    return table._replace(rows=tuple(row._replace(rest=number > 0 and row.cells[0].span[0] == row.cells[0].span[1]) for number, row in enumerate(table.rows)))
