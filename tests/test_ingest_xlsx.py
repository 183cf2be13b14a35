"""XLSX: cells as Excel shows them, merged cells, titles above the head, several sheets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from kehoach_parser.document import Document
from kehoach_parser.errors import LimitExceeded
from kehoach_parser.grammar import load_grammar
from kehoach_parser.ingest import read_document
from kehoach_parser.ingest.xlsx import shown
from kehoach_parser.tasks.tables import read_table


def book(fill: Callable[[Any], None]) -> Document:
    made = openpyxl.Workbook()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return read_document("a.xlsx", out.getvalue())


def rows(made: Document, at: int = 0) -> list[list[str]]:
    return [[("^" if c.inherited else "") + made.text[slice(*c.span)] for c in row.cells] for row in made.tables[at].rows]


def plan(made: Any) -> None:
    sheet = made.active
    sheet["A1"] = "ỦY BAN NHÂN DÂN XÃ AN PHÚ"
    sheet["A2"] = "KẾ HOẠCH CÔNG TÁC NĂM 2026"
    sheet.merge_cells("A2:D2")
    for row in (["STT", "Nhiệm vụ", "Chủ trì", "Thời hạn"], [1, "Rà soát", "Phòng Kinh tế", None], [2, "Báo cáo", None, None], [3, "Sơ kết", None, "7 ngày"]):
        sheet.append(row)
    sheet.merge_cells("C4:C5")
    sheet["D4"] = datetime(2026, 4, 1)
    sheet["D4"].number_format = '"Tháng "m"/"yyyy'
    sheet["D5"] = datetime(2026, 6, 30)
    sheet["D5"].number_format = "dd/mm/yyyy"


def test_titles_are_lines_and_cells_are_as_shown() -> None:
    made = book(plan)
    assert made.text.startswith("ỦY BAN NHÂN DÂN XÃ AN PHÚ\n\nKẾ HOẠCH CÔNG TÁC NĂM 2026\n")
    assert rows(made) == [
        ["STT", "Nhiệm vụ", "Chủ trì", "Thời hạn"],
        ["1", "Rà soát", "Phòng Kinh tế", "Tháng 4/2026"],
        ["2", "Báo cáo", "^Phòng Kinh tế", "30/06/2026"],
        ["3", "Sơ kết", "", "7 ngày"],
    ]


def with_envelope(made: Any) -> None:
    sheet = made.active
    for place, value in (("A1", "UBND HUYỆN AN LẠC"), ("C1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("A2", "Số: 12/KH-UBND"), ("C2", "An Lạc, ngày 10 tháng 01 năm 2026"), ("A3", "KẾ HOẠCH CÔNG TÁC NĂM 2026")):
        sheet[place] = value
    sheet.merge_cells("A1:B1")
    for row in (["STT", "Nhiệm vụ", "Chủ trì", "Tỷ lệ"], [1, "Cải cách", None, None], [1.1, "Rà soát", "Phòng Nội vụ", 2.5]):
        sheet.append(row)
    for place, value in (("A8", "Nơi nhận:"), ("C8", "CHỦ TỊCH"), ("A9", "- UBND tỉnh;"), ("C10", "Nguyễn Văn A")):
        sheet[place] = value


def test_letterhead_and_closing_beside_the_table_are_read_column_by_column() -> None:
    made = book(with_envelope)
    assert made.text.startswith("UBND HUYỆN AN LẠC\nSố: 12/KH-UBND\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nAn Lạc, ngày 10 tháng 01 năm 2026\n\nKẾ HOẠCH")
    assert made.text.endswith("Nơi nhận:\n- UBND tỉnh;\n\nCHỦ TỊCH\nNguyễn Văn A\n")
    assert rows(made) == [["STT", "Nhiệm vụ", "Chủ trì", "Tỷ lệ"], ["1", "Cải cách", "", ""], ["1.1", "Rà soát", "Phòng Nội vụ", "2,5"]]


def test_a_blank_cell_takes_nothing_from_the_row_above() -> None:
    made = book(plan)
    tasks = [draft.task for draft in read_table(load_grammar(), made.text, made.tables[0]) if draft.task]
    assert [[(role, text.text, origin) for role, text, origin in task.slots] for task in tasks] == [
        [("lead", "Phòng Kinh tế", "stated")],
        [("lead", "Phòng Kinh tế", "inherited")],
        [],
    ]


def test_every_visible_sheet_is_read_under_its_name() -> None:
    def fill(made: Any) -> None:
        made.active.title = "Quý I"
        for row in (["STT", "Việc", "Chủ trì"], [1, "Họp", "Sở Y tế"]):
            made.active.append(row)
        other = made.create_sheet("Quý II")
        for row in (["STT", "Việc", "Chủ trì"], [1, "Tổng kết", "Sở Y tế"]):
            other.append(row)
        made.create_sheet("ẩn").sheet_state = "hidden"

    made = book(fill)
    assert [line for line in made.text.split("\n") if line.startswith("Quý")] == ["Quý I", "Quý II"]
    assert [rows(made, at)[1][1] for at in (0, 1)] == ["Họp", "Tổng kết"]


def test_dates_that_excel_may_have_swapped_are_a_finding() -> None:
    def fill(made: Any, days: tuple[int, ...]) -> None:
        made.active.append(["STT", "Việc", "Thời hạn"])
        for number, day in enumerate(days, 1):
            made.active.append([number, "Họp", datetime(2026, 5, day)])
            made.active.cell(number + 1, 3).number_format = "dd/mm/yyyy"

    assert [r.code for r in book(lambda made: fill(made, (3, 4, 12))).remarks] == ["KH923"]
    assert book(lambda made: fill(made, (3, 4, 13))).remarks == ()


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (datetime(2026, 4, 1), "mm/yyyy", "04/2026"),
        (datetime(2026, 4, 1), '"Quý II/"yyyy', "Quý II/2026"),
        (datetime(2026, 4, 1), "mm-dd-yy", "01/04/2026"),
        (datetime(2026, 4, 1), "[$-42A]d/m/yyyy;@", "1/4/2026"),
        (date(2026, 4, 1), "yyyy-mm-dd", "01/04/2026"),
        (0.8, "0%", "80%"),
        (0.125, "0.0%", "12,5%"),
        (3.0, "General", "3"),
        (1500000, "#,##0", "1.500.000"),
        (7, '0" ngày"', "7 ngày"),
        (2.5, "General", "2,5"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("nội dung", "@", "nội dung"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(value: Any, form: str, expected: str) -> None:
    assert shown(value, form) == expected


def test_a_stray_cell_far_away_makes_no_large_sheet() -> None:
    def far(page: Any) -> None:
        plan(page)
        page.active["E1048576"] = "hết"
        page.active["XFD4"] = "bên lề"
        page.active["C900000"].number_format = "0.00"  # formatted, with nothing in it

    made, usual = book(far), book(plan)
    assert made.text.split() != usual.text.split()
    assert set(made.text.split("\n")) - set(usual.text.split("\n")) == {"hết", "bên lề"}
    assert len(rows(made)) == len(rows(usual)) + 1


def with_sheet(pattern: bytes, instead: bytes) -> bytes:
    """The workbook of `plan`, the first place in its sheet that fits the pattern written anew."""
    made = openpyxl.Workbook()
    plan(made)
    made.save(out := io.BytesIO())
    with zipfile.ZipFile(out) as archive, zipfile.ZipFile(changed := io.BytesIO(), "w") as copy:
        for name in archive.namelist():
            data = archive.read(name)
            copy.writestr(name, re.sub(pattern, instead, data, count=1) if "sheet1" in name else data)
    return changed.getvalue()


def test_cells_merged_over_a_whole_sheet_are_refused_before_they_are_made() -> None:
    data = with_sheet(rb"<mergeCells.*?</mergeCells>|(?=<pageMargins)", b'<mergeCells count="1"><mergeCell ref="A9:XFD1048575"/></mergeCells>')
    with pytest.raises(LimitExceeded, match="merges more than"):
        read_document("a.xlsx", data)


def test_what_openpyxl_leaves_out_is_not_told_to_the_user(recwarn: pytest.WarningsRecorder) -> None:
    data = with_sheet(rb"</worksheet>", b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>')
    assert read_document("a.xlsx", data).text
    assert not list(recwarn)
