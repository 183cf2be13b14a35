"""The outline as Markdown parses again to the same tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import sample_plan

from kehoach_parser.emit.markdown import to_markdown
from kehoach_parser.emit.rows import all_nodes
from kehoach_parser.model import Plan, Task
from kehoach_parser.pipeline import parse_file, parse_text

ROOT = Path(__file__).resolve().parents[1]
OURS = sorted([*(ROOT / "samples").glob("*.*"), *(ROOT / "tests" / "gold" / "plans").glob("*.*")])
TABLES = sorted(path for path in (ROOT / "samples" / "tables").glob("*.*") if path.stem != "hai-hang-tieu-de")
SHARED = sorted((ROOT.parent / "shared" / "plans").glob("*.txt"))


def tree(plan: Plan) -> list[Any]:
    return [(node.id, node.kind, node.marker, node.depth, node.text, node.task and work(node.task)) for node, _ in all_nodes(plan)]


def work(task: Task) -> tuple[Any, ...]:
    roles = [[(agency.name, agency.id, agency.match) for agency in getattr(task, role)] for role in ("lead", "support", "implementer")]
    due = task.deadline and task.deadline.model_dump(exclude={"span", "page", "box"})
    return (task.source, roles, due, task.deliverable, [target.raw for target in task.targets])


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_plans_parse_again_to_the_same_tree(path: Path) -> None:
    check(path)


@pytest.mark.shared
@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.name)
def test_real_plans_parse_again_to_the_same_tree(path: Path) -> None:
    check(path)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_tables_parse_again_to_the_same_tree(path: Path) -> None:
    if path.suffix == ".pdf":
        pytest.importorskip("pdfplumber")
    check(path)


def test_the_heads_of_a_table_become_one_row() -> None:
    plan = parse_file(ROOT / "samples/tables/hai-hang-tieu-de.md")
    again = parse_text(to_markdown([plan]).decode("utf-8"))
    assert [node for node in tree(again) if node[-1]] == [node for node in tree(plan) if node[-1]]


def check(path: Path) -> None:
    plan = parse_file(path)
    again = parse_text(to_markdown([plan]).decode("utf-8"), path=str(path))
    assert tree(again) == tree(plan)
    assert again.header.model_dump(exclude={"spans"}) == plan.header.model_dump(exclude={"spans"})
    assert to_markdown([again]) == to_markdown([plan])  # a second time changes nothing


def test_the_outline_reads_like_a_plan() -> None:
    text = to_markdown([sample_plan()]).decode("utf-8")
    assert text.startswith("**ỦY BAN NHÂN DÂN HUYỆN BÌNH MINH**\n\nSố: 12/KH-UBND\n\n*Bình Minh, ngày 15 tháng 01 năm 2024*\n\n# KẾ HOẠCH\n\n**Chuyển đổi số năm 2024**\n\n## I. NHIỆM VỤ\n\n### 1. Dịch vụ công\n\n")
    assert "1.2. Số hóa sổ hộ tịch\n\n- Cơ quan chủ trì: Phòng Tư pháp.\n\n- Thời gian hoàn thành: Trước ngày 01/07/2024.\n" in text
    assert text.endswith("**Nơi nhận:**\n\n- UBND tỉnh;\n- Lưu: VT.\n\n**CHỦ TỊCH**\n\n**Trần Văn Mẫu**\n\n<!-- kehoach-parser -->\n")


def test_several_plans_follow_one_another() -> None:
    assert to_markdown([sample_plan(), sample_plan()]).decode().count("# KẾ HOẠCH\n") == 2
    assert to_markdown([]) == b""


def with_table(*lines: str) -> Plan:
    return parse_text("\n".join(["KẾ HOẠCH", "Thẩm tra hồ sơ lưu trữ năm 2025", "", "I. NHIỆM VỤ", "", "1. Lịch thẩm tra của huyện", "", *lines, "", "2. Tổng hợp kết quả."]))


@pytest.mark.parametrize("lines", [
    pytest.param(["| Buổi | Phần việc |", "| --- | --- |", "| Sáng thứ hai | Kho lưu trữ huyện |", "| Chiều thứ hai | Kho  lưu trữ xã Vân Lĩnh |"], id="no column is known: no row is lost, nor a space"),
    pytest.param(["| TT | Nhiệm vụ | Chủ trì | Phối hợp | Thời gian |", "| --- | --- | --- | --- | --- |", "| 1 | Niêm phong kho | Phòng Nội vụ | | Quý I/2025 |", "| 2 | Mở kho | Phòng Nội vụ | Công an huyện | Quý II/2025 |"], id="the first row lacks a value"),
])
def test_a_table_keeps_its_rows_and_the_order_of_its_columns(lines: list[str]) -> None:
    plan = with_table(*lines)
    assert any(node.kind == "row" for node, _ in all_nodes(plan))
    assert tree(parse_text(to_markdown([plan]).decode("utf-8"))) == tree(plan)


def test_what_says_the_work_beside_its_name_is_written_once() -> None:
    fields = "1. Tổng vệ sinh\n\n- Nội dung: Quét đường làng.\n\n- Cơ quan chủ trì: Công an xã.\n\n- Thời gian: Tháng 4/2025.\n\n2. Hoạt động khác\n\n"
    rows = "| Hoạt động | Nội dung | Đơn vị phụ trách |\n|---|---|---|\n| Ngày hội | Khám mắt cho học sinh | Trạm Y tế |\n| Thư viện | Phát thẻ đọc sách | Đoàn trường |\n"
    plan = parse_text("KẾ HOẠCH\nNăm 2025\n\nII. NHIỆM VỤ\n\n" + fields + rows)
    text = to_markdown([plan]).decode("utf-8")
    assert text.count("Quét đường làng") == text.count("Khám mắt cho học sinh") == 1
    assert tree(parse_text(text)) == tree(plan)


def test_a_table_of_one_row_stands_as_a_paragraph() -> None:
    plan = sample_plan()
    row = plan.body[0].model_copy(update={"id": "bang.r1", "kind": "row", "marker": None, "text": "Người lập bảng  Người soát", "children": ()})
    text = to_markdown([plan.model_copy(update={"body": (row,)})]).decode("utf-8")
    assert "\nNgười lập bảng Người soát\n" in text and "|" not in text


def test_fields_of_a_part_stand_before_its_items_when_those_have_items_themselves() -> None:
    part = "{}. GIỮ RỪNG\n\n1. Nội dung\n\na) Tuần tra.\n\nb) Chữa cháy.\n\n2. Cơ quan chủ trì\n\n- Hạt Kiểm lâm.\n\n3. Thời gian: Quý I/2025.\n\n"
    plan = parse_text("KẾ HOẠCH\nNăm 2025\n\nA. NHIỆM VỤ\n\n" + part.format("I") + part.format("II"))
    assert [node.id for node, _ in all_nodes(plan) if node.task] == ["A.I", "A.II"]
    assert tree(parse_text(to_markdown([plan]).decode("utf-8"))) == tree(plan)
