"""Tables that a converter drew with rules of dashes: the columns stand below the dashes, a text is wrapped in its column.

    ---------------------------------         +-----+----------+
    TT     Việc           Đơn vị               | TT  | Việc     |
    ------ -------------- -----------         +=====+==========+
    1      Sơ kết quý     Văn phòng            | 1   | Sơ kết   |
           một                                 |     | quý một  |
    ---------------------------------         +-----+----------+

A line of a row is a `Row`; those after the first one are the rest of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kehoach_parser.document import Row, Table

Span = tuple[int, int]
_COLUMNS = re.compile(r"\s*-{2,}(?:\s+-{2,})+\s*")
_WHOLE = re.compile(r"\s*-{10,}\s*")
_DASHES = re.compile(r"-+")
_HEAD_LINES = 6


def ruled_heads(text: str, lines: Sequence[Span]) -> dict[int, int]:
    """Where tables with columns below dashes begin, each with the line of the dashes below its head."""
    if "-- --" not in text:
        return {}
    heads: dict[int, int] = {}
    for number, (start, end) in enumerate(lines):
        if text.find("-- --", start, end) < 0 or not _COLUMNS.fullmatch(text, start, end):
            continue
        top = number
        while top > max(0, number - _HEAD_LINES) and text[slice(*lines[top - 1])].strip() and (top == number or not _WHOLE.fullmatch(text, *lines[top])):
            top -= 1
        if top < number and top not in heads.values():
            heads[top] = number
    return heads


def ruled_rows(text: str, lines: Sequence[Span], top: int, rule: int) -> tuple[list[list[Span]], int]:
    """The lines of the table as rows of cells, and the line after it: a rule over the whole width ends it where one begins it, else a blank line."""
    begin = lines[rule][0]
    starts = [found.start() - begin for found in _DASHES.finditer(text, *lines[rule])]
    framed = _WHOLE.fullmatch(text, *lines[top]) is not None
    rows = [_cells(text, line, starts) for line in lines[top + framed : rule]]
    stop = rule + 1
    while stop < len(lines):
        printed = text[slice(*lines[stop])]
        if _WHOLE.fullmatch(printed) or _COLUMNS.fullmatch(printed) or (not framed and not printed.strip()):
            break
        if printed.strip():
            rows.append(_cells(text, lines[stop], starts))
        stop += 1
    closed = stop < len(lines) and bool(text[slice(*lines[stop])].strip())
    return (rows, stop + closed) if closed or not framed else ([], rule + 1)


def _cells(text: str, line: Span, starts: list[int]) -> list[Span]:
    """The pieces of a line that stand below the dashes, without blanks around them; a word that reaches over a border stays whole."""
    edges = [line[0]]
    for start in starts[1:]:
        at = min(line[0] + start, line[1])
        while edges[-1] < at < line[1] and not text[at - 1].isspace():
            at -= 1
        edges.append(at)
    edges.append(line[1])
    return [_trimmed(text, low, high) for low, high in pairwise(edges)]


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    bare = piece.strip()
    low = start + len(piece) - len(piece.lstrip()) if bare else start
    return (low, low + len(bare))


def with_rests(text: str, table: Table) -> Table:
    """The table with the rows marked that only go on with the one above: no rule parts them, nor a blank line where no bars stand."""
    framed = text[slice(*table.span)].lstrip().startswith("--")
    if not framed and text.find("\n+-", *table.span) < 0 and text.find("\n+=", *table.span) < 0:
        return table
    made: list[Row] = []
    for row in table.rows:
        between = text[made[-1].span[1] : row.span[0]] if made else "-"
        parted = "-" in between or "=" in between or (framed and between.count("\n") > 1)
        made.append(row._replace(rest=not parted))
    return table._replace(rows=tuple(made))
