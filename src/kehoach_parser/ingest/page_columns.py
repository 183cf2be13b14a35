"""Tables on pages that draw no lines: their columns are only set apart by blank space.

    TT   Nội dung hoạt động        Đơn vị chủ trì     Thời gian
    1    Giám sát dịch tễ tại      Trung tâm Y tế     Tháng 5/2025
         các xã
    2    Khám sức khỏe             Các trạm y tế      Quý III

The head begins with the one of a number column; rows begin with the numbers below it, or stand around them. What crosses two
columns is the title of a group when it stands alone, else the table ends above it. Where rows cannot be told apart there is
no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from statistics import median
from typing import NamedTuple

from kehoach_parser.column_heads import head_role
from kehoach_parser.document import Box
from kehoach_parser.grammar import Grammar, trie_pattern
from kehoach_parser.ingest.page_tables import PageTable, table_of
from kehoach_parser.ingest.pdf_tables import PADDING, cell_paragraphs

_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-HĐ])[.)]{0,2}")
_NUMBER_HEAD = 10  # letters of "Số thứ tự"
_MOST_HEADS = 5  # of number columns on a page that are tried
_SAME_LINE, _FAR = 0.4, 4.0  # times the distance of lines
_MOST_HEAD_LINES, _MOST_HEAD_PIECES = 10, 150
_MOST_PIECES = 4_000  # of a page
_CROSS = 3.0  # points that a piece may reach into another column
_AGREE = 20.0  # points between the edges of one column on two pages
_TELLING = frozenset(("work", "lead", "support", "implementer", "deadline", "body"))


class Piece(NamedTuple):
    """Letters of one line that stand together."""

    text: str
    box: Box

    @property
    def middle(self) -> float:
        """The height on the page at which it stands."""
        return (self.box[1] + self.box[3]) / 2


class _Line(NamedTuple):
    """Pieces at one height, each with its column; -1 for what crosses two."""

    pieces: list[Piece]
    columns: list[int]

    @property
    def middle(self) -> float:
        return self.pieces[0].middle

    @property
    def crosses(self) -> bool:
        return -1 in self.columns

    def numbered(self) -> bool:
        """Whether it has a number in the first column."""
        return any(column == 0 and _NUMBER.fullmatch(piece.text) for piece, column in zip(self.pieces, self.columns, strict=True))


def names_numbers(grammar: Grammar, texts: Sequence[str]) -> bool:
    """Whether a line of a page may hold the head of a number column; all that a page without such tables costs."""
    head = grammar.once(_number_heads)
    return any(head.match(text) for text in texts)  # the first column of a table is that of numbers


def _number_heads(grammar: Grammar) -> re.Pattern[str]:
    """The heads of number columns that are no words of prose: in capitals, or several words."""
    phrases = (phrase for phrase in grammar.section("columns")["number"]["phrases"] if phrase.isupper() or " " in phrase)
    return re.compile(rf"\s*{trie_pattern(phrases)}(?!\S)")


def columns_table(grammar: Grammar, pieces: Sequence[Piece], before: PageTable | None) -> PageTable | None:
    """The table of a page in which columns stand apart; `before` is the one on the page before, which may go on without heads."""
    if len(pieces) > _MOST_PIECES:
        return None
    lines = _lines(pieces)
    heads = ((top, piece) for top, line in enumerate(lines) for piece in line if len(piece.text) <= _NUMBER_HEAD and head_role(grammar, piece.text) == "number")
    for top, piece in islice(heads, _MOST_HEADS):
        made = _below_head(grammar, lines, top, piece, before)
        if made is not None:
            return made
    return _made(_laid(lines, _intervals_of(before)), [], before) if before is not None else None


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces by their height, those at one height from left to right."""
    if not pieces:
        return []
    near = _SAME_LINE * 1.15 * median(piece.box[3] - piece.box[1] for piece in pieces)
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if lines and piece.middle - lines[-1][0].middle <= near:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.box[0]) for line in lines]


Interval = tuple[float, float]


def _below_head(grammar: Grammar, lines: list[list[Piece]], at: int, anchor: Piece, before: PageTable | None) -> PageTable | None:
    """The table whose number column has this head."""
    second = min((piece.box[0] for line in lines[max(at - 3, 0) : at + 4] for piece in line if piece.box[0] > anchor.box[2]), default=0.0)
    below = range(at + 1, min(at + _MOST_HEAD_LINES, len(lines)))
    first = next((number for number in below if _NUMBER.fullmatch(lines[number][0].text) and lines[number][0].box[2] < second), None)
    if first is None:
        return None
    top = at
    while top > max(at - _MOST_HEAD_LINES, 0) and lines[top - 1][0].box[0] > anchor.box[2] and lines[top][0].middle - lines[top - 1][0].middle < 2.5 * (anchor.box[3] - anchor.box[1]):
        top -= 1
    gaps = {number: lines[number][0].middle - lines[number - 1][0].middle for number in range(at + 1, first + 1)}
    clear = [number for number, gap in gaps.items() if gap > max(gaps.values()) - 1]
    if len(clear) == len(gaps) > 1 and any(piece.text[:1].isupper() for line in lines[at + 1 : first] for piece in line):
        return None  # nothing parts the head from a row around its number
    bottom = first if len(clear) == len(gaps) else clear[0] if before is not None else clear[-1]
    if sum(map(len, lines[top:bottom])) > _MOST_HEAD_PIECES:
        return None
    heads = _heads(lines[top:bottom])
    roles = [head_role(grammar, " ".join(piece.text for piece in head)) for head in heads]
    if len(heads) < 3 or roles[0] != "number" or len(set(roles) - {None}) < 3 or not set(roles) & _TELLING or 2 * roles.count(None) > len(roles):
        return None
    intervals = [(min(piece.box[0] for piece in head), max(piece.box[2] for piece in head)) for head in heads]
    return _made(_laid(lines[bottom:], intervals), heads, before)


def _heads(lines: list[list[Piece]]) -> list[list[Piece]]:
    """The pieces of each head from left to right, in reading order; what stands over two of those below is left to neither."""
    columns: list[list[Piece]] = []
    for line in reversed(lines):
        for piece in line:
            below = [column for column in columns if any(_overlap(piece.box, other.box) > 0 for other in column)]
            if len(below) == 1:
                below[0].append(piece)
            elif not below:
                columns.append([piece])
    return sorted(([*reversed(column)] for column in columns), key=lambda column: min(piece.box[0] for piece in column))


def _overlap(one: Box, other: Box) -> float:
    return min(one[2], other[2]) - max(one[0], other[0])


def _intervals_of(table: PageTable | None) -> list[Interval]:
    return [(left + 2 * _CROSS, right - 2 * _CROSS) for left, right in pairwise(table.edges)] if table else []


def _laid(lines: list[list[Piece]], intervals: list[Interval]) -> list[_Line]:
    """The lines with the column of each piece, from the first one up to the last number and what goes on below it."""
    own = list(intervals)
    made: list[_Line] = []
    for line in lines:
        columns = []
        for piece in line:
            over = [column for column, (left, right) in enumerate(own) if min(piece.box[2], right) - max(piece.box[0], left) > _CROSS]
            if not over:
                over = [next((column for column, (left, _) in enumerate(own) if piece.box[0] < left), len(own) - 1)]
            if len(over) == 1:
                own[over[0]] = (min(own[over[0]][0], piece.box[0]), max(own[over[0]][1], piece.box[2]))
            columns.append(over[0] if len(over) == 1 else -1)
        laid = _Line(line, columns)
        if laid.crosses and len(line) > (2 if laid.numbered() else 1):
            break
        if made and laid.middle - made[-1].middle > _FAR * 1.5 * (line[0].box[3] - line[0].box[1]):
            break
        made.append(laid)
    numbers = [number for number, line in enumerate(made) if line.numbered()]
    if not numbers:
        return []
    stop = next((number for number in range(numbers[-1] + 1, len(made)) if made[number].crosses), len(made))
    return made[:stop]


def _made(lines: list[_Line], heads: list[list[Piece]], before: PageTable | None) -> PageTable | None:
    """The table of the lines, their rows told by the numbers; none where fewer than two rows have one."""
    rows = _rows(lines, before is not None)
    width = len(heads) if heads else len(before.edges) - 1 if before is not None else 0
    if rows is None or sum(any(line.numbered() for line in row) for row in rows) < (1 if heads and before is not None else 2):
        return None
    placed = [[[piece for piece, column in _placed(row) if column == at] for at in range(width)] for row in rows]
    edges = _edges([*placed, heads] if heads else placed, before)
    if edges is None:
        return None
    pieces = [piece for row in rows for piece, _ in _placed(row)]
    bands: list[tuple[list[list[Piece]], list[Piece], float]] = [(heads, [], min(piece.box[1] for head in heads for piece in head))] if heads else []
    for row, cells in zip(rows, placed, strict=True):
        bands.append((cells, [piece for piece, column in _placed(row) if column == -1], min(piece.box[1] for piece, _ in _placed(row))))
    bottoms = [*(top for _, _, top in bands[1:]), max(piece.box[3] for piece in pieces) + 1]
    wide = [max((piece.box[2] - piece.box[0] for cell in column for piece in cell), default=0.0) + PADDING for column in zip(*placed, strict=True)]
    made = [cell for (cells, title, top), bottom in zip(bands, bottoms, strict=True) for cell in _cells(cells, title, edges, wide, (top, bottom))]
    return table_of(made, (edges[0], bands[0][2], edges[-1], bottoms[-1]))._replace(ruled=False)


def _placed(row: list[_Line]) -> list[tuple[Piece, int]]:
    return [pair for line in row for pair in zip(line.pieces, line.columns, strict=True)]


def _rows(lines: list[_Line], continues: bool) -> list[list[_Line]] | None:
    """The lines of each row, a title a row of its own; the widest gap between two numbers parts their rows.

    None where the numbers stand neither at the top nor in the middle of all rows.
    """
    marks = [number for number, line in enumerate(lines) if line.crosses or line.numbered()]
    if not marks:
        return None
    starts = [0] if marks[0] else []
    if marks[0] and continues:
        cut = _widest(lines, 0, marks[0])
        starts.extend([cut] if cut else [])
    elif not marks[0]:
        starts = [0]
    for upper, lower in pairwise(marks):
        starts.append(lower if lines[lower].crosses else upper + 1 if lines[upper].crosses else _widest(lines, upper, lower))
    rows = [lines[start:stop] for start, stop in pairwise([*starts, len(lines)])]
    told = [(row, next(line.middle for line in row if line.numbered())) for row in rows if len(row) > 1 and any(line.numbered() for line in row)]
    near = median(piece.box[3] - piece.box[1] for line in lines for piece in line.pieces)
    at_top = all(number - row[0].middle < near / 2 for row, number in told)
    inner = told[bool(continues) : -1]  # a page may have cut the first and the last one
    in_middle = all(abs(number - (row[0].middle + row[-1].middle) / 2) < 0.75 * near for row, number in inner)
    return rows if at_top or in_middle else None


def _widest(lines: list[_Line], upper: int, lower: int) -> int:
    """The line above which the widest gap between two lines stands, of several as wide the lowest."""
    gaps = {number: lines[number].middle - lines[number - 1].middle for number in range(upper + 1, lower + 1)}
    return max(number for number, gap in gaps.items() if gap > max(gaps.values()) - 1)


def _edges(rows: Sequence[Sequence[Sequence[Piece]]], before: PageTable | None) -> tuple[float, ...] | None:
    """The edges of the columns, in the middle between what stands in them; those of the page before where they agree."""
    columns = [[piece.box for cell in column for piece in cell] for column in zip(*rows, strict=True)]
    if not all(columns):
        return before.edges if before is not None and len(before.edges) == len(columns) + 1 else None
    lefts, rights = [min(box[0] for box in boxes) for boxes in columns], [max(box[2] for box in boxes) for boxes in columns]
    edges = (lefts[0] - 1, *((right + left) / 2 for right, left in zip(rights[:-1], lefts[1:], strict=True)), rights[-1] + 1)
    agree = before is not None and len(before.edges) == len(edges) and all(abs(one - other) < _AGREE for one, other in zip(before.edges[:-1], edges[:-1], strict=True))
    return before.edges if before is not None and agree else edges


def _cells(cells: Sequence[Sequence[Piece]], title: list[Piece], edges: Sequence[float], wide: Sequence[float], reach: tuple[float, float]) -> Iterator[tuple[Box, list[str]]]:
    """The cells of a row with their boxes, a line of which goes on in the next one where the column is not wide enough for more; a title goes over all columns but that of its number."""
    top, bottom = reach
    for column, (left, right) in enumerate(pairwise(edges)):
        if title and (column or not cells[0]):
            yield (left, top, edges[-1], bottom), _paragraphs([*cells[column], *title], edges[-1] - left)
            return
        yield (left, top, right, bottom), _paragraphs(cells[column], wide[column])


def _paragraphs(pieces: Sequence[Piece], width: float) -> list[str]:
    letter = max(((piece.box[2] - piece.box[0]) / max(len(piece.text), 1) for piece in pieces), default=0.0)
    return cell_paragraphs("\n".join(piece.text for piece in pieces), width, {"": letter})
