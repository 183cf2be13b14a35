"""The follow-up sheet as Excel, CSV and Parquet: what stands in the cells, and what never happens to them."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from desk import make_plan, sample_plan

from kehoach_parser.emit.csv import to_csv
from kehoach_parser.emit.parquet import COLUMNS, to_parquet
from kehoach_parser.emit.xlsx import to_xlsx
from kehoach_parser.model import Plan

RUNS = ["=1+1", "+84", "-2", "@SUM(A1)", "\tx", "=HYPERLINK(\"http://a\")", "http://example.vn", "{=1}", "＝1", " =1", "\ufeff=1"]


def book(*plans: Plan) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(plans)))


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_workbook_has_the_six_sheets_and_the_columns_of_officers() -> None:
    sheets = book(sample_plan())
    assert sheets.sheetnames == ["Nhiệm vụ", "Theo cơ quan", "Theo thời hạn", "Định kỳ", "Cảnh báo", "Nguồn"]
    rows = cells(sheets["Nhiệm vụ"])
    assert rows[0] == ["STT", "Nhiệm vụ", "Mục", "Chủ trì", "Phối hợp", "Thực hiện", "Thời hạn", "Từ ngày", "Đến ngày", "Sản phẩm", "Chỉ tiêu", "Văn bản", "Dòng/trang", "Tình trạng", "Ghi chú"]
    assert rows[1] == [1, "1.1. Đạt tối thiểu 90% hồ sơ trực tuyến", "1. Dịch vụ công", "Công an huyện", "Phòng Tư pháp; Phòng Nội vụ", None, "Quý I/2024", datetime(2024, 1, 1), datetime(2024, 3, 31), "Báo cáo kết quả", "tối thiểu 90%", "12/KH-UBND", 4, None, None]
    assert rows[8][1] == "Rà soát hạ tầng" and rows[8][6:9] == [None, None, None]
    assert len(rows) == 9


def test_the_views_are_sorted_for_their_use() -> None:
    sheets = book(sample_plan())
    bodies = [row[0] for row in cells(sheets["Theo cơ quan"])[1:]]
    assert bodies == ["Các phòng, ban", "Công an huyện", "Công an huyện", "Công an huyện", "Phòng Nội vụ", "Phòng Tài chính - Kế hoạch", "Phòng Tư pháp", "Phòng Tư pháp", "Phòng Văn hóa và Thông tin"]
    ends = [row[0] for row in cells(sheets["Theo thời hạn"])[1:]]
    assert ends == [datetime(2024, 3, 31), datetime(2024, 6, 30), datetime(2024, 12, 31), None, None, None, None]
    recurring = cells(sheets["Định kỳ"])[1]
    assert recurring[2:5] == [datetime(2024, 2, 11), datetime(2024, 3, 11), datetime(2024, 4, 11)] and recurring[7] == "ngày 11 hằng tháng"
    assert cells(sheets["Cảnh báo"])[1][:4] == ["Cảnh báo", "KH302", "Không hiểu thời hạn", "Ghi rõ ngày"]
    assert cells(sheets["Nguồn"])[1][:5] == ["ke-hoach.txt", "Kế hoạch", "12/KH-UBND", "Ủy ban nhân dân huyện Bình Minh", datetime(2024, 1, 15)]


def test_the_sheet_is_ready_to_filter_fill_and_print() -> None:
    sheet = book(sample_plan())["Nhiệm vụ"]
    assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref == "A1:O9"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9 and sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["B"].width > 40
    (choice,) = sheet.data_validations.dataValidation
    assert choice.type == "list" and "Hoàn thành" in choice.formula1 and str(choice.sqref) == "N2:N9"
    assert sheet["I2"].number_format == "dd/mm/yyyy" and sheet["B2"].alignment.wrap_text


def test_excel_flags_no_number_that_is_text_as_printed() -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx([sample_plan()]))) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 6 and all('numberStoredAsText="1"' in sheet for sheet in sheets)


@pytest.mark.parametrize("text", RUNS)
def test_text_stays_text_in_every_cell(text: str) -> None:
    plan = make_plan(
        [{"id": "1", "kind": "item", "marker": None, "text": text, "source": "field", "lead": [text], "support": [text], "implementer": [text], "deadline": {"raw": text}, "deliverable": text, "targets": [text]}],
        path=text, number=text, issuer=text, title=text,
    )
    sheets = book(plan)
    for sheet in sheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert sheets["Nhiệm vụ"]["B2"].value == text
    for row in csv.reader(io.StringIO(to_csv([plan]).decode("utf-8-sig"))):
        assert not any(cell.lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)


def test_the_same_plans_give_the_same_bytes_and_stay_as_they_were() -> None:
    plan = sample_plan()
    before = plan.model_dump_json()
    for export in (to_xlsx, to_csv, to_parquet):
        assert export([plan, plan]) == export([plan, plan])
    assert plan.model_dump_json() == before


def test_no_task_and_no_plan_give_sheets_with_heads_alone() -> None:
    assert [len(cells(sheet)) for sheet in book(make_plan([]))] == [1, 1, 1, 1, 1, 2]
    assert [len(cells(sheet)) for sheet in book()] == [1, 1, 1, 1, 1, 1]
    assert to_csv([]).decode("utf-8-sig").count("\r\n") == 1
    assert pq.read_table(io.BytesIO(to_parquet([]))).num_rows == 0


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    plan = make_plan([{"id": "1", "kind": "item", "marker": None, "text": "a" * 40_000, "source": "bare"}])
    value = book(plan)["Nhiệm vụ"]["B2"].value
    assert len(value) == 32_767 and value.endswith("[…]")


def test_csv_has_a_mark_for_excel_and_dates_it_understands() -> None:
    data = to_csv([sample_plan()])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0]["Đến ngày"] == "2024-03-31" and rows[6]["Nhiệm vụ"] == "Bố trí kinh phí trong năm 2024"
    assert len(rows) == 8


def test_parquet_has_the_documented_schema() -> None:
    table = pq.read_table(io.BytesIO(to_parquet([sample_plan()])))
    assert table.schema.names == list(COLUMNS)
    assert [str(field.type).replace("element: ", "").replace("item: ", "").replace("date32[day]", "date32") for field in table.schema] == [kind for kind, _ in COLUMNS.values()]
    assert table.schema.field("end").metadata == {b"description": b"last day in time, inclusive"}
    assert table.schema.metadata[b"kehoach_schema_version"] == b"1.0"
    first = table.to_pylist()[0]
    assert first["lead"] == ["Công an huyện"] and first["end"] == date(2024, 3, 31) and first["path"] == ["I. NHIỆM VỤ", "1. Dịch vụ công"]


def test_a_blank_number_is_named_by_its_file() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv([sample_plan(number="/KH-UBND", path="x/ke-hoach-xa.docx")]).decode("utf-8-sig"))))
    assert rows[0]["Văn bản"] == "ke-hoach-xa.docx"
