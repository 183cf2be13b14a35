"""XLSX: the visible sheets as tables, their cells as Excel shows them.

A date that the cell shows as a month ("Tháng 4/2026", mm/yyyy) is that month and no day. Blank cells stay blank unless
they are merged: what stands above is no value of theirs.
"""

from __future__ import annotations

import io
import re
import warnings
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from kehoach_parser.column_heads import begins_frame, head_role
from kehoach_parser.document import Document
from kehoach_parser.errors import LimitExceeded, MissingExtra, UnreadableFile
from kehoach_parser.grammar import Grammar
from kehoach_parser.ingest.archive import open_archive, read_member
from kehoach_parser.ingest.build import Sheet, plain
from kehoach_parser.ingest.request import Request

_CELLS = 2_000_000
_HEAD_ROWS, _CLOSING_ROWS = 20, 15  # of a sheet, in which the heads of the columns and the closing stand
_FRACTION = re.compile(r"^(\d{1,2}),(\d{1,2})$")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]{0,80}?\bref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_DATE_PART = re.compile(r"y{1,4}|m{1,5}|d{1,4}|h{1,2}|s{1,2}|\x00\d+\x00|[^ymdhs\x00]+", re.IGNORECASE)


def read(request: Request, found: str) -> Document:
    """The text of a workbook: for each visible sheet its name and its table."""
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtra("reading .xlsx needs the extra: pip install 'kehoach-parser[xlsx]'", path=request.name) from error
    archive = open_archive(request)
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            _check_merged(read_member(archive, name, request), request)
    try:
        with warnings.catch_warnings(action="ignore"):  # what openpyxl leaves out (colours, checks on input) is no text
            book = openpyxl.load_workbook(io.BytesIO(request.data), read_only=False, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its XML reader met
        raise UnreadableFile(f"this workbook is damaged ({type(error).__name__}); save it again", path=request.name) from error
    sheet = Sheet()
    visible = [page for page in book.worksheets if page.sheet_state == "visible"]
    for page in visible:
        _write(sheet, page, request, named=len(visible) > 1)
    book.close()
    return sheet.document(found)


def _check_merged(data: bytes, request: Request) -> None:
    """Refuses merged cells over too large an area, of which openpyxl would make every cell."""
    from openpyxl.utils import column_index_from_string as column

    places = sum((column(right.decode()) - column(left.decode()) + 1) * (int(bottom) - int(top) + 1) for left, top, right, bottom in _MERGED.findall(data))
    if places > _CELLS:
        raise LimitExceeded(f"this workbook merges more than {_CELLS} cells; no plan needs so many", path=request.name)


def _write(sheet: Sheet, page: Any, request: Request, named: bool) -> None:
    if len(page._cells) > _CELLS:
        raise LimitExceeded(f"the sheet {page.title!r} has more than {_CELLS} cells; no plan needs so many", path=request.name)
    swapped: list[str] = []
    grid, cells = _grid(page, swapped)
    top, bottom = _table_rows(request.grammar, grid, cells)
    if named and not top:
        sheet.paragraph(plain(page.title))
    _lay_out(sheet, grid[:top], cells)
    start = sheet.table(grid[top:bottom], cells)
    if swapped:
        shown = ", ".join(swapped[:5])
        sheet.remark("KH923", f"{len(swapped)} dates may have day and month swapped by Excel: {shown}", start)
    _write_columns(sheet, grid[bottom:], cells)


def _table_rows(grammar: Grammar, grid: list[list[int]], cells: list[list[str]]) -> tuple[int, int]:
    """The first row of the table, below titles and letterhead, and where it ends, above recipients and signature.

    A number that Excel took for a fraction ("1.1" shown as 1,1) is one again in the column of numbers.
    """

    def frames(row: list[int]) -> bool:
        return any(begins_frame(grammar, line) for number in set(row) if number >= 0 for line in cells[number][:3])

    titles = 0
    while titles < len(grid) and len(_filled(grid[titles], cells)) <= 1:
        titles += 1
    for top, row in enumerate(grid[:_HEAD_ROWS]):
        roles = {number: head_role(grammar, " ".join(cells[number])) for number in _filled(row, cells)}
        if len({role for role in roles.values() if role}) < 2:
            continue
        for column in (column for column, number in enumerate(row) if roles.get(number) == "number"):
            for number in (below[column] for below in grid[top + 1 :]):
                if number >= 0:
                    cells[number][:] = [_FRACTION.sub(r"\1.\2", line) for line in cells[number]]
        bottom = next((at for at in range(max(top + 1, len(grid) - _CLOSING_ROWS), len(grid)) if frames(grid[at])), len(grid))
        return (top if any(map(frames, grid[:top])) else titles), bottom
    return titles if titles < len(grid) else 0, len(grid)


def _filled(row: list[int], cells: list[list[str]]) -> list[int]:
    return [number for number in dict.fromkeys(row) if number >= 0 and cells[number]]


def _lay_out(sheet: Sheet, rows: list[list[int]], cells: list[list[str]]) -> None:
    """Writes the rows above a table as lines: a lone cell is one, cells side by side are read column by column."""
    for alone, band in groupby(rows, lambda row: len(_filled(row, cells)) <= 1):
        for part in ([row] for row in band) if alone else (list(band),):
            _write_columns(sheet, part, cells)


def _write_columns(sheet: Sheet, rows: list[list[int]], cells: list[list[str]]) -> None:
    columns: dict[int, list[str]] = {}
    for row in rows:
        for number in _filled(row, cells):
            columns.setdefault(row.index(number), []).extend(cells[number])
    for _, lines in sorted(columns.items()):
        sheet.paragraph("\n".join(lines))


def _grid(page: Any, swapped: list[str]) -> tuple[list[list[int]], list[list[str]]]:
    """Rows of cell numbers without empty rows and columns, and the lines of the cells.

    Only the cells that the file has are looked at: a stray one far away makes a sheet of a million rows.
    """
    cells: list[list[str]] = []
    places: dict[int, dict[int, int]] = {}
    merged = {place: area for area in page.merged_cells.ranges for place in _places(area)}
    numbers: dict[Any, int] = {}
    all_swappable = True
    dates: list[str] = []
    for row, column in sorted(page._cells):  # iter_rows would make every cell between them
        cell, area = page._cells[row, column], merged.get((row, column))
        if area is not None and id(area) in numbers:
            places.setdefault(row, {})[column] = numbers[id(area)]
            continue
        text = shown(cell.value, cell.number_format)
        if isinstance(cell.value, datetime | date) and "/" in text and text.count("/") == 2:
            dates.append(f"{cell.coordinate} {text}")
            all_swappable = all_swappable and cell.value.day <= 12
        lines = [line.strip() for line in plain(text).split("\n") if line.strip()]
        if lines or area is not None:
            places.setdefault(row, {})[column] = len(cells)
            if area is not None:
                numbers[id(area)] = len(cells)
            cells.append(lines)
    if len(dates) >= 3 and all_swappable:
        swapped.extend(dates)
    rows = [row for number, row in places.items() if any(cells[n] for n in row.values()) and page.row_dimensions[number].hidden is not True]
    columns = sorted({column for row in rows for column, number in row.items() if cells[number]})
    return [[row.get(column, -1) for column in columns] for row in rows], cells


def _places(area: Any) -> list[tuple[int, int]]:
    if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) > 100_000:
        return []
    return [(row, column) for row in range(area.min_row, area.max_row + 1) for column in range(area.min_col, area.max_col + 1)]


def shown(value: Any, form: str) -> str:
    """A cell value as Excel shows it in a number format; formats that do not matter here are shown plainly."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return _date(value, form or "dd/mm/yyyy")
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, form or "General")
    return str(value)


def _number(value: float, form: str) -> str:
    if "%" in form:
        digits = len(form.split(".", 1)[1].rstrip("%")) if "." in form else 0
        return f"{value * 100:.{digits}f}%".replace(".", ",")
    literal = re.fullmatch(r'(?:"([^"]*)")?[#0,.]+(?:"([^"]*)")?', form)
    text = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if "," in form and text.lstrip("-").isdigit() and "#" in form:
        text = f"{int(text):,}".replace(",", ".")
    return f"{literal[1] or ''}{text}{literal[2] or ''}" if literal else text


def _date(value: date, form: str) -> str:
    """A date in an Excel date format: only the parts that the format shows."""
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or "")
        return f"\x00{len(literals) - 1}\x00"

    out = []
    for part in _DATE_PART.findall(_QUOTED.sub(keep, form.split(";")[0])):
        low = part.lower()
        if part.startswith("\x00"):
            out.append(literals[int(part[1:-1])])
        elif low[0] == "y":
            out.append(f"{value.year % 100:02d}" if len(low) <= 2 else str(value.year))
        elif low[0] == "d":
            out.append(str(value.day) if len(low) == 1 else f"{value.day:02d}")
        elif low[0] == "m":
            out.append(str(value.month) if len(low) == 1 else f"{value.month:02d}")
        elif low[0] in "hs":
            continue
        else:
            out.append(part)
    text = "".join(out).strip(" :")
    if re.fullmatch(r"\d{1,2}-\d{1,2}-\d{2}", text):  # Excel's own short date, shown in the order of the country
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return text or value.isoformat()
