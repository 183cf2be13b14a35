"""Excel: the follow-up sheet and five views of it. Text stays text, dates are dates, same plans give the same file."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from math import ceil
from typing import Any

from kehoach_parser.emit.columns import (
    DONE,
    ROLES,
    STATES,
    TASKS,
    Value,
    document_name,
    iso_day,
    numbered_rows,
    section,
    work,
)
from kehoach_parser.emit.marks import MARK
from kehoach_parser.errors import OutputError
from kehoach_parser.grammar.fold import fold, strip_marks
from kehoach_parser.model import Plan, TaskRow
from kehoach_parser.plain import without_controls
from kehoach_parser.recurrence import due_days, in_words

CREATED = datetime(2000, 1, 1)  # a fixed date, so that the same plans give the same bytes
MOST_LETTERS = 32_767  # what a cell of Excel holds
MOST_ROWS = 1_048_575  # rows of a sheet of Excel under the head
_LINE = 15  # points of a line of text
_MOST_HEIGHT = 409  # points of a row of Excel
_OWN_RULES = ("Đến ngày", "Tình trạng", "Ghi chú")  # columns whose look depends on what stands in them
_DAY_ZERO = date(1899, 12, 30).toordinal()
_CUT = " […]"

Cells = Sequence[Value]
Heads = Sequence[tuple[str, float]]
Rows = Sequence[tuple[int, Plan, TaskRow]]


def to_xlsx(plans: Sequence[Plan]) -> bytes:
    """A workbook with the sheets Nhiệm vụ, Theo cơ quan, Theo thời hạn, Định kỳ, Cảnh báo, Nguồn."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": CREATED, "title": "Theo dõi nhiệm vụ", "author": MARK})
    looks = _looks(book)
    rows = tuple(numbered_rows(plans))
    sheet = _write(book, looks, "Nhiệm vụ", [(column.head, column.width) for column in TASKS], _tasks(rows), keep=2, apart=_OWN_RULES)
    _to_fill(sheet, looks, len(rows))
    for name, heads, cells in _views(plans, rows):
        _write(book, looks, name, heads, cells, keep=1)
    book.close()
    return out.getvalue()


def _views(plans: Sequence[Plan], rows: Rows) -> Iterator[tuple[str, Heads, Iterable[Cells]]]:
    """The further sheets: name, heads with widths, rows of cells."""
    yield "Theo cơ quan", BY_BODY, _by_body(rows)
    yield "Theo thời hạn", BY_DEADLINE, _by_deadline(rows)
    yield "Định kỳ", RECURRING, _recurring(rows)
    yield "Cảnh báo", FINDINGS, _findings(plans)
    yield "Nguồn", SOURCES, _sources(plans, rows)


def _tasks(rows: Rows) -> Iterator[Cells]:
    for number, _, row in rows:
        yield [column.value(number, row) for column in TASKS]


BY_BODY: Heads = (("Cơ quan", 32), ("Vai trò", 10), ("Nhiệm vụ", 64), ("Mục", 28), ("Thời hạn", 20), ("Đến ngày", 11), ("STT", 5), ("Văn bản", 16))


def _by_body(rows: Rows) -> Iterator[Cells]:
    named: list[tuple[str, int, int, Cells]] = []
    for number, _, row in rows:
        raw, end = (row.deadline.raw, iso_day(row.deadline.end)) if row.deadline else ("", None)
        rest: Cells = (work(row), section(row), raw, end, number, document_name(row))
        named.extend((name, place, number, rest) for place, role in enumerate(ROLES) for name in getattr(row, role))
    keys = {name: _alphabetical(name) for name in {name for name, *_ in named}}
    roles = list(ROLES.values())
    for name, place, _, rest in sorted(named, key=lambda r: (keys[r[0]], r[1], r[2])):
        yield (name, roles[place], *rest)


def _alphabetical(name: str) -> tuple[str, str]:
    low = fold(name)
    return strip_marks(low), low


BY_DEADLINE: Heads = (("Đến ngày", 11), ("Từ ngày", 11), ("Thời hạn", 22), ("Nhiệm vụ", 64), ("Chủ trì", 26), ("Thực hiện", 26), ("STT", 5), ("Văn bản", 16))


def _by_deadline(rows: Rows) -> Iterator[Cells]:
    timed = [(iso_day(row.deadline.end), iso_day(row.deadline.start), row.deadline.raw, number, row) for number, _, row in rows if row.deadline]
    for end, start, raw, number, row in sorted(timed, key=lambda r: (r[0] or date.max, r[1] or date.max, r[3])):
        yield (end, start, raw, work(row), "; ".join(row.lead), "; ".join(row.implementer), number, document_name(row))


RECURRING: Heads = (("Nhiệm vụ", 64), ("Thời hạn", 28), ("Kỳ 1", 11), ("Kỳ 2", 11), ("Kỳ 3", 11), ("Chủ trì", 26), ("Thực hiện", 26), ("Quy tắc", 24), ("STT", 5), ("Văn bản", 16))


def _recurring(rows: Rows) -> Iterator[Cells]:
    for number, plan, row in rows:
        deadline = row.deadline
        if deadline is None or not (deadline.recurrence or deadline.ongoing):
            continue
        days = [*islice(due_days(deadline, plan.header), 3), None, None, None][:3]
        yield (work(row), deadline.raw, *days, "; ".join(row.lead), "; ".join(row.implementer), "; ".join(in_words(rule) for rule in deadline.recurrence), number, document_name(row))


FINDINGS: Heads = (("Mức", 10), ("Mã", 8), ("Nội dung", 64), ("Cách sửa", 48), ("Mục", 14), ("Dòng", 7), ("Trang", 7), ("Văn bản", 28))
LEVELS = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Lưu ý"}


def _findings(plans: Sequence[Plan]) -> Iterator[Cells]:
    for plan in plans:
        for found in plan.diagnostics:
            yield (LEVELS[found.severity], found.code, found.message, found.help or "", found.node or "", found.line, found.page, plan.source.path or plan.header.number or "")


SOURCES: Heads = (
    ("Tệp", 32), ("Loại", 12), ("Số", 18), ("Cơ quan ban hành", 32), ("Ngày ban hành", 12), ("Năm", 7), ("Trích yếu", 56), ("Người ký", 22),
    ("Nhiệm vụ", 9), ("Cảnh báo", 9), ("Định dạng", 10), ("SHA-256", 24),
)


def _sources(plans: Sequence[Plan], rows: Rows) -> Iterator[Cells]:
    counts = Counter(id(plan) for _, plan, _ in rows)
    for plan in plans:
        head = plan.header
        issued = iso_day(head.issued_on) or head.issued_on
        yield (
            plan.source.path or "", head.doc_type or "", head.number or "", head.issuer or "", issued, head.plan_year, head.title or "", (head.signer and head.signer.name) or "",
            counts[id(plan)], len(plan.diagnostics), plan.source.format, plan.source.sha256,
        )


# --- writing -------------------------------------------------------------------------------------------------------------


def _looks(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    lines = {"border": 1, "border_color": "#C9CED6"}
    return {
        "lines": book.add_format(lines),
        "head": book.add_format({**base, **lines, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#1F4E79", "font_color": "#FFFFFF"}),
        "text": book.add_format({**base, "text_wrap": True}),
        "day": book.add_format({**base, "num_format": "dd/mm/yyyy", "align": "center"}),
        "number": book.add_format({**base, "align": "center"}),
        "late": book.add_format({**lines, "font_color": "#B00020", "bold": True}),
        "fill": book.add_format({**lines, "bg_color": "#FFF9E5"}),
    }


def _write(book: Any, looks: dict[str, Any], name: str, heads: Heads, rows: Iterable[Cells], *, keep: int, apart: Sequence[str] = ()) -> Any:
    sheet = book.add_worksheet(name)
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, looks["head"])
    last = _write_rows(sheet, rows, looks, [width for _, width in heads])
    for column, (head, _) in enumerate(heads):
        if last and head not in apart:  # a rule for the lines of a whole column, empty cells too, is faster than cells with lines
            sheet.conditional_format(1, column, last, column, {"type": "no_errors", "format": looks["lines"]})
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, keep)
    sheet.autofilter(0, 0, last, len(heads) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(len(heads) - 1)}{last + 1}"})  # "100%" is as printed, no mistake
    _print_setup(sheet, name)
    return sheet


def _write_rows(sheet: Any, rows: Iterable[Cells], looks: dict[str, Any], widths: Sequence[float]) -> int:
    """Writes the cells by their kind, which is faster than letting the library guess; gives the number of the last row.

    Rows get the height that their wrapped text needs: not every program works it out on opening.
    """
    string, number = sheet.write_string, sheet.write_number
    text_look, day_look, number_look = looks["text"], looks["day"], looks["number"]
    index = 0
    for index, cells in enumerate(rows, 1):
        if index > MOST_ROWS:
            raise OutputError(f"more than {MOST_ROWS} rows do not fit in a sheet of Excel, export fewer plans or --to parquet")
        lines = 1.0
        for column, value in enumerate(cells):
            if type(value) is str:
                if value:
                    lines = max(lines, len(value) / widths[column])
                    string(index, column, without_controls(value if len(value) <= MOST_LETTERS else value[: MOST_LETTERS - len(_CUT)] + _CUT), text_look)
            elif isinstance(value, date):
                number(index, column, value.toordinal() - _DAY_ZERO, day_look)
            elif value is not None:
                number(index, column, value, number_look)
        if lines > 1:
            sheet.set_row(index, min(_LINE * ceil(lines), _MOST_HEIGHT))
    return index


def _print_setup(sheet: Any, name: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&C&B{name}")
    sheet.set_footer("&CTrang &P/&N")


def _to_fill(sheet: Any, looks: dict[str, Any], tasks: int) -> None:
    """The columns that officers fill: a list of states, and the last day in red once it has passed and the work is not done."""
    if not tasks:
        return
    heads = [column.head for column in TASKS]
    state, end = heads.index("Tình trạng"), heads.index("Đến ngày")
    for column in (state, state + 1):  # what is typed there wraps
        sheet.set_column(column, column, TASKS[column].width, looks["text"])
    sheet.data_validation(1, state, tasks, state, {"validate": "list", "source": list(STATES), "error_title": "Tình trạng", "error_message": "Chọn một giá trị trong danh sách."})
    sheet.conditional_format(1, state, tasks, state + 1, {"type": "no_errors", "format": looks["fill"]})
    done = ",".join(f'${_letter(state)}2<>"{word}"' for word in DONE)
    late = f'AND(ISNUMBER(${_letter(end)}2),${_letter(end)}2<TODAY(),{done})'
    sheet.conditional_format(1, end, tasks, end, {"type": "formula", "criteria": f"={late}", "format": looks["late"]})
    sheet.conditional_format(1, end, tasks, end, {"type": "no_errors", "format": looks["lines"]})


def _letter(column: int) -> str:
    return chr(ord("A") + column)


