"""The document text under construction: lines and tables in, text with their places out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from kehoach_parser.document import Box, Cell, Document, Furniture, Remark, Row, Span, Table
from kehoach_parser.errors import LimitExceeded

CELLS = 1_000_000  # places in one table; no plan needs so many

_INVISIBLE = {ord(c): None for c in "\u00ad\u200b\u200c\u200d\u2060\ufeff\0\1\2\3\4\5\6\7\x08"}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " ")
_PLAIN = {**_INVISIBLE, **_SPACES, 0x2010: "-", 0x2011: "-", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_ODD = re.compile("[" + "".join(map(re.escape, map(chr, _PLAIN))) + "\u0300-\u036f\ud800-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,4000}\s*")


def plain(text: str) -> str:
    """The text in NFC with ordinary spaces and without invisible letters; other letters as they are."""
    if _ODD.search(text) is None:  # one search is a tenth of a translation
        return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", without_halves(text).translate(_PLAIN))


def without_halves(text: str) -> str:
    """The text with a mark (U+FFFD) for each half of a UTF-16 letter, which could not be written out."""
    return _HALF.sub("\ufffd", text)


def whole(text: str | None, default: int, least: int = 0, most: int = 32_767) -> int:
    """A whole number as XML and HTML write it, held within bounds; the default for what is none or far too long."""
    if text is None or _WHOLE.fullmatch(text) is None:
        return default
    return min(max(int(text), least), most)


def check_grid(grid: Sequence[Sequence[int]]) -> None:
    """Raises LimitExceeded when a table, each row as wide as its widest, has more than CELLS places."""
    if max(map(len, grid), default=0) * len(grid) > CELLS:
        raise LimitExceeded(f"a table in this file has more than {CELLS} cells; no plan needs so many")


class Strong(str):
    """A paragraph that its format shows in bold as a whole, as headings without a number are."""

    __slots__ = ()


class Sheet:
    """Collects the lines of one document; every `add` answers with the span of what it wrote.

    Paragraphs are set apart by an empty line, as in Markdown, so that later stages join only what the format broke.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self.tables: list[Table] = []
        self.furniture: list[Furniture] = []
        self.boxes: list[tuple[int, int, Box]] = []
        self.page_starts: list[int] = []
        self.remarks: list[Remark] = []
        self.strong: list[int] = []

    def line(self, text: str, box: Box | None = None) -> Span:
        """Writes one line without line breaks inside."""
        start = self._length
        self._pieces.append(text)
        self._pieces.append("\n")
        self._length += len(text) + 1
        if box is not None and text:
            self.boxes.append((start, start + len(text), box))
        return (start, start + len(text))

    def paragraph(self, text: str) -> Span:
        """Writes a paragraph, one line for each line break in it, and an empty line after it."""
        span = self.lines(text.split("\n"))
        if span[1] > span[0]:
            if isinstance(text, Strong):
                self.strong.append(span[0])
            self.line("")
        return span

    def lines(self, texts: Sequence[str], box: Box | None = None) -> Span:
        """Writes the lines that hold something; the span is their hull, empty at its place when none does."""
        start = end = self._length
        for text in texts:
            text = text.strip()
            if text:
                end = self.line(text, box)[1]
        return (start, end)

    def pieces(self, parts: Sequence[tuple[str, Box | None, int]]) -> Span:
        """Writes one line from what was printed in several places; a part is (text with what glues it, box, page number)."""
        start = self._length
        for text, box, page in parts:
            self.reach_page(page)
            bare = len(text.rstrip())
            if box is not None and bare:
                self.boxes.append((self._length, self._length + bare, box))
            self._pieces.append(text)
            self._length += len(text)
        end = self._length
        self._pieces.append("\n")
        self._length += 1
        return (start, end)

    def reach_page(self, number: int) -> None:
        """Begins pages here up to the one with this number (from 1)."""
        while len(self.page_starts) < number:
            self.page_starts.append(self._length)

    def aside(self, texts: Sequence[str], kind: str, box: Box | None = None) -> None:
        """Writes lines that are no part of the plan (running head, footnote) and names them so."""
        span = self.lines(texts, box)
        if span[1] > span[0]:
            self.furniture.append(Furniture(span, kind))
            self.line("")

    def remark(self, code: str, message: str, span: Span | None = None) -> None:
        """Notes something for the reader of the result, by default at the place where writing stands."""
        self.remarks.append(Remark(code, message, span or (self._length, self._length)))

    def table(self, grid: Sequence[Sequence[int]], cells: Sequence[Sequence[str]], boxes: Sequence[Box | None] = ()) -> Span:
        """Writes a table and an empty line; answers with its hull. `grid` has for each row the numbers of the cells that stand in its columns
        (a merged cell in each place it covers, -1 for a place without a cell), `cells` the lines of each cell, `boxes`
        the box of each cell where the format has boxes. Raises LimitExceeded for a table that is far too large."""
        check_grid(grid)
        width = max(map(len, grid), default=0)
        start = self._length
        places: dict[int, Span] = {}
        rows = [self._row([*row, *[-1] * (width - len(row))], cells, places, boxes) for row in grid]
        end = max((row.span[1] for row in rows), default=start)
        if end > start:
            self.tables.append(Table(tuple(rows), (start, end)))
            self.line("")
        return (start, end)

    def _row(self, row: Sequence[int], cells: Sequence[Sequence[str]], places: dict[int, Span], boxes: Sequence[Box | None]) -> Row:
        start = end = self._length
        made: list[Cell] = []
        for number in row:
            if number in places:
                made.append(Cell(places[number], inherited=True))
                continue
            span = self.lines(cells[number] if number >= 0 else (), boxes[number] if boxes and number >= 0 else None)
            if number >= 0:
                places[number] = span
            if span[1] > span[0]:
                end = span[1]
            made.append(Cell(span))
        return Row(tuple(made), (start, end))

    def document(self, found: str, *, encoding: str | None = None, confidence: float | None = None) -> Document:
        """What was written, as one document; trailing empty lines are left out."""
        text = "".join(self._pieces).rstrip("\n")
        text += "\n" if text else ""
        end = len(text)
        return Document(
            text,
            found,
            "",
            encoding=encoding,
            encoding_confidence=confidence,
            page_starts=tuple(min(start, end) for start in self.page_starts),
            tables=tuple(self.tables),
            furniture=tuple(self.furniture),
            boxes=tuple(self.boxes),
            remarks=tuple(self.remarks),
            strong=frozenset(self.strong),
        )
