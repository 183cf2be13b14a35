"""Ruled tables of PDF pages by pdfplumber, which is imported only when a page has ruled lines."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from kehoach_parser.ingest.build import plain
from kehoach_parser.ingest.page_tables import PageTable, table_of
from kehoach_parser.ingest.request import Request
from kehoach_parser.ingest.syllables import rejoin

PADDING = 11.0  # points left free inside a cell: Word leaves 5.4 on each side
_THIN = 3.0  # points: a filled rectangle as thin as this is a ruled line
_SAMPLE = 4_000  # letters of a page that tell how wide they are


@contextmanager
def table_reader(request: Request) -> Iterator[Callable[[int], list[PageTable] | None]]:
    """Gives a function from page number (from 0) to the tables of the page, None where they cannot be read.

    pdfplumber is opened at its first call. It reads a PDF by itself and gives up on damage that pdfium repairs.
    """
    opened: list[Any] = []

    def tables(number: int) -> list[PageTable] | None:
        try:
            if not opened:
                import logging

                import pdfplumber

                logging.getLogger("pdfminer").addHandler(logging.NullHandler())  # what it says of damage is for no user's terminal
                opened.append(pdfplumber.open(io.BytesIO(request.data), password=request.password, unicode_norm="NFC"))
            return _page_tables(opened[0].pages[number])
        except Exception:  # pdfminer raises anything on damaged files and odd fonts
            return None

    try:
        yield tables
    finally:
        if opened:
            with suppress(Exception):  # nothing more is wanted of it
                opened[0].close()


def _page_tables(page: Any) -> list[PageTable]:
    try:
        ruled = page.filter(_is_ruled) if any(not _is_ruled(rect) for rect in page.rects) else page
        return [made for found in ruled.find_tables() if (made := _table(ruled, found)) is not None]
    finally:
        page.close()  # pdfplumber keeps every page it has read


def _is_ruled(drawn: dict[str, Any]) -> bool:
    """Whether an object of a page may be part of a table: all but areas that are filled and have no border, the ground behind text."""
    filled = drawn["object_type"] == "rect" and drawn.get("fill") and not drawn.get("stroke")
    return not filled or min(drawn["width"], drawn["height"]) <= _THIN


def _table(page: Any, table: Any) -> PageTable | None:
    texts = {
        cell: text
        for row, line in zip(table.rows, table.extract(), strict=True)
        for cell, text in zip(row.cells, line, strict=True)
        if cell is not None
    }
    if len(texts) < 2:
        return None
    letters = _letter_widths(page.chars)
    left, top, *_ = page.bbox
    cells = [
        ((cell[0] - left, cell[1] - top, cell[2] - left, cell[3] - top), cell_paragraphs(text or "", cell[2] - cell[0], letters))
        for cell, text in texts.items()
    ]
    box = table.bbox
    made = table_of(cells, (box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    return made if len(made.edges) > 2 else None


def _letter_widths(chars: Sequence[Any]) -> dict[str, float]:
    """The mean printed width of each letter of a page; under "" that of all."""
    sums: dict[str, list[float]] = {}
    for char in chars[:_SAMPLE]:
        sums.setdefault(char["text"], []).append(char["width"])
    widths = {letter: sum(found) / len(found) for letter, found in sums.items()}
    every = [width for found in sums.values() for width in found]
    return {**widths, "": sum(every) / len(every) if every else 6.0}


def cell_paragraphs(text: str, width: float, letters: Mapping[str, float]) -> list[str]:
    """The paragraphs of a cell: a line goes on in the next one when the next word would not have fitted."""
    lines = [" ".join(rejoin(plain(line)).split()) for line in text.split("\n")]
    out: list[str] = []
    last = ""
    for line in filter(None, lines):
        if out and _goes_on(out[-1], line, width, letters, last):
            broken = out[-1].endswith(("-", "/")) and not out[-1].endswith((" -", " /"))
            whole = broken or _is_one_word(out[-1], line) or (out[-1].isdigit() and line.isdigit()) or _is_heads_piece(out[-1] + line) or out[-1].endswith("(") or line.startswith(")")
            out[-1] += line if whole else f" {line}"
        else:
            out.append(line)
        last = line
    return out


def _is_one_word(upper: str, lower: str) -> bool:
    """Whether a column that is narrower than a word broke one: "Nội dun" and "g công việc"."""
    return " " not in rejoin(f"{upper.rsplit(' ', 1)[-1]} {lower.split(' ', 1)[0]}")


def _is_heads_piece(together: str) -> bool:
    """Whether it is a piece of STT, which narrow columns break after any letter."""
    return "STT".startswith(together)


def _goes_on(upper: str, lower: str, width: float, letters: Mapping[str, float], last: str) -> bool:
    if lower[:2] in ("- ", "+ ", "• "):
        return False
    usual = letters[""]
    needed = sum(letters.get(letter, usual) for letter in f"{last} {lower.split(' ', 1)[0]}")
    fits = needed < width - PADDING
    return not fits or upper.endswith((",", "(")) or lower.startswith(")") or (lower[:1].islower() and not upper.endswith((".", ";", ":")))
