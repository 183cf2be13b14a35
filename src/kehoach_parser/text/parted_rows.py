"""Rows of an exploded table in which two bars that meet end a row: `|` / cell / `|` / cell / `|` / `|` / cell.

Bars that meet also hold an empty cell, and a portal writes a merged cell once, without saying how far it goes. How many
columns the head has, and what stands in them, tells these apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.text.cell_places import TIMES, apart, stands
from kehoach_parser.text.head_storeys import roles_of, storey_rows, storeys

Span = tuple[int, int]
COUNT = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-ZĐ])\W{0,3}$")
WIDTHS = range(2, 16)
_ITEM = re.compile(r"\W*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-HĐa-zđ])[.)/]\s")
_HEADS = 3  # so many heads in a row are no values


class BarredCell(NamedTuple):
    """A cell and the line of the bar behind it; `meets` where nothing at all stands between that bar and the one before."""

    span: Span
    bar: int
    meets: bool = False


class _Head(NamedTuple):
    """The rows of the head, the field of each column, and how many rows of the text it takes."""

    rows: list[list[Span]]
    roles: list[str | None]
    taken: int


def parted_rows(grammar: Grammar, text: str, cells: Sequence[BarredCell], numbered: bool) -> tuple[list[list[Span]], int]:
    """The rows and the line of their last bar; none where the first row is no head, or is not followed by rows of its width."""
    rows = _by_ends(cells, 0)
    if len(rows) < 2 or (len(rows) == 2 and not numbered):
        return [], 0
    head = _head(grammar, text, rows)
    width = len(head.roles)
    rows = _up_to_next_head(grammar, text, _parted_by_gaps(text, _by_ends(cells, width)[head.taken :], width), width)
    last = next((row[-1].bar for row in reversed(rows) if row), 0)
    spans = _with_empty_cells(grammar, text, [[cell.span for cell in row] for row in rows if row], head.roles)
    if not spans or (not numbered and not _is_table(head, spans)):
        return [], 0
    return [*head.rows, *_under_merged(grammar, text, spans, head)], last


def _by_ends(cells: Sequence[BarredCell], width: int) -> list[list[BarredCell]]:
    """The cells between bars that meet; where two pairs meet in a row, the row before lacked its last cell or the next begins with an empty one."""
    rows: list[list[BarredCell]] = [[]]
    for cell in cells:
        if not cell.meets:
            rows[-1].append(cell)
        elif rows[-1]:
            rows.append([])
        elif len(rows) > 2 and len(rows[-2]) == width - 1:
            rows[-2].append(cell)
        elif len(rows) > 1:
            rows[-1].append(cell)
    return [row for row in rows if row]


def _parted_by_gaps(text: str, rows: list[list[BarredCell]], width: int) -> list[list[BarredCell]]:
    """The rows, where a longer one than the head holds a row that was left out ("…....."): those before and behind it."""
    whole: list[list[BarredCell]] = []
    for row in rows:
        gaps = (at for at, cell in enumerate(row) if "…" in (told := text[slice(*cell.span)]) and not told.strip(" .…"))
        gap = next(gaps, 0) if len(row) > width else 0
        whole += [row[:gap], row[gap + 1 :]] if gap else [row]
    return [row for row in whole if row]


def _head(grammar: Grammar, text: str, rows: list[list[BarredCell]]) -> _Head:
    """The head: the first row, or the first two where the heads in the second stand under some of the first."""
    first = [cell.span for cell in rows[0]]
    roles = roles_of(grammar, [text[slice(*span)] for span in first])
    second = [cell.span for cell in rows[1]]
    below = roles_of(grammar, [text[slice(*span)] for span in second])
    if 2 * sum(role is not None for role in below) > len(below) > 1 and not COUNT.match(text[slice(*second[0])]):
        lengths = Counter(len(row) for row in rows[2:])
        for width in sorted(range(len(first) + len(second) - 3, len(first) + len(second)), key=lambda width: -lengths[width]):
            columns = storeys([*roles, *below], len(first), width) if lengths[width] else None
            if columns is not None:
                return _Head(storey_rows([*first, *second], columns), [([*roles, *below])[low] for _, low in columns], 2)
    return _Head([first], roles, 1)


def _is_table(head: _Head, rows: list[list[Span]]) -> bool:
    """Whether a head without a column of numbers names its columns, and most rows are as wide."""
    width = len(head.roles)
    known = [role for role in head.roles if role]
    return width > 2 and len(set(known)) > 1 and 2 * len(known) > width and 2 * sum(len(row) == width for row in rows) >= len(rows) > 0


def _up_to_next_head(grammar: Grammar, text: str, rows: list[list[BarredCell]], width: int) -> list[list[BarredCell]]:
    """The rows of one table: what stands between two tables reads like a cell of the last row, the head of the next like its row."""
    usual = max(width, max(Counter(map(len, rows)).items(), key=lambda known: (known[1], known[0]), default=(0, 0))[0])
    for at, row in enumerate(rows):
        texts = [text[slice(*cell.span)] for cell in row]
        roles = [None if role == "period" or _ITEM.match(told) else role for told, role in zip(texts, roles_of(grammar, texts), strict=True)]  # "Quý IV/2025" is a time of the row
        if roles[0] == "number":
            return rows[:at]
        begin = next((number for number in range(len(row), 0, -1) if roles[number - 1] is None), 0)
        begin = roles.index("number", begin) if "number" in roles[begin:] else begin
        if begin and len(set(roles[begin:])) >= (2 if len(row) > usual else _HEADS):
            return [*rows[:at], row[: begin - 1]]
    return rows


def _with_empty_cells(grammar: Grammar, text: str, rows: list[list[Span]], roles: list[str | None]) -> list[list[Span]]:
    """The rows that were cut in two where a cell is empty: the pieces put together.

    Without numbers to tell where rows begin, where all cells of the whole row stand in columns of their kind.
    """
    numbered = roles[0] == "number"
    groups: list[list[list[Span]]] = []
    for row in rows:
        if groups and (not _counts(text, row) if numbered else _lacks(groups[-1], row, len(roles))):
            groups[-1].append(row)
        else:
            groups.append([row])
    whole: list[list[Span]] = []
    for group in groups:
        pieces = next((count for count in range(2, len(group) + 1) if sum(map(len, group[:count])) + count - 1 == len(roles)), 0)
        made = [cell for piece in group[:pieces] for cell in (*piece, (piece[-1][1], piece[-1][1]))][:-1]
        if made and (numbered or stands(grammar, [text[slice(*cell)].strip(" *") for cell in made], roles)):
            whole.extend((made, *group[pieces:]))  # a title of one cell may follow
        else:
            whole.extend(group)
    return whole


def _lacks(pieces: list[list[Span]], row: list[Span], width: int) -> bool:
    """Whether a row without numbers may go on with these cells, an empty one between."""
    return sum(map(len, pieces)) + len(pieces) + len(row) <= width


def _counts(text: str, row: list[Span]) -> bool:
    return COUNT.match(text[slice(*row[0])].replace("*", "")) is not None


def _under_merged(grammar: Grammar, text: str, rows: list[list[Span]], head: _Head) -> list[list[Span]]:
    """The rows, with the cells of those too short for the head in their columns, and in the others what the row above has.

    Over rows without a number the number is always among the merged cells, and a number with one cell beside it is a title
    over the columns. A cell whose column nothing tells stays with the one before it.
    """
    width = len(head.roles)
    numbered = head.roles[0] == "number"
    known = [frozenset(fold(text[slice(*row[column])]) for row in rows if len(row) == width) for column in range(width)]
    whole: list[list[Span]] = []
    for row in rows:
        counts = numbered and _counts(text, row)
        above = whole[-1] if whole and len(whole[-1]) == width else None
        if len(row) == 2 < width and counts and row[1][1] > row[1][0]:
            row = [row[0], *[row[1]] * (width - 1)]  # "A." and a title over all columns
        elif 1 < len(row) < width and above is not None and row[0][1] > row[0][0]:
            begin = 1 if numbered else 0
            own = row[1:] if counts else row
            places = apart(grammar, [text[slice(*span)].strip(" *") for span in own], head.roles[begin:], known[begin:])
            places = [tuple(column + begin for column in place) for place in places]
            beside = [first for first in range(width - len(own), begin - 1, -1) if all(first + at in place for at, place in enumerate(places))]
            if beside and (len(beside) == 1 or not counts or begin in beside):
                first = begin if counts and begin in beside else beside[0]
                places = [(first + at,) for at in range(len(own))]
            row = _placed([row[0]] if counts else [], own, places, above, head.roles)
        whole.append(row)
    return whole


def _placed(number: list[Span], own: list[Span], places: list[tuple[int, ...]], above: list[Span], roles: list[str | None]) -> list[Span]:
    """A row of the cells in their columns; a time over the columns of begin and end stands in both."""
    row: list[Span | None] = [None] * len(roles)
    row[: len(number)] = number
    last = None
    unsure: set[int] = set()
    for span, columns in zip(own, places, strict=True):
        if len(columns) == 1 or (columns and all(roles[column] in TIMES for column in columns)):
            for column in columns:
                row[column] = span
            last = columns[-1]
        elif last is not None:
            begun = row[last]
            row[last] = (begun[0] if begun else span[0], span[1])
            unsure.update(columns)
        else:
            return [*above[: len(roles) - len(own)], *own]
    end = own[-1][1]
    return [span if span is not None else (end, end) if column in unsure else above[column] for column, span in enumerate(row)]
