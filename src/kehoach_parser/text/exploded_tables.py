"""Tables that a portal took apart: each cell on lines of its own, with a lone bar before or after it.

Where bars that meet end a row, `parted_rows` reads them. Where nothing does, rows are as wide as the head, or as the numbers
of the first column are apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kehoach_parser.column_heads import head_role
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.text.head_storeys import flat_storeys, roles_of, storey_rows
from kehoach_parser.text.parted_rows import COUNT, WIDTHS, BarredCell, parted_rows

Span = tuple[int, int]
RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*$|\s*:?-{3,}:?(?:\s*\|\s*:?-{3,}:?)+\s*$|\s*\+(?:[-=]{2,}\+)+\s*$")
_CELL_LINES = 40  # a cell of an exploded table is at most so many lines
_SHORT = 6  # letters of a piece of "Số TT"
_FEW = 200  # cells that are looked at for where a table ends


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
    most = _FEW
    while True:  # a text of many small tables is not read to its end for each of them
        cells = _cells_between_bars(grammar, text, lines, index, most)
        rows, stop = parted_rows(grammar, text, cells, below == "number") if below is not None else ([], 0)
        stop += 1
        if not rows:
            until = _next_head(grammar, text, cells)
            spans, bars = [cell.span for cell in cells[:until]], [cell.bar for cell in cells[:until]]
            if head is not None:
                spans, bars = [head, *spans], [index, *bars]
            rows, stop = rows_by_count(grammar, text, spans, bars) if spans else ([], index + 1)
        if len(cells) < most or stop <= cells[most // 2].bar:
            return rows, stop
        most *= 2


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


def _cells_between_bars(grammar: Grammar, text: str, lines: Sequence[Span], index: int, most: int) -> list[BarredCell]:
    """The cells after the first bar, `most` of them or a few more when there are so many.

    Two bars on neighbouring lines hold nothing, not even blank lines: an empty cell, or the end of a row. The heading of
    the next annex ends the table, although bars go on below it.
    """
    annex = grammar.once(_annexes)
    cells: list[BarredCell] = []
    at: Span | None = None
    ruled = False
    last_bar = stop = index
    while stop < len(lines) and stop - last_bar <= _CELL_LINES and len(cells) < most:
        start, end = lines[stop]
        line = text[start:end]
        if line.count("|") == len(line.replace(" ", "").replace("\t", "")) > 0:
            if at is not None or stop - last_bar > 1:
                cells.append(BarredCell(at or (start, start), stop))
            elif stop > index and not ruled:
                cells.append(BarredCell((start, start), stop, meets=True))
            cells.extend(BarredCell((start, start), stop) for _ in range(line.count("|") - 1))
            at, last_bar, ruled = None, stop, False
        elif RULE.match(line):
            if at is not None:
                cells.append(BarredCell(at, stop))
            cells.append(BarredCell((start, start), stop, meets=True))
            at, last_bar, ruled = None, stop, True
        elif line.strip():
            inner = trimmed(text, start, end)
            if at is None and cells and (heading := line.strip(" *#")).isupper() and annex.match(fold(heading)):
                break
            at = inner if at is None else (at[0], inner[1])
        stop += 1
    return cells


def _next_head(grammar: Grammar, text: str, cells: list[BarredCell]) -> int:
    """How many cells there are before the one that ends with the first head of another table, what stands between the tables above it."""
    for number, cell in enumerate(cells):
        told = text[slice(*cell.span)]
        if number and "\n" in told:
            above, _, last = told.rpartition("\n")
            role = head_role(grammar, last.strip()) if above.strip() else None
            if role == "number" and len(last.strip()) > 1:
                return number
            if role and not above.rpartition("\n")[2].strip():
                below = roles_of(grammar, [text[slice(*later.span)] for later in cells[number + 1 : number + 3]])
                if None not in (roles := {role, *below}) and len(roles) == 1 + len(below) > 2:
                    return number
    return len(cells)


def _annexes(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{trie_pattern(grammar.phrases('envelope', 'annex'))}(?!\w)")


def rows_by_count(grammar: Grammar, text: str, cells: list[Span], bars: list[int]) -> tuple[list[list[Span]], int]:
    """Rows of cells that nothing parts: as wide as the head, or as the numbers of the first column are apart.

    What follows the table up to the next bar (a signature) reads like cells; it is no row, since none is whole in it.
    """
    texts = [" ".join(text[slice(*cell)].split()) for cell in cells]
    first, columns = _two_storeys(grammar, texts)
    width = len(columns) or _width(grammar, texts)
    if not width:
        return [], bars[0] + 1
    stops = [*_row_starts(texts, width, first), len(cells)]
    numbered = head_role(grammar, texts[0]) == "number"
    while len(stops) > 2 and (stops[-1] - stops[-2] < min(width, 2) or (stops[-1] - stops[-2] != width and not _counts(texts, stops[-2])) or (numbered and texts[stops[-2]] and not _counts(texts, stops[-2]))):
        stops.pop()
    heads = storey_rows(cells[:first], columns) if columns else []
    return [*heads, *(cells[low:high] for low, high in pairwise(stops))], bars[stops[-1] - 1] + 1


def _two_storeys(grammar: Grammar, texts: list[str]) -> tuple[int, list[tuple[int, int]]]:
    """How many cells the head has, and its columns, when "Chủ trì" and "Phối hợp" close it that stand under "Phân công thực hiện", and
    the rows are narrower by that."""
    if not texts or head_role(grammar, texts[0]) != "number":
        return 0, []
    first = next((at for at in range(1, min(len(texts), 2 * WIDTHS.stop)) if COUNT.match(texts[at])), 0)
    if first - 1 not in WIDTHS or _fit(texts, first) == 1:
        return 0, []
    for width in range(first - 1, max(first - 4, 2), -1):
        if _fit(texts, width, first) == 1 and (columns := flat_storeys(roles_of(grammar, texts[:first]), width)):
            return first, columns
    return 0, []


def _width(grammar: Grammar, texts: list[str]) -> int:
    """How many columns the head has: its cells stand before the first number when the first column has numbers."""
    if not texts:
        return 0
    heads = next((at for at, cell in enumerate(texts[: WIDTHS.stop]) if head_role(grammar, cell) is None), len(texts))
    if head_role(grammar, texts[0]) != "number":
        return heads if heads in WIDTHS else 0
    first = next((at for at in range(1, min(len(texts), WIDTHS.stop)) if COUNT.match(texts[at])), 0)
    candidates = [width for width in dict.fromkeys((first, heads, *WIDTHS)) if width in WIDTHS]
    return max(candidates, key=lambda width: (_fit(texts, width), width == first), default=0)


def _fit(texts: list[str], width: int, first: int = 0) -> float:
    """How many rows of this width behind a head of `first` cells, or of one row, begin with a number; the first thirty tell."""
    starts = _row_starts(texts[: width * 30], width, first)[0 if first else 1 :]
    return sum(bool(COUNT.match(texts[at])) for at in starts) / len(starts) if starts else 0.0


def _row_starts(texts: list[str], width: int, at: int = 0) -> list[int]:
    """Where rows begin from a cell on; a title over the columns is one cell after its number, so the next number comes early."""
    starts: list[int] = []
    while at < len(texts):
        starts.append(at)
        title = at > 0 and _counts(texts, at) and _counts(texts, at + 2) and not _counts(texts, at + width)
        at += 2 if title else width
    return starts


def _counts(texts: list[str], at: int) -> bool:
    return at < len(texts) and COUNT.match(texts[at]) is not None
