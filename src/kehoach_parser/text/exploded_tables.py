"""Tables that a portal took apart: each cell on lines of its own, with a lone bar before or after it.

Where nothing tells the end of a row, rows are as wide as the head, or as the numbers of the first column are apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.column_heads import head_role
from kehoach_parser.grammar import Grammar, fold, trie_pattern

Span = tuple[int, int]
RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*$|\s*:?-{3,}:?(?:\s*\|\s*:?-{3,}:?)+\s*$|\s*\+(?:[-=]{2,}\+)+\s*$")
_COUNT = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-ZĐ])\W{0,3}$")
_CELL_LINES = 40  # a cell of an exploded table is at most so many lines
_SHORT = 6  # letters of a piece of "Số TT"
_WIDTHS = range(2, 16)


def trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end)


def exploded_rows(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> tuple[list[list[Span]], int]:
    """The rows of cells parted by lone bars, when the first cell is a column head; other lone bars are left alone."""
    below = _head_below(grammar, text, lines, index)
    head = _head_above(grammar, text, lines, index) if below != "number" else None  # the title of the part stands above
    if head is None and below is None:
        return [], index + 1
    cells, ends, bars = _cells_between_bars(grammar, text, lines, index)
    if head is not None:
        return rows_by_count(grammar, text, [head, *cells], [index, *bars])
    if len(ends) >= 2 and min(ends - {0, 1}, default=0):
        rows, count = _up_to_next_head(grammar, text, _rows_by_ends(cells, ends))
        return _under_merged(grammar, text, _with_empty_cells(grammar, text, rows)), bars[count - 1] + 1
    return rows_by_count(grammar, text, cells, bars)


def _head_above(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> Span | None:
    """The first cell when it stands above the first bar: at most three lines that read as a column head."""
    top = index - 1
    while top >= 0 and lines[top][0] == lines[top][1]:
        top -= 1
    best: Span | None = None
    for first in range(top, max(top - 3, -1), -1):
        if text[slice(*lines[first])].strip() in ("", "|"):
            break
        span = trimmed(text, lines[first][0], lines[top][1])
        role = head_role(grammar, " ".join(text[slice(*span)].split()))
        if role and (best is None or (role == "number" and lines[first][1] - lines[first][0] <= _SHORT)):
            best = span  # "Số" above "TT" is part of it, a sentence above is not
    return best


def _head_below(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> str | None:
    """What the first cell after a bar is as a column head."""
    below = next((line for line in lines[index + 1 : index + 4] if text[slice(*line)].strip()), None)
    return head_role(grammar, text[slice(*below)].strip()) if below is not None else None


def _cells_between_bars(grammar: Grammar, text: str, lines: Sequence[Span], index: int) -> tuple[list[Span], set[int], list[int]]:
    """The cells after the first bar, how many cells stand before each place where two bars meet, and the line of the
    bar after each cell.

    Two bars on neighbouring lines end a row; a bar, blank lines and a bar hold an empty cell. The heading of the next
    annex ends the table, although bars go on below it.
    """
    annex = grammar.once(_annexes)
    cells: list[Span] = []
    ends: set[int] = set()
    bars: list[int] = []
    at: Span | None = None
    last_bar = stop = index
    while stop < len(lines) and stop - last_bar <= _CELL_LINES:
        start, end = lines[stop]
        line = text[start:end]
        if line.count("|") == len(line.replace(" ", "").replace("\t", "")) > 0:
            if stop > index:
                _close_cell(cells, ends, at, stop - last_bar, start)
            cells.extend((start, start) for _ in range(line.count("|") - 1))
            bars.extend([stop] * (len(cells) - len(bars)))
            at, last_bar = None, stop
        elif RULE.match(line):
            ends.add(len(cells))
            last_bar = stop
        elif line.strip():
            inner = trimmed(text, start, end)
            if at is None and cells and (heading := line.strip(" *#")).isupper() and annex.match(fold(heading)):
                break
            at = inner if at is None else (at[0], inner[1])
        stop += 1
    return cells, ends, bars or [index]


def _annexes(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{trie_pattern(grammar.phrases('envelope', 'annex'))}(?!\w)")


def _close_cell(cells: list[Span], ends: set[int], at: Span | None, distance: int, start: int) -> None:
    if at is not None:
        cells.append(at)
    elif distance == 1 and len(cells) not in ends:
        ends.add(len(cells))
    elif distance == 1 and _lacks_last(ends):
        ends.remove(len(cells))
        cells.append((start, start))
        ends.add(len(cells))
    else:
        cells.append((start, start))


def _lacks_last(ends: set[int]) -> bool:
    """Whether the row that just ended has one cell less than the head, so that the bars that meet hold its last cell, and not the next row's first."""
    stops = sorted({0, *ends})
    return len(stops) > 2 and stops[-1] - stops[-2] == stops[1] - 1


def _rows_by_ends(cells: list[Span], ends: set[int]) -> list[list[Span]]:
    stops = sorted({*ends, len(cells)} - {0})
    return [cells[low:high] for low, high in pairwise([0, *stops])]


def _up_to_next_head(grammar: Grammar, text: str, rows: list[list[Span]]) -> tuple[list[list[Span]], int]:
    """The rows of one table, and how many cells they have: what stands between two tables reads like a cell, the head of the next like its row."""
    width = _usual(rows)
    count = 0
    for at, row in enumerate(rows):
        if at and row and _is_number_head(grammar, text, row[0]):
            return rows[:at], count
        if len(row) > width + 1 and any(_is_number_head(grammar, text, cell) for cell in row[width + 1 :]):
            return [*rows[:at], row[:width]], count + width
        count += len(row)
    return rows, count


def _with_empty_cells(grammar: Grammar, text: str, rows: list[list[Span]]) -> list[list[Span]]:
    """Rows of a table with numbers that were cut in two where a cell is empty, its bars on neighbouring lines: the pieces put together."""
    width = len(rows[0])
    if not rows[0] or not _is_number_head(grammar, text, rows[0][0]):
        return rows
    groups: list[list[list[Span]]] = []
    for row in rows:
        if groups and row and not _COUNT.match(text[slice(*row[0])].replace("*", "")):
            groups[-1].append(row)
        else:
            groups.append([row])
    whole: list[list[Span]] = []
    for group in groups:
        if len(group) > 1 and sum(map(len, group)) + len(group) - 1 == width:
            whole.append([cell for piece in group for cell in (*piece, (piece[-1][1], piece[-1][1]))][:-1])
        else:
            whole.extend(group)
    return whole


def _is_number_head(grammar: Grammar, text: str, cell: Span) -> bool:
    return head_role(grammar, " ".join(text[slice(*cell)].split())) == "number"


def _usual(rows: list[list[Span]]) -> int:
    """How many cells most rows have."""
    return max(Counter(map(len, rows)).items(), key=lambda known: (known[1], known[0]), default=(0, 0))[0]


def _under_merged(grammar: Grammar, text: str, rows: list[list[Span]]) -> list[list[Span]]:
    """The rows, with those too short for the head, that have no number of their own, below the left cells of the row above.

    A portal writes a merged cell once, and says nowhere how far it goes; over rows the number is always among the merged
    ones, and a number with one cell beside it is a title over the columns.
    """
    width = len(rows[0])
    if not rows[0] or not _is_number_head(grammar, text, rows[0][0]):
        return rows
    whole: list[list[Span]] = rows[:1]
    for row in rows[1:]:
        first = text[slice(*row[0])] if row else ""
        counts = _COUNT.match(first.replace("*", "")) is not None
        if 1 < len(row) < width and len(whole[-1]) == width and first and not counts:
            row = [*whole[-1][: width - len(row)], *row]
        elif len(row) == 2 < width and counts and row[1][1] > row[1][0]:
            row = [row[0], *[row[1]] * (width - 1)]  # "A." and a title over all columns
        whole.append(row)
    return whole


def rows_by_count(grammar: Grammar, text: str, cells: list[Span], bars: list[int]) -> tuple[list[list[Span]], int]:
    """Rows of cells that nothing parts: as wide as the head, or as the numbers of the first column are apart.

    What follows the table up to the next bar (a signature) reads like cells; it is no row, since none is whole in it.
    """
    texts = [" ".join(text[slice(*cell)].split()) for cell in cells]
    storeys = _two_storeys(grammar, texts)
    width, first = (storeys.width, storeys.cells) if storeys else (_width(grammar, texts), 0)
    if not width:
        return [], bars[0] + 1
    stops = [*_row_starts(texts, width, first), len(cells)]
    numbered = head_role(grammar, texts[0]) == "number"
    while len(stops) > 2 and (stops[-1] - stops[-2] < min(width, 2) or (stops[-1] - stops[-2] != width and not _counts(texts, stops[-2])) or (numbered and texts[stops[-2]] and not _counts(texts, stops[-2]))):
        stops.pop()
    heads = storeys.rows(cells) if storeys else []
    return [*heads, *(cells[low:high] for low, high in pairwise(stops))], bars[stops[-1] - 1] + 1


class _Storeys(NamedTuple):
    """A head of two storeys: its cells, of which the last `lower` stand under the one at `over`."""

    cells: int
    over: int
    lower: int

    @property
    def width(self) -> int:
        return self.cells - 1

    def rows(self, cells: list[Span]) -> list[list[Span]]:
        """The two rows of the head in their columns."""
        upper, under = cells[: self.cells - self.lower], cells[self.cells - self.lower : self.cells]
        end = upper[-1][1]
        return [
            [*upper[: self.over + 1], *[(end, end)] * (self.lower - 1), *upper[self.over + 1 :]],
            [*[(under[0][0], under[0][0])] * self.over, *under, *[(under[-1][1], under[-1][1])] * (len(upper) - self.over - 1)],
        ]


def _two_storeys(grammar: Grammar, texts: list[str]) -> _Storeys | None:
    """The head, when "Chủ trì" and "Phối hợp" close it that stand under "Phân công thực hiện", and the rows are a cell narrower."""
    if not texts or head_role(grammar, texts[0]) != "number":
        return None
    first = next((at for at in range(1, min(len(texts), _WIDTHS.stop + 1)) if _COUNT.match(texts[at])), 0)
    if first - 1 not in _WIDTHS or _fit(texts, first - 1, first) < 1 or _fit(texts, first) == 1:
        return None
    roles = [head_role(grammar, text) for text in texts[:first]]
    lower = next((count for count in (3, 2) if set(roles[first - count :]) <= {"lead", "support", "implementer"}), 0)
    above = [at for at in range(1, first - lower) if roles[at] in ("implementer", "body")]
    return _Storeys(first, above[0], lower) if lower and len(above) == 1 else None


def _width(grammar: Grammar, texts: list[str]) -> int:
    """How many columns the head has: its cells stand before the first number when the first column has numbers."""
    if not texts:
        return 0
    heads = next((at for at, cell in enumerate(texts) if head_role(grammar, cell) is None), len(texts))
    if head_role(grammar, texts[0]) != "number":
        return heads if heads in _WIDTHS else 0
    first = next((at for at in range(1, min(len(texts), _WIDTHS.stop)) if _COUNT.match(texts[at])), 0)
    candidates = [width for width in dict.fromkeys((first, heads, *_WIDTHS)) if width in _WIDTHS]
    return max(candidates, key=lambda width: (_fit(texts, width), width == first), default=0)


def _fit(texts: list[str], width: int, first: int = 0) -> float:
    """How many rows of this width behind a head of `first` cells, or of one row, begin with a number; the first thirty tell."""
    starts = _row_starts(texts[: width * 30], width, first)[0 if first else 1 :]
    return sum(bool(_COUNT.match(texts[at])) for at in starts) / len(starts) if starts else 0.0


def _row_starts(texts: list[str], width: int, at: int = 0) -> list[int]:
    """Where rows begin from a cell on; a title over the columns is one cell after its number, so the next number comes early."""
    starts: list[int] = []
    while at < len(texts):
        starts.append(at)
        title = at > 0 and _counts(texts, at) and _counts(texts, at + 2) and not _counts(texts, at + width)
        at += 2 if title else width
    return starts


def _counts(texts: list[str], at: int) -> bool:
    return at < len(texts) and _COUNT.match(texts[at]) is not None
