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
from kehoach_parser.grammar import Grammar, fold, trie_pattern

Span = tuple[int, int]
_FIRST_HEAD = 24  # letters of "Thời gian thực hiện" in bold
_HEAD_ENDS = ("TT", "TT ", "TT*", "TT**", "TT.", "tự", "gian", "Tháng", "Ngày", "Tuần")
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
_BULLET = re.compile(r"[-+•*]\s*|[a-zđ]\)\s*")
_DATE = re.compile(r"\d{1,2}\s*[/.-]\s*(?:\d{1,2}\s*[/.-]\s*)?(?:19|20)?\d\d\b|(?:19|20)\d\d\b|\d{1,2}/\d{1,2}\b")
_BODIES = frozenset(("lead", "support", "implementer", "person", "doer", "body", "approver", "advisor"))
_TIMES = frozenset(("deadline", "start"))


class Cell(NamedTuple):
    """One cell: the place of its text and the number of its last line."""

    span: Span
    line: int


def may_stack(text: str, lines: Sequence[Span]) -> bool:
    """Whether the head of a number or time column is a line somewhere; all that a text without such tables costs."""
    return any(text.endswith(_HEAD_ENDS, start, end) for start, end in lines if end - start <= _FIRST_HEAD)


def stacked_rows(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> tuple[list[list[Span]], int]:
    """The rows of the table whose number head stands on a line, and the line after it; no rows where none begins."""
    start, end = lines[index]
    first_role = head_role(grammar, text[start:end].strip()) if end - start <= _FIRST_HEAD else None
    if first_role != "number" and first_role not in _TIMES:
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
    heads, first = _heads(grammar, text, cells)
    if not first:
        return [], index + 1
    if first_role in _TIMES:
        starts = _timed_starts(grammar, text, cells, below, first, len(heads))
        stops = [start + len(heads) for start in starts]
    else:
        starts = _row_starts(text, cells, below, first, _FAR * len(heads))
        stops = [*starts[1:], min(starts[-1] + len(heads), len(cells))] if starts else []  # no more cells than the head: nothing parts them from the text below
    if not starts:
        return [], index + 1
    widths = Counter(stop - at for at, stop in zip(starts, stops, strict=True))
    heads = _one_storey(heads, max(widths, key=lambda width: (widths[width], width)))
    if len(heads) not in _BREADTH or not widths[len(heads)]:
        return [], index + 1
    rows = [[head[0] for head in heads]]
    for at, stop in zip(starts, stops, strict=True):
        if stop - at > _MOST * len(heads):
            stops[-1] = at
            break
        rows.append(_aligned(grammar, text, [cell.span for cell in cells[at:stop]], [head[1] for head in heads]))
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
        if number and (_ORDINAL.match(printed) or (heads[0][1] in _TIMES and _kind(grammar, printed) == "time" and head_role(grammar, printed) in (None, "period"))):
            known = {role for _, role in heads if role}
            return (heads, number) if len(known) >= 3 and 2 * sum(role is not None for _, role in heads) > len(heads) else ([], 0)
        heads.append((cell.span, head_role(grammar, " ".join(printed.split()))))
    return [], 0


def _plain(text: str, span: Span) -> str:
    return text[slice(*span)].strip(" *_\t")


def _one_storey(heads: list[tuple[Span, str | None]], width: int) -> list[tuple[Span, str | None]]:
    """The heads without one that stands over the two next ones: "Đơn vị thực hiện" above "Chủ trì" and "Phối hợp"."""
    if len(heads) != width + 1:
        return heads
    for number in range(1, len(heads) - 2):
        if heads[number][1] in ("implementer", "body", "lead") and [role for _, role in heads[number + 1 : number + 3]] == ["lead", "support"]:
            return heads[:number] + heads[number + 1 :]
    return heads


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


def _timed_starts(grammar: Grammar, text: str, cells: list[Cell], below: Iterator[Cell], first: int, width: int) -> list[int]:
    """The cells that begin a row with a time, as long as each row has as many cells as the head and no other time in it."""
    starts: list[int] = []
    at = first
    while True:
        cells.extend(islice(below, max(at + width - len(cells), 0)))
        if at + width > len(cells):
            break
        kinds = [_kind(grammar, _plain(text, cell.span)) == "time" for cell in cells[at : at + width]]
        if kinds != [True, *[False] * (width - 1)]:
            break
        starts.append(at)
        at += width
    return starts if len(starts) > 1 else []


# --- rows with fewer or more cells than columns --------------------------------------------------------------------


def _aligned(grammar: Grammar, text: str, cells: list[Span], roles: list[str | None]) -> list[Span]:
    """The cells of a row in their columns; all of them in the second one if they may stand in two ways."""
    if len(cells) == len(roles):
        return cells
    empty = (cells[-1][1], cells[-1][1])
    if len(cells) == 2:
        return [*cells, *(empty for _ in roles[2:])]
    places = _best_places(grammar, text, cells[1:], roles[1:])
    row = [cells[0]]
    for column in range(len(roles) - 1):
        own = [cell for cell, place in zip(cells[1:], places, strict=True) if place == column]
        row.append((own[0][0], own[-1][1]) if own else empty)
    return row


def _best_places(grammar: Grammar, text: str, cells: list[Span], roles: list[str | None]) -> list[int]:
    """The column of each cell, in order; the first for all when another way fits as well.

    Best sums over all ways that go from left to right, cell by cell, with the number of ways that reach them.
    """
    fits = [[_fit(grammar, _plain(text, cell), role) for role in roles] for cell in cells]
    ways: dict[int, tuple[int, int, list[int]]] = {0: (fits[0][0], 1, [0])}
    for number in range(1, len(cells)):
        goes_on = bool(_BULLET.match(_plain(text, cells[number]))) or _plain(text, cells[number])[:1].islower()
        step: dict[int, tuple[int, int, list[int]]] = {}
        for column in range(len(roles)):
            reached = [
                (total + fits[number][column] - (column - before - 1 if column > before else 0 if goes_on else 1), count, [*path, column])
                for before, (total, count, path) in ways.items()
                if before <= column
            ]
            if reached:
                best = max(reached, key=lambda way: way[0])
                step[column] = (best[0], sum(count for total, count, _ in reached if total == best[0]), best[2])
        ways = step
    finals = {column: (total - (len(roles) - 1 - column), count, path) for column, (total, count, path) in ways.items()}
    top = max(total for total, _, _ in finals.values())
    best_ways = [(count, path) for total, count, path in finals.values() if total == top]
    return best_ways[0][1] if len(best_ways) == 1 and best_ways[0][0] == 1 else [0] * len(cells)


def _fit(grammar: Grammar, cell: str, role: str | None) -> int:
    """How well a text stands in a column: a time in one of times, a body in one of bodies, neither elsewhere."""
    kind = _kind(grammar, cell)
    if role in _TIMES:
        return 3 if kind == "time" else -4
    if role in _BODIES:
        return 3 if kind == "body" else -4 if kind == "time" else -2
    return 1 if kind == "text" else -2


def _kind(grammar: Grammar, cell: str) -> str:
    bare = fold(_BULLET.sub("", cell, count=1))
    if _DATE.match(bare) or grammar.once(_times).match(bare):
        return "time"
    return "body" if len(cell) <= 200 and grammar.once(_bodies).match(bare) else "text"


def _times(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{trie_pattern(grammar.phrases('cell_words', 'time_begins'))}(?!\w)")


def _bodies(grammar: Grammar) -> re.Pattern[str]:
    """Words with which names of bodies begin, each unless a word follows with which it means something else ("Báo cáo")."""
    heads = []
    for entry in grammar.section("heads").values():
        other = trie_pattern(map(fold, entry.get("not_before", ())))
        heads.append(rf"{trie_pattern(map(fold, entry['phrases']))}(?!\w|\s+{other}(?!\w))")
    several = trie_pattern(fold(phrase) for entry in grammar.section("list_words").values() if entry["does"] == "plural" for phrase in entry["phrases"])
    return re.compile(rf"(?:(?:{several})\s+)?(?:{'|'.join(heads)})")
