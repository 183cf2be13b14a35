"""PDF: text by pypdfium2, tables by pdfplumber on pages with ruled lines only, scans by OCR, all with page and box.

Measured on 20 pages: pypdfium2 26 ms; pdfplumber everywhere 1,125 ms. pdfium is not thread-safe: processes only.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any

from kehoach_parser.document import Box, Document
from kehoach_parser.errors import EmptyFile, EncryptedFile, LimitExceeded, MissingExtra, UnreadableFile, WorkerLost
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.ingest import ocr
from kehoach_parser.ingest.blocks import is_frame
from kehoach_parser.ingest.build import plain
from kehoach_parser.ingest.legacy import LEGACY, has_signs_in_words, line_of_letters, vietnamese_rate
from kehoach_parser.ingest.page import LineWords, Page, PageLine, left_open, line_words
from kehoach_parser.ingest.page_columns import Piece, columns_table, names_numbers
from kehoach_parser.ingest.page_tables import PageTable
from kehoach_parser.ingest.page_text import write_pages
from kehoach_parser.ingest.pdf_tables import table_reader
from kehoach_parser.ingest.request import Request
from kehoach_parser.ingest.syllables import rejoin

_RULED, _TOO_MANY = 6, 15_000  # path objects: a page with a table has more, a drawing or a trap too many
_SOME, _ENOUGH = 8, 200  # letters: a page with fewer has no text; with fewer nothing can be told about it
_MARKED = 0.1  # share of letters with marks below which a page is no Vietnamese text (plans have 0.27)
_MARKED_LETTER = re.compile("[\u00c0-\u1ef9]")
_TOUCH = 0.45  # times the height of letters: stretches as near as this are one
_BROKEN_HYPHEN = "\ufffe"  # pdfium joins a line that ends in a hyphen to the next one and leaves this in its place,
_BOUNDED_HYPHEN = "\x02"  # or this, in the text of a rectangle
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def read(request: Request, found: str) -> Document:
    """The text of a PDF in reading order, its tables, pages, boxes and furniture."""
    pages = list(_pages(request))
    if any(page.unread for page in pages) and not any(page.lines for page in pages):
        if not request.ocr:
            raise EmptyFile("this PDF is a scan, and --no-ocr leaves scans unread; leave that option out", path=request.name)
        if ocr.tesseract() is None:
            raise MissingExtra(f"this PDF is a scan, which needs OCR: {ocr.HOW_TO_GET}", path=request.name)
        raise WorkerLost("this PDF is a scan, and tesseract failed or did not finish on its pages; `kehoach doctor` shows what is installed", path=request.name)
    return write_pages(pages, found, request.grammar)


def _pages(request: Request) -> Iterator[Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(request.data, password=request.password)
    except pypdfium2.PdfiumError as error:
        raise _opening_error(error, request) from error
    with closing(document), table_reader(request) as tables:
        if len(document) > request.limits.pages:
            raise LimitExceeded(f"this PDF has {len(document)} pages, more than the limit of {request.limits.pages}; raise it with --max-pages", path=request.name)
        above: PageTable | None = None
        for number in range(len(document)):
            page = _page(document, number, request, tables, above)
            above = next((line for line in page.lines[-2:] if isinstance(line, PageTable) and not line.ruled), None)  # a page number may stand below
            yield page


def _opening_error(error: Any, request: Request) -> UnreadableFile:
    if error.err_code == _PASSWORD:
        wrong = "the password is wrong" if request.password else "this PDF is encrypted"
        return EncryptedFile(f"{wrong}; give its password with --password", path=request.name)
    return UnreadableFile("this PDF is cut off or damaged; get it again", path=request.name)


def _page(document: Any, number: int, request: Request, tables: Callable[[int], list[PageTable] | None], above: PageTable | None) -> Page:
    import pypdfium2

    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Page(595.0, 842.0, [], [("KH921", "this page is damaged and could not be read")])
    width, height = page.get_size()
    made = Page(width, height, [])
    printed = text_lines(text_page, placed(page), line_words(request.grammar))
    lines = _repaired(printed, made.remarks, request.grammar)
    apart = lines is printed and (above is not None or names_numbers(request.grammar, [line.text for line in lines]))
    pieces = text_pieces(text_page, placed(page)) if apart else []
    text_page.close()
    if lines is None:
        made.lines.extend(ocr.read_page(page, request, made))
    else:
        found: list[PageTable] | None = []
        if _RULED <= (paths := _count_paths(page)) < _TOO_MANY:
            found = tables(number)
        elif paths >= _TOO_MANY:
            made.remarks.append(("KH921", "this page is drawn from too many lines to look for tables in it"))
        if found is None:
            made.remarks.append(("KH921", "the tables of this page could not be read; its lines stand without them"))
        drawn = [table for table in found or () if not is_frame(table.grid, request.grammar)]
        if found is not None and not drawn and pieces:  # also where lines are only drawn between the rows
            drawn = [table for table in (columns_table(request.grammar, pieces, above),) if table is not None]
        made.lines.extend(_with_tables(lines, drawn))
    page.close()
    return made


Place = Callable[[float, float, float, float], Box]


def placed(page: Any) -> Place:
    """A function from the corners that pdfium gives (user space: left, top, right, bottom, upwards) to a box as shown."""
    left, bottom, right, top = page.get_cropbox()
    turned = page.get_rotation() % 360

    def box(x0: float, y1: float, x1: float, y0: float) -> Box:
        if turned == 90:
            return (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if turned == 180:
            return (right - x1, y0 - bottom, right - x0, y1 - bottom)
        if turned == 270:
            return (top - y1, right - x1, top - y0, right - x0)
        return (x0 - left, top - y1, x1 - left, top - y0)

    return box


def text_lines(text_page: Any, place: Place, words: LineWords) -> list[PageLine]:
    """The printed lines of a page in the order of the file; a line with a wide gap (two columns) is two."""
    import pypdfium2.raw as pdfium

    text = text_page.get_text_range()
    shifted = len(text) != text_page.count_chars()  # letters that the text leaves out are counted by the rectangles
    corners = tuple(ctypes.c_double() for _ in range(4))
    lines: list[PageLine] = []
    at = 0
    for raw in text.replace(_BROKEN_HYPHEN, "-\r\n").split("\r\n"):
        if raw and not raw.isspace():
            first = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, at) if shifted else at
            count = pdfium.FPDFText_CountRects(text_page, first, len(raw))
            if count == 1:  # nearly always
                lines.append(PageLine(plain(raw).strip(), place(*_rectangle(pdfium, text_page, 0, corners))))
            else:
                pieces = [_rectangle(pdfium, text_page, index, corners) for index in range(count)]
                lines.extend(_line(text_page, plain(raw).strip(), pieces, place, words))
        at += len(raw)
        at += 0 if text[at - 1 : at] == _BROKEN_HYPHEN else 2
    return lines


def text_pieces(text_page: Any, place: Place) -> list[Piece]:
    """What was printed as one stretch each, with its box; stretches that nearly touch are one."""
    import pypdfium2.raw as pdfium

    corners = tuple(ctypes.c_double() for _ in range(4))
    found: list[tuple[Box, Box]] = []
    for index in range(pdfium.FPDFText_CountRects(text_page, 0, -1)):
        own = _rectangle(pdfium, text_page, index, corners)
        box = place(*own)
        if found and _touch(found[-1][1], box):
            upper, shown = found.pop()
            own = (min(upper[0], own[0]), max(upper[1], own[1]), max(upper[2], own[2]), min(upper[3], own[3]))
            box = _hull([shown, box])
        found.append((own, box))
    texts = [" ".join(plain(text_page.get_text_bounded(left - 0.5, bottom - 0.5, right + 0.5, top + 0.5)).split()) for (left, top, right, bottom), _ in found]
    return [Piece(text.replace(_BOUNDED_HYPHEN, "-").replace(_BROKEN_HYPHEN, "-"), box) for text, (_, box) in zip(texts, found, strict=True) if text]


def _touch(left: Box, right: Box) -> bool:
    """Whether the right one of two boxes goes on where the left one ends."""
    height = max(left[3] - left[1], right[3] - right[1])
    level = min(left[3], right[3]) - max(left[1], right[1]) > 0.4 * min(left[3] - left[1], right[3] - right[1])
    return level and -height < right[0] - left[2] < _TOUCH * height


def _rectangle(pdfium: Any, text_page: Any, index: int, corners: tuple[Any, ...]) -> Box:
    pdfium.FPDFText_GetRect(text_page, index, *corners)
    left, top, right, bottom = corners
    return (left.value, top.value, right.value, bottom.value)


def _line(text_page: Any, text: str, pieces: list[Box], place: Place, words: LineWords) -> Iterator[PageLine]:
    boxes = [place(*piece) for piece in pieces]
    if len(boxes) < 2:
        yield PageLine(text, boxes[0] if boxes else (0.0, 0.0, 0.0, 0.0))
        return
    groups = _parted(boxes)
    if len(groups) == 1:
        yield PageLine(text, _hull(boxes))
        return
    at = 0
    held: PageLine | None = None
    for group in groups:
        own = pieces[at : at + len(group)]
        at += len(group)
        left, bottom = min(p[0] for p in own) - 1, min(p[3] for p in own) - 0.5
        right, top = max(p[2] for p in own) + 1, max(p[1] for p in own) + 0.5
        bounded = text_page.get_text_bounded(left, bottom, right, top).replace(_BOUNDED_HYPHEN, "-").replace(_BROKEN_HYPHEN, "-")
        part = PageLine(_of_line(plain(bounded), text), _hull(group))
        if held is not None and left_open(words, held.text):
            part = PageLine(f"{held.text}      {part.text}", _hull([held.box, part.box]))
        elif held is not None and held.text:
            yield held
        held = part
    if held is not None and held.text:
        yield held


def _of_line(bounded: str, text: str) -> str:
    """What a rectangle of a line holds, without the letters of the lines above and below whose marks reach into it ("Ị" over "PHÓ CHỦ TỊCH")."""
    parts = [" ".join(part.split()) for part in bounded.splitlines()]
    whole = " ".join(text.split())
    own = [part for part in parts if len(part) > _REACHING and part in whole] if len(parts) > 1 else parts
    return " ".join(own or parts)


_REACHING = 2  # letters that reach in from another line


def _parted(boxes: list[Box]) -> list[list[Box]]:
    """The pieces of a line, apart where the gap is wider than two letters are high."""
    groups = [[boxes[0]]]
    for box in boxes[1:]:
        last = groups[-1][-1]
        wide = box[0] - last[2] > 2.2 * max(last[3] - last[1], box[3] - box[1])
        if wide:
            groups.append([box])
        else:
            groups[-1].append(box)
    return groups


def _hull(boxes: list[Box]) -> Box:
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def _repaired(lines: list[PageLine], remarks: list[tuple[str, str]], grammar: Grammar) -> list[PageLine] | None:
    """The lines with broken syllables put together and legacy letters converted; None when the text layer is no text."""
    text = "\n".join(line.text for line in lines)
    letters = sum(map(str.isalpha, text))
    if letters < _ENOUGH:
        return lines if letters >= _SOME else None
    marked = len(_MARKED_LETTER.findall(text)) / letters
    rate = vietnamese_rate(text)
    if rate >= 0.9 and marked >= _MARKED and not has_signs_in_words(text):
        return lines
    made = {name: [line_of_letters(line.text, name) for line in lines] for name in LEGACY[:2]}
    name = max(made, key=lambda name: vietnamese_rate("\n".join(made[name])))
    if vietnamese_rate("\n".join(made[name])) > max(rate, 0.85):
        remarks.append(("KH920", f"the letters of this page are in the encoding {name.upper()}; they were converted"))
        return _retold(lines, made[name])
    if rate >= 0.9 and marked >= _MARKED:
        return lines
    lone = grammar.once(_lone_syllables)
    joined = [rejoin(line.text, lone) for line in lines]
    better = vietnamese_rate("\n".join(joined))
    return _retold(lines, joined) if marked >= _MARKED and better >= 0.5 else None


def _lone_syllables(grammar: Grammar) -> frozenset[str]:
    return frozenset(fold(phrase) for entry in grammar.section("syllables").values() for phrase in entry["phrases"])


def _retold(lines: list[PageLine], texts: list[str]) -> list[PageLine]:
    return [PageLine(text, line.box) for text, line in zip(texts, lines, strict=True)]


def _count_paths(page: Any) -> int:
    """How many lines and boxes are drawn on a page, a grid in one stroke among them; counting ends where it is too many."""
    import pypdfium2.raw as pdfium

    paths = list(islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3), _TOO_MANY))
    if len(paths) < _RULED and any(pdfium.FPDFPath_CountSegments(path.raw) >= 2 * _RULED for path in paths):
        return _RULED
    return len(paths)


def _with_tables(lines: list[PageLine], tables: list[PageTable]) -> list[PageLine | PageTable]:
    """The lines with each table in the place of the lines that stand inside it."""
    out: list[PageLine | PageTable] = []
    written: set[int] = set()
    for line in lines:
        inside = next((index for index, table in enumerate(tables) if _within(line, table)), None)
        if inside is None:
            out.append(line)
        elif inside not in written:
            written.add(inside)
            out.append(tables[inside])
    return out


def _within(line: PageLine, table: PageTable) -> bool:
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    left, top, right, bottom = table.box
    return left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2
