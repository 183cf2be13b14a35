"""Laws of all exporters on any text: none raises, each gives the same bytes twice, none changes the plan."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pyarrow.parquet as pq
import vobject
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach_parser.emit.exports import EXPORTS, exporter
from kehoach_parser.emit.json import from_json, to_json
from kehoach_parser.emit.rows import task_rows
from kehoach_parser.emit.yaml import to_yaml
from kehoach_parser.pipeline import parse_text

WORDS = ["# KẾ HOẠCH", "## I. NHIỆM VỤ", "II. TỔ CHỨC THỰC HIỆN", "1. Trồng cây", "1.1. Sửa đường", "(2) Báo cáo", "- Rà soát", "+ Tập huấn", "- Cơ quan chủ trì: Công an xã; Sở Y tế.",
         "*Cơ quan phối hợp:* các phòng: Nội vụ, Tư pháp.", "- Thời gian hoàn thành: trước ngày 12 hàng tháng.", "- Thời hạn: Quý I/2024.", "Thường xuyên", "| TT | Nội dung | Chủ trì |", "|---|---|---|", "| 1 | =1+1 | UBND xã |",
         "Giao Công an xã chủ trì, phối hợp với Trạm Y tế thực hiện trước 31/12/2024.", "Số: 5/KH-UBND", "Nơi nhận:", "- Lưu: VT.", "<script>", "]]>", "\x00\x1b", "\u2028", "=cmd|' /C calc'!A0", "ngày 30 tháng 2 năm 2024", "đạt tối thiểu 90%"]
soup = st.lists(st.one_of(st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)), max_size=25).map("\n\n".join)


@settings(max_examples=60, deadline=None)
@given(soup)
def test_every_exporter_takes_any_text(text: str) -> None:
    plan = parse_text(text, path="a.txt")
    before = plan.model_dump_json()
    files = {name: exporter(name)([plan]) for name in EXPORTS}
    assert plan.model_dump_json() == before
    assert files == {name: exporter(name)([plan]) for name in EXPORTS}
    tasks = len(list(task_rows(plan)))
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))["Nhiệm vụ"]
    assert sheet.max_row == tasks + 1
    assert len(list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"), newline="")))) == tasks + 1
    assert pq.read_table(io.BytesIO(files["parquet"])).num_rows == tasks
    vobject.readOne(files["ics"].decode("utf-8"))
    assert files["html"].count(b"<script>") == 1 and files["html"].count(b'<li class="card"') == tasks
    assert yaml.safe_load(to_yaml(plan)) == json.loads(to_json(plan))
    assert from_json(to_json(plan)).model_dump() == plan.model_dump()
