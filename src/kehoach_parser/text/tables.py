"""Tables that a text draws itself, of the makes that offices, portals and converters leave.

Read here: rows of pipes (`| a | b |`, also without the first pipe, and all of them on one line), and rows of cells parted
by tabs below a row of column heads, as Word saves and spreadsheets copy them. In modules of their own: cells between lone
bars (`exploded_tables`), cells one a line with nothing between them (`stacked_tables`), columns below rules of dashes and
grids (`ruled_tables`), columns set apart by blanks (`aligned_tables`). The frame (pipes, rules) is no text of a cell. A
text without bars, tabs and heads of number columns costs a few searches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from kehoach_parser.column_heads import begins_frame, head_role
from kehoach_parser.document import Cell, Row, Table
from kehoach_parser.grammar import Grammar, load_grammar
from kehoach_parser.text.aligned_tables import aligned_rows, may_align, with_rests_of_lines
from kehoach_parser.text.exploded_tables import RULE, exploded_rows, rows_by_count, trimmed
from kehoach_parser.text.head_storeys import roles_of
from kehoach_parser.text.ruled_tables import ruled_heads, ruled_rows, with_rests
from kehoach_parser.text.stacked_tables import may_stack, rows_below_head, stacked_rows

Span = tuple[int, int]
_LONE = re.compile(r"\s*\|\s*$")
_TABS = 2  # in a row of cells


def find_tables(text: str, lines: Sequence[Span], grammar: Grammar | None = None) -> list[Table]:
    """The tables that a text draws, in order; `lines` are the (start, end) of its lines without line ends.

    A letterhead or signature drawn as a table is left to the lines.
    """
    known = grammar or load_grammar()
    makes = _Makes(may_stack(known, text, lines), ruled_heads(text, lines), may_align(text), "|" in text or "\t" in text)
    if not any(makes):
        return []
    tables: list[Table] = []
    index = 0
    while index < len(lines):
        table, stop = _table_at(known, text, lines, index, makes)
        index = max(stop, index + 1)
        if table is not None:
            tables.append(table)
    return tables


class _Makes(NamedTuple):
    """What a text may hold; `ruled` are the first lines of tables with rules of dashes, each with the rule below the head."""

    stacked: bool
    ruled: dict[int, int]
    aligned: bool
    drawn: bool


def _table_at(grammar: Grammar, text: str, lines: Sequence[Span], index: int, makes: _Makes) -> tuple[Table | None, int]:
    """The table that begins on a line, and the line to go on with."""
    start, end = lines[index]
    if index in makes.ruled:
        rows, stop = ruled_rows(text, lines, index, makes.ruled[index])
        table = _made(rows, (start, lines[stop - 1][1]))
        return table and with_rests(text, table._replace(wrapped=True)), stop
    if makes.aligned and text.find("TT  ", start, end) >= 0:
        rows, stop = aligned_rows(grammar, text, lines, index)
        table = _made(rows, (start, lines[stop - 1][1]))
        if table is not None:
            return with_rests_of_lines(table._replace(wrapped=True)), stop
    if text.find("|", start, end) >= 0:
        read = exploded_rows if _LONE.match(text[start:end]) else _piped
    elif text.count("\t", start, end) >= _TABS:
        read = _tabbed
    elif makes.stacked and start < end:
        read = stacked_rows
    else:
        return None, index + 1
    rows, stop = read(grammar, text, lines, index)
    table = _made(rows, (start, lines[stop - 1][1]))
    if table is None or _is_frame(grammar, text, table):
        return None, stop
    return with_rests(text, table._replace(wrapped=read is not stacked_rows)), stop  # there each line is a paragraph of its own


def _is_frame(grammar: Grammar, text: str, table: Table) -> bool:
    if len(table.rows) > 12 or len(table.rows[0].cells) > 4:
        return False
    if len(set(roles_of(grammar, [text[slice(*cell.span)] for cell in table.rows[0].cells])) - {None}) > 1:
        return False  # signers may stand in its last row
    return any(begins_frame(grammar, text[slice(*cell.span)]) for row in table.rows[:6] for cell in row.cells)


def _made(rows: list[list[Span]], hull: Span) -> Table | None:
    """The table of these cells; it takes in the whole lines of `hull`, pipes and rules too."""
    width = max(map(len, rows), default=0)
    if len(rows) < 2 or width < 2 or all(span[1] <= span[0] for row in rows for span in row):
        return None
    made: list[Row] = []
    for row in rows:
        end = max(span[1] for span in row)  # its last cell may be merged with one of the row above
        own = made[-1].span[1] if made else row[0][0]  # what stands before is a cell of a row above, merged with this place
        merged = [span[0] < own or (at > 0 and span == row[at - 1] and span[1] > span[0]) for at, span in enumerate(row)]
        cells = (*map(Cell, row, merged), *(Cell((end, end)) for _ in range(width - len(row))))
        start = next((span[0] for span in row if span[0] >= own), own)  # all of its cells may be merged with those above
        made.append(Row(cells, (start, max(start, end))))
    return Table(tuple(made), (min(hull[0], rows[0][0][0]), hull[1]))


# --- rows of pipes -------------------------------------------------------------------------------------------------


def _piped(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> tuple[list[list[Span]], int]:
    """The rows of consecutive lines with the same make of pipes; one line in prose is no row."""
    leading = text[slice(*lines[index])].lstrip().startswith(("|", "+"))
    rows: list[list[Span]] = []
    open_cells: list[Span | None] = []
    stop = index
    while stop < len(lines) and _is_row(text, lines[stop], leading):
        printed = text[slice(*lines[stop])]
        if printed.lstrip().startswith(("+-", "+=", "+ ")):
            open_cells = _open_cells(printed, rows) if " " in printed.strip() else []
        elif not RULE.match(printed):
            cells = _pipe_cells(text, lines[stop], leading)
            rows.append([above if above is not None and cell[0] == cell[1] else cell for cell, above in zip_longest(cells, open_cells[: len(cells)])])
        stop += 1
    if len(rows) == 1:
        counted = rows_by_count(grammar, text, rows[0], [index] * len(rows[0]))[0]
        if len(counted) > 1:
            return counted, stop
        stacked, end = rows_below_head(grammar, text, lines, rows[0], stop)
        if stacked:
            return stacked, end
    return rows, max(stop, index + 1)


def _open_cells(rule: str, rows: Sequence[Sequence[Span]]) -> list[Span | None]:
    """The cells above a rule of a grid that is left out below some of them ("+----+      +----+"): those go on below it."""
    edges = [at for at, letter in enumerate(rule) if letter == "+"]
    parted = [rule[left + 1 : right].strip() != "" for left, right in pairwise(edges)]
    if not rows or len(parted) != len(rows[-1]):
        return []
    last = [next((row[column] for row in reversed(rows) if len(row) == len(parted) and row[column][0] < row[column][1]), None) for column in range(len(parted))]
    return [None if ruled else cell for ruled, cell in zip(parted, last, strict=True)]


def _is_row(text: str, span: Span, leading: bool) -> bool:
    line = text[span[0] : span[1]].strip()
    if leading:
        return line.startswith(("+-", "+=")) or (line.startswith("+ ") and line.endswith("-+")) or (line.startswith("|") and line.count("|") >= 2)
    return line.count("|") >= 2 or RULE.match(line) is not None


def _pipe_cells(text: str, span: Span, leading: bool) -> list[Span]:
    """The places between the pipes, without white space around."""
    bars = [at for at in range(*span) if text[at] == "|" and (at == span[0] or text[at - 1] != "\\")]
    if not leading:
        bars.insert(0, span[0] - 1)
    if text[bars[-1] + 1 : span[1]].strip():
        bars.append(span[1])
    return [trimmed(text, left + 1, right) for left, right in pairwise(bars)]


# --- rows of cells parted by tabs -------------------------------------------------------------------------------------


def _tabbed(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> tuple[list[list[Span]], int]:
    """The rows below a row with two column heads at least, up to the first line without tabs or the closing; other tabs place things."""
    heads = [text[slice(*cell)] for cell in _tab_cells(text, lines[index])]
    if len({role for head in heads if (role := head_role(grammar, head))}) < 2:
        return [], index + 1
    stop = index
    while stop < len(lines) and "\t" in (line := text[slice(*lines[stop])]) and not begins_frame(grammar, line):
        stop += 1
    return [_tab_cells(text, line)[: len(heads)] for line in lines[index:stop]], stop


def _tab_cells(text: str, span: Span) -> list[Span]:
    tabs = [at for at in range(*span) if text[at] == "\t"]
    return [trimmed(text, left + 1, right) for left, right in pairwise([span[0] - 1, *tabs, span[1]])]
