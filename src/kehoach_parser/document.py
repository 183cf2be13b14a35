"""What ingest hands to the other stages: one document text with its pages, tables and furniture.

The text is NFC with `\\n` line ends and no BOM. Tables of formats that have real tables (DOCX, PDF, HTML, XLSX) stand in
the text as one line a cell paragraph, row by row, and their structure is in `tables`; tables that a text draws itself
(Markdown pipes, exploded cells) are found by the text stage and become the same `Table`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

Span = tuple[int, int]
Box = tuple[float, float, float, float]


class Cell(NamedTuple):
    """One cell of the grid: `span` of its text in the document text (empty span for an empty cell).

    `inherited` is true for a grid place that a merged cell covers: the span is then the donor's.
    """

    span: Span
    inherited: bool = False


class Row(NamedTuple):
    """One row, a cell for each grid column; a cell that spans columns stands in each of them (`inherited` after the first).

    `rest` is true where a text that draws its table goes on with the row above on a line of its own.
    """

    cells: tuple[Cell, ...]
    span: Span
    rest: bool = False


class Table(NamedTuple):
    """A table: rows of equal length over the hull `span`; no other text lies inside the hull.

    `wrapped` is true where the lines of a cell may be pieces of one paragraph (cells of a text that was wrapped).
    """

    rows: tuple[Row, ...]
    span: Span
    wrapped: bool = False


class Furniture(NamedTuple):
    """A stretch of whole lines that repeats page by page and is no part of the plan: page number, running head, stray mark."""

    span: Span
    kind: str


class Remark(NamedTuple):
    """Something the reader noticed: a diagnostic code of the KH9xx or KH7xx family, a message, and where."""

    code: str
    message: str
    span: Span


class Document(NamedTuple):
    """One document, whatever format it came in."""

    text: str
    format: str
    sha256: str
    path: str | None = None
    encoding: str | None = None
    encoding_confidence: float | None = None
    page_starts: tuple[int, ...] = ()
    tables: tuple[Table, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    boxes: tuple[tuple[int, int, Box], ...] = ()
    remarks: tuple[Remark, ...] = ()
    strong: frozenset[int] = frozenset()  # where paragraphs begin that the format shows in bold as a whole

    @property
    def legible(self) -> str:
        r"""The text as its readers should see it: line ends that a portal printed as letters (`\r\n`) are line ends. Same length."""
        return self.text.replace("\\r\\n", "   \n") if "\\r\\n" in self.text else self.text

    @property
    def pages(self) -> int | None:
        """Number of pages, or None for a format without pages."""
        return len(self.page_starts) or None

    def page_at(self, offset: int) -> int | None:
        """The 1-based page on which `offset` stands."""
        return bisect_right(self.page_starts, offset) if self.page_starts else None

    def box_at(self, span: Span) -> Box | None:
        """The hull of the boxes of the stretches that `span` touches on the page where it starts."""
        return _hull(self.boxes, span, self._page_end(span[0])) if self.boxes else None

    def _page_end(self, offset: int) -> int:
        after = bisect_right(self.page_starts, offset)
        return self.page_starts[after] if after < len(self.page_starts) else len(self.text)


def _hull(boxes: Sequence[tuple[int, int, Box]], span: Span, page_end: int) -> Box | None:
    start, end = span[0], min(span[1], page_end)
    first = max(bisect_right(boxes, (start, end)) - 1, 0)
    hull: Box | None = None
    for low, high, box in boxes[first:]:
        if low >= end:
            break
        if high > start:
            hull = box if hull is None else (min(hull[0], box[0]), min(hull[1], box[1]), max(hull[2], box[2]), max(hull[3], box[3]))
    return hull
