"""Tables whose cells stand one below the other with nothing between them: a page or a PDF copied as plain text.

The column heads begin with the one of the number column ("STT"), a row begins where its number goes on in the series
of the numbers above ("2" after "1", "1" or "1.1" in a new group); or with a column of times, and each row with a time.
The head may be a row of
pipes, all that a converter kept of the frame. A row with as many cells as the head has columns is
read straight on. In another one cells are missing or have several paragraphs: the columns of bodies and times tell
their own, and a row that can be read in two ways stays one text, since a value in a wrong column would be a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import NamedTuple

from kehoach_parser.column_heads import begins_frame, head_role
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.text.cell_places import BODIES, TIMES, kind_of, names_aside, stands, together
from kehoach_parser.text.head_storeys import flat_storeys, roles_of, storey_rows

Span = tuple[int, int]
_FIRST_HEAD = 24  # letters of "Thời gian thực hiện" in bold
_FIRST_ROLES = frozenset(("number", "work", *TIMES))
_HEADS = 12
_BREADTH = range(3, 13)
_MOST = 3  # a row has at most so many times the cells of the head
_FAR = 2 * _MOST  # after so many times the cells of the head no row begins: the text below is not read to its end for each head
_FOLDS = 40  # lines of one cell of a table without blank lines
_ORDINAL = re.compile(r"\(?0?(\d{1,3}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-HĐ]|[a-zđ](?=[.)]))[.)/]{0,2}$")
_NEW_PART = re.compile(r"\W{0,4}(?:(?:[IVX]{1,5}|[A-HĐ])\.\s*[^\W\d_]|(?:PHẦN|PHỤ LỤC|Phụ lục|CHƯƠNG|MỤC|Điều \d)\b)")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_LETTERS = ("A", "B", "C", "D", "Đ", "E", "G", "H")
_SMALL = "abcdđeghiklmnopqrstuvxy"


class Cell(NamedTuple):
    """One cell: the place of its text and the number of its last line."""

    span: Span
    line: int


def may_stack(grammar: Grammar, text: str, lines: Sequence[Span]) -> bool:
    """Whether the head of a first column is a line somewhere; all that a text without such tables costs."""
    ends = grammar.once(_head_ends)
    return any(text.endswith(ends, start, end) for start, end in lines if end - start <= _FIRST_HEAD)


def _head_ends(grammar: Grammar) -> tuple[str, ...]:
    """How such a head ends as printed, emphasis and full stop with it."""
    return tuple(word + mark for word in grammar.section("slots").get("first-heads", {}).get("phrases", ()) for mark in ("", " ", "*", "**", "."))


def stacked_rows(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> tuple[list[list[Span]], int]:
    """The rows of the table whose number head stands on a line, and the line after it; no rows where none begins."""
    start, end = lines[index]
    first_role = head_role(grammar, text[start:end].strip()) if end - start <= _FIRST_HEAD and text.endswith(grammar.once(_head_ends), start, end) else None
    if first_role not in _FIRST_ROLES:
        return [], index + 1
    return _rows_below(grammar, text, lines, index, [], first_role)


def rows_below_head(grammar: Grammar, text: str, lines: Sequence[Span], head: Sequence[Span], index: int) -> tuple[list[list[Span]], int]:
    """The same for the cells from a line on, below a head whose own cells, or the first of them, are a row of pipes."""
    if len(head) < 2 or head_role(grammar, _plain(text, head[0])) != "number":
        return [], index
    return _rows_below(grammar, text, lines, index, [Cell(span, index - 1) for span in head], "number")


def _rows_below(grammar: Grammar, text: str, lines: Sequence[Span], index: int, above: list[Cell], first_role: str) -> tuple[list[list[Span]], int]:
    """The rows whose cells stand from a line on, those of the head `above` them first."""
    spaced = index + 1 < len(lines) and not text[slice(*lines[index + 1])].strip()
    below = _cells(grammar, text, lines, index, spaced)
    cells = [*above, *islice(below, _HEADS + 2)]
    if first_role == "work":
        return _rows_of_kinds(grammar, text, cells, below) or ([], index + 1)
    heads, first = _heads(grammar, text, cells)
    if not first:
        return [], index + 1
    if first_role in TIMES:
        starts = _timed_starts(grammar, text, cells, below, first, len(heads))
        stops = [start + len(heads) for start in starts]
    else:
        starts = _row_starts(text, cells, below, first, _FAR * len(heads))
        stops = [*starts[1:], min(starts[-1] + len(heads), len(cells))] if starts else []  # no more cells than the head: nothing parts them from the text below
    if not starts:
        return [], index + 1
    widths = Counter(stop - at for at, stop in zip(starts, stops, strict=True))
    width = max(widths, key=lambda width: (widths[width], width))
    storeys = flat_storeys([role for _, role in heads], width) if len(heads) > width else None
    rows = storey_rows([span for span, _ in heads], storeys) if storeys else [[span for span, _ in heads]]
    heads = [heads[low] for _, low in storeys] if storeys else heads
    stops[-1] = min(stops[-1], starts[-1] + len(heads))
    if len(heads) not in _BREADTH or not widths[len(heads)]:
        return [], index + 1
    whole = [cells[at:stop] for at, stop in zip(starts, stops, strict=True) if stop - at == len(heads)]
    roles = [role for _, role in heads]
    whole = [row for row in whole if not names_aside([_plain(text, cell.span) for cell in row], roles)]
    known = [frozenset(fold(_plain(text, cell.span)) for cell in column) for column in zip(*whole, strict=True)] or [frozenset()] * len(heads)
    for at, stop in zip(starts, stops, strict=True):
        if stop - at > _MOST * len(heads):
            stops[-1] = at
            break
        rows.append(_aligned(grammar, text, [cell.span for cell in cells[at:stop]], roles, known))
    last = stops[-1] - 1
    return (rows, cells[last].line + 1) if len(rows) > 1 else ([], index + 1)


def _cells(grammar: Grammar, text: str, lines: Sequence[Span], index: int, spaced: bool) -> Iterator[Cell]:
    """The texts from a line on, up to words of a closing or a new part; in a spaced table only blank lines part them."""
    cell: Cell | None = None
    blank = True
    made = folds = 0
    for number in range(index, len(lines)):
        start, end = lines[number]
        printed = text[start:end]
        if not printed.strip():
            blank = True
            continue
        if cell and (_NEW_PART.match(printed) or "|" in printed or begins_frame(grammar, printed.strip())):
            break
        start, end = start + len(printed) - len(printed.lstrip()), start + len(printed.rstrip())
        if cell and (not blank if spaced else made < _HEADS and folds < _FOLDS and printed.lstrip("*_ ")[:1].islower() and not _ORDINAL.match(text[start:end])):
            cell = Cell((cell.span[0], end), number)  # the rest of a head or of a paragraph
            folds += 1
        else:
            if cell:
                yield cell
            cell, folds = Cell((start, end), number), 0
            made += 1
        blank = False
    if cell:
        yield cell


def _heads(grammar: Grammar, text: str, cells: list[Cell]) -> tuple[list[tuple[Span, str | None]], int]:
    """The column heads with their roles, and the number of the first cell behind them; none if too few name columns."""
    heads: list[tuple[Span, str | None]] = []
    for number, cell in enumerate(cells[: _HEADS + 2]):
        printed = _plain(text, cell.span)
        if number and (_ORDINAL.match(printed) or (heads[0][1] in TIMES and kind_of(grammar, printed) == "time" and head_role(grammar, printed) in (None, "period"))):
            known = {role for _, role in heads if role}
            return (heads, number) if len(known) >= 3 and 2 * sum(role is not None for _, role in heads) > len(heads) else ([], 0)
        heads.append((cell.span, head_role(grammar, " ".join(printed.split()))))
    return [], 0


def _plain(text: str, span: Span) -> str:
    return text[slice(*span)].strip(" *_\t")


def _row_starts(text: str, cells: list[Cell], below: Iterator[Cell], first: int, far: int) -> list[int]:
    """The cells that number a row: the first one of its series, or the next after the one above; takes cells from `below` as it goes."""
    starts: list[int] = []
    open_numbers: dict[str, str] = {}  # the last number of each series that is open
    for at in count(first):
        if at == len(cells):
            cells.extend(islice(below, 1))
        if at == len(cells) or (starts and at - starts[-1] > far):
            break
        found = _ORDINAL.match(_plain(text, cells[at].span))
        if not found or (starts and at == starts[-1] + 1):
            continue
        number, series = found[1], _series(found[1])
        opens = number in ("1", "I", "A", "a") or number.endswith(".1")
        if number == _following(open_numbers.get(series, "")) or (opens and (not starts or series not in open_numbers or len(open_numbers) > 1 or "." in number)):
            starts.append(at)
            if series in ("upper", "roman"):
                open_numbers = {kept: value for kept, value in open_numbers.items() if kept == "upper" and series == "roman"}
            open_numbers[series] = number
        elif not starts:
            return []
    return starts


def _series(number: str) -> str:
    if number[0].isdigit():
        return f"arabic{number.count('.')}"
    if number.islower():
        return "lower"
    return "roman" if set(number) <= set("IVX") else "upper"


def _following(number: str) -> str:
    if number in _ROMAN[:-1]:
        return _ROMAN[_ROMAN.index(number) + 1]
    if number in _LETTERS[:-1]:
        return _LETTERS[_LETTERS.index(number) + 1]
    if number in tuple(_SMALL[:-1]):
        return _SMALL[_SMALL.index(number) + 1]
    head, dot, last = number.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else ""


def _rows_of_kinds(grammar: Grammar, text: str, cells: list[Cell], below: Iterator[Cell]) -> tuple[list[list[Span]], int] | None:
    """The rows below heads without one of numbers or times in front, and the line after them: every row has a cell of its kind
    in each column, two rows at least."""
    roles = roles_of(grammar, [_plain(text, cell.span) for cell in cells])
    heads = next((number for number, role in enumerate(roles) if role is None), len(roles))
    for width in range(min(heads, _BREADTH.stop - 1), 2, -1):  # what a first row says may read like a head
        own = roles[:width]
        if len(set(own)) < 3 or not set(own) & TIMES or not set(own) & BODIES:
            continue
        at = width
        while True:
            cells.extend(islice(below, max(at + width - len(cells), 0)))
            if at + width > len(cells) or not stands(grammar, [_plain(text, cell.span) for cell in cells[at : at + width]], own):
                break
            at += width
        if at >= 3 * width:
            return [[cell.span for cell in cells[start : start + width]] for start in range(0, at, width)], cells[at - 1].line + 1
    return None


def _timed_starts(grammar: Grammar, text: str, cells: list[Cell], below: Iterator[Cell], first: int, width: int) -> list[int]:
    """The cells that begin a row with a time, as long as each row has as many cells as the head and no other time in it."""
    starts: list[int] = []
    at = first
    while True:
        cells.extend(islice(below, max(at + width - len(cells), 0)))
        if at + width > len(cells):
            break
        kinds = [kind_of(grammar, _plain(text, cell.span)) == "time" for cell in cells[at : at + width]]
        if kinds != [True, *[False] * (width - 1)]:
            break
        starts.append(at)
        at += width
    return starts if len(starts) > 1 else []


# --- rows with fewer or more cells than columns --------------------------------------------------------------------


def _aligned(grammar: Grammar, text: str, cells: list[Span], roles: list[str | None], known: list[frozenset[str]]) -> list[Span]:
    """The cells of a row in their columns; all of them in the second one if they may stand in two ways."""
    if len(cells) == len(roles) and not names_aside([_plain(text, cell) for cell in cells], roles):
        return cells
    empty = (cells[-1][1], cells[-1][1])
    if len(cells) <= 2:
        return [*cells, *(empty for _ in roles[len(cells) :])]
    places = together(grammar, [_plain(text, cell) for cell in cells[1:]], roles[1:], known[1:])
    row = [cells[0]]
    for column in range(len(roles) - 1):
        own = [cell for cell, place in zip(cells[1:], places, strict=True) if place == column]
        row.append((own[0][0], own[-1][1]) if own else empty)
    return row
