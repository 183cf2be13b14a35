"""Text of table cells: emphasis and line breaks taken out, with the way back to the document text."""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.document import Cell, Span
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.visible import Visible, join

_NOISE = re.compile(r"\*{1,3}|__|</?(?:b|i|u|strong|em|sub|sup|span|p)\b[^<>\n]{0,200}>|\\(?=[-_*.()\[\]#])", re.IGNORECASE)
_BREAK = re.compile(r"\n(?:[ \t]*\|[ \t]*(?=\n))?|<br\s*/?>", re.IGNORECASE)  # a lone bar stands between two cells that were put together
_BULLET = re.compile(r"[-+•*]\s|\d{1,2}[.)]\s|[a-zđ]\)\s")
_LABEL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,3}\s*:")
_OPEN = (",", "(", "-", "/", "&")
_DONE = (";", ".", ":")


def cell_lines(text: str, cell: Cell) -> list[Visible]:
    """The lines of a cell that hold something."""
    start, end = cell.span
    if end <= start:
        return []
    lines: list[Visible] = []
    at = start
    for stop in _BREAK.finditer(text, start, end):
        lines.append(_line(text, at, stop.start()))
        at = stop.end()
    lines.append(_line(text, at, end))
    return [line for line in lines if line.text]


def _line(text: str, start: int, end: int) -> Visible:
    if _NOISE.search(text, start, end) is None:
        return Visible(text[start:end], (0,), (start,)).cut(0)
    pieces: list[str] = []
    starts: list[int] = []
    offsets: list[int] = []
    length, at = 0, start
    for noise in [*_NOISE.finditer(text, start, end), None]:
        stop = noise.start() if noise else end
        if stop > at:
            pieces.append(text[at:stop])
            starts.append(length)
            offsets.append(at)
            length += stop - at
        at = noise.end() if noise else end
    return Visible("".join(pieces), tuple(starts), tuple(offsets)).cut(0) if pieces else Visible("", (0,), (start,))


def cell_text(text: str, cell: Cell) -> Visible:
    """The whole cell as one stretch."""
    lines = cell_lines(text, cell)
    return join(lines) if lines else Visible("", (0,), (cell.span[0],))


class Breaks(NamedTuple):
    """What tells that a line of a cell goes on in the next one: what it ends in, and names with a dash inside (left, right)."""

    ends: tuple[str, ...]
    dashes: tuple[tuple[str, str], ...]


def breaks(grammar: Grammar) -> Breaks:
    """The words of `grammars/joins.yaml` and `tables.yaml` that lines of cells are joined by."""
    ends = (*_OPEN, *(f" {phrase}" for phrase in grammar.phrases("cell_words", "open")))
    names = (phrase.partition(" - ") for phrase in grammar.phrases("joins", "dash-pair"))
    return Breaks(ends, tuple((left, right) for left, _, right in names))


def paragraphs(known: Breaks, lines: list[Visible], wrapped: bool = False, heads: frozenset[str] = frozenset(), between: str = " ") -> list[Visible]:
    """Lines of a cell put together where one runs on into the next: after an open end, or before a small letter or digit.

    In a cell whose text was wrapped only a full stop, a semicolon or a label or bullet parts paragraphs. A line that is
    one of `heads` (“Lãnh đạo”, “Sở”) is the beginning of a name. `between` stands where two lines are put together.
    """
    groups: list[list[Visible]] = []
    for line in lines:
        if groups and (_runs_on(known, groups[-1][-1].text, line.text, wrapped) or (folded(groups[-1][-1]) in heads and not _BULLET.match(line.text))):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [join(group, between) for group in groups]


def _runs_on(known: Breaks, upper: str, lower: str, wrapped: bool) -> bool:
    if _BULLET.match(lower):
        return lower[0] == "-" and _parts_name(known, fold(upper), fold(lower[1:].lstrip()))
    if upper.endswith(known.ends) or upper.count("(") > upper.count(")"):
        return True
    if wrapped:
        return not upper.endswith((";", ".")) and not begins_label(lower)
    return not upper.endswith(_DONE) and not lower[:1].isupper()


def _parts_name(known: Breaks, upper: str, lower: str) -> bool:
    """Whether the dash between two lines is that of a name: "Phòng Lao động" / "- Thương binh và Xã hội"."""
    return any(upper.endswith(left) and lower.startswith(right) for left, right in known.dashes)


def begins_label(text: str) -> bool:
    """Whether a text begins with a few words before a colon: "Phối hợp: …"."""
    return _LABEL.match(text) is not None


def folded(visible: Visible) -> str:
    """Folded text with single spaces, for comparing."""
    return " ".join(fold(visible.text).split())


def empty(span: Span) -> bool:
    """Whether a span holds nothing."""
    return span[1] <= span[0]
