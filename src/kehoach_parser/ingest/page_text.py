"""Pages of lines → document text: paragraphs put together over line and page ends, tables over page ends, furniture apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kehoach_parser.column_heads import begins_frame
from kehoach_parser.document import Document
from kehoach_parser.grammar import Grammar
from kehoach_parser.ingest.build import Sheet
from kehoach_parser.ingest.page import (
    LETTERHEAD,
    Margins,
    Page,
    PageLine,
    drawn_above_first,
    glue,
    line_words,
    margins_of,
    on_page,
    relation,
    unfold_columns,
)
from kehoach_parser.ingest.page_furniture import at_edge, kind_of, lone_lines, running_lines, shape_of
from kehoach_parser.ingest.page_tables import PageTable, goes_on, joined


@dataclass(slots=True)
class Writing:
    """What is open while pages are written: a paragraph, a table, and furniture that waits for their end."""

    sheet: Sheet
    margins: Margins
    paragraph: list[tuple[PageLine, int]] = field(default_factory=list)
    tables: list[tuple[PageTable, int]] = field(default_factory=list)
    waiting: list[tuple[PageLine, int, str]] = field(default_factory=list)
    remarks: list[tuple[int, str, str]] = field(default_factory=list)


def write_pages(pages: Sequence[Page], found: str, grammar: Grammar) -> Document:
    """The document text of the pages, with its page starts, boxes, tables and furniture."""
    running = running_lines(pages)
    margins = {width: margins_of([page for page in pages if page.width == width]) for width in {page.width for page in pages}}
    writing = Writing(Sheet(), margins_of(pages))
    for number, page in enumerate(pages, 1):
        writing.margins = on_page(margins[page.width], page)  # annexes lie across
        lone = {id(line) for line in lone_lines(page) if shape_of(line.text) in running} if running else set()
        lines = [line for line in page.lines if not _set_aside(line, page, number, lone, writing, grammar)]
        if number == 1:
            lines = drawn_above_first(lines)
        for line in unfold_columns(lines, page.width, grammar):
            if isinstance(line, PageTable):
                _add_table(writing, line, number)
            else:
                _add_line(writing, line, number, grammar)
        writing.remarks += [(number, code, f"{message} (page {number})") for code, message in page.remarks]
        if writing.remarks and not writing.tables:  # a table may go on over the page end
            _close(writing)
    _close(writing)
    writing.sheet.reach_page(len(pages))
    return writing.sheet.document(found)


def _set_aside(line: PageLine | PageTable, page: Page, number: int, lone: set[int], writing: Writing, grammar: Grammar) -> bool:
    if isinstance(line, PageTable):
        return False
    kind = kind_of(grammar, line.text)
    if kind == "page number" and not at_edge(line, page.height):
        kind = None
    if kind is None and id(line) in lone:
        kind = "running head"
    if kind is None or kind == "portal":
        return False
    writing.waiting.append((line, number, kind))
    return True


def _add_line(writing: Writing, line: PageLine, number: int, grammar: Grammar) -> None:
    if writing.tables:
        _close(writing)
    if writing.paragraph:
        upper, page = writing.paragraph[-1]
        how = relation(line_words(grammar), upper, line, writing.margins, page == number)
        if how == "join" and upper.box[1] < LETTERHEAD and begins_frame(grammar, upper.text):
            how = "line"  # below the motto stand number and date, however far it reaches
        if how != "join":
            _close(writing, blank=how == "paragraph")
    elif writing.waiting and writing.waiting[0][1] == number:
        _write_waiting(writing)
    writing.paragraph.append((line, number))


def _add_table(writing: Writing, table: PageTable, number: int) -> None:
    if not (writing.tables and goes_on(writing.tables[-1][0], table)):
        _close(writing)
    writing.tables.append((table, number))


def _close(writing: Writing, blank: bool = True) -> None:
    """Writes the open paragraph or table, then the furniture that waited for its end."""
    sheet = writing.sheet
    if writing.paragraph:
        texts = [line.text for line, _ in writing.paragraph]
        ends = [*(glue(upper, lower) for upper, lower in pairwise(texts)), ""]
        sheet.pieces([(line.text + end, line.box, page) for (line, page), end in zip(writing.paragraph, ends, strict=True)])
        if blank:
            sheet.line("")
        writing.paragraph = []
    if writing.tables:
        sheet.reach_page(writing.tables[0][1])
        grid, cells, boxes, again = joined([table for table, _ in writing.tables])
        sheet.table(grid, cells, boxes)
        sheet.aside(again, "repeated head")
        writing.tables = []
    if blank:
        _write_waiting(writing)
        for number, code, message in writing.remarks:
            sheet.reach_page(number)
            sheet.remark(code, message)
        writing.remarks = []


def _write_waiting(writing: Writing) -> None:
    for line, number, kind in writing.waiting:
        writing.sheet.reach_page(number)
        writing.sheet.aside([line.text], kind, line.box)
    writing.waiting = []
