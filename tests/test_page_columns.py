"""Tables on pages that draw no lines, from pieces of text and where they stand."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from formats import writers

from kehoach_parser import iter_tasks, parse_bytes
from kehoach_parser.grammar import load_grammar
from kehoach_parser.ingest.page_columns import Piece, columns_table
from kehoach_parser.ingest.page_tables import PageTable, joined

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "page_columns.yaml").read_text(encoding="utf-8"))


def pieces_of(page: str) -> list[Piece]:
    pieces: list[Piece] = []
    top = 100.0
    for line in page.split("\n"):
        pieces.extend(Piece(found[0], (6.0 * found.start(), top, 6.0 * found.end(), top + 11)) for found in re.finditer(r"\S+(?: \S+)*", line))
        top += 14 if line.strip() else 8
    return pieces


def rows_of(*tables: PageTable) -> list[list[str]]:
    rows, cells, _, _ = joined(tables)
    return [[" / ".join(cells[number]) for number in dict.fromkeys(row) if cells[number]] for row in rows]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_columns_set_apart_by_blank_space(case: dict[str, Any]) -> None:
    table = columns_table(load_grammar(), pieces_of(case["page"]), None)
    assert (rows_of(table) if table else []) == case["rows"]


def test_a_table_goes_on_in_the_next_page_without_heads_and_with_the_rest_of_a_row() -> None:
    first = columns_table(load_grammar(), pieces_of(CASES[0]["page"]), None)
    below = "         đến tháng 12\n\n4    Kiểm kê thuốc        Khoa Dược      Quý IV\n5    Tổng kết             Phòng Y tế     Tháng 12\n".replace("         đến", f"{'':47}đến")
    second = columns_table(load_grammar(), pieces_of(below), first)
    assert first is not None and second is not None
    assert rows_of(first, second)[3:] == [["3", "Tổng kết", "Phòng Y tế", "12/2025 đến tháng 12"], ["4", "Kiểm kê thuốc", "Khoa Dược", "Quý IV"], ["5", "Tổng kết", "Phòng Y tế", "Tháng 12"]]


def test_a_page_of_very_many_pieces_is_no_table() -> None:
    crowded = [Piece("TT", (0.0, 14.0 * line, 10.0, 14.0 * line + 11)) for line in range(300)]
    crowded += [Piece(told, (20.0 + 4 * at, 14.0 * line, 22.0 + 4 * at, 14.0 * line + 11)) for line in range(30) for at, told in enumerate(["1", "x"] * 60)]
    assert columns_table(load_grammar(), crowded, None) is None
    assert columns_table(load_grammar(), crowded * 2, None) is None


@pytest.mark.parametrize("drawn", [False, True], ids=["no lines", "lines between the rows"])
def test_the_columns_of_a_pdf_make_tasks(drawn: bool) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    writers._fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in range(2):
        canvas.setFont("Serif", 11)
        rows = [("TT", "Nội dung công việc", "Cơ quan chủ trì", "Thời gian"), *((str(n), f"Rà soát hồ sơ đợt {n}", "Phòng Nội vụ", f"Tháng {n}/2025") for n in range(4 * page + 1, 4 * page + 5))]
        for number, row in enumerate(rows):
            if drawn:
                canvas.line(78, 692 - 22 * number, 520, 692 - 22 * number)
            for left, told in zip((80, 110, 290, 420), row, strict=True):
                canvas.drawString(left, 700 - 22 * number, told)
        canvas.showPage()
    canvas.save()
    made = list(iter_tasks(parse_bytes("plan.pdf", out.getvalue())))
    assert [(row.marker, row.text, row.lead, row.deadline and row.deadline.raw) for row in made] == [(str(n), f"Rà soát hồ sơ đợt {n}", ("Phòng Nội vụ",), f"Tháng {n}/2025") for n in range(1, 9)]
