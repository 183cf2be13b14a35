"""Scanned pages: the rules of a picture, the cells they make, and what stands in them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from formats import writers
from PIL import Image, ImageDraw
from test_formats import fields

from kehoach_parser import parse_bytes
from kehoach_parser.document import Document
from kehoach_parser.grammar import load_grammar
from kehoach_parser.ingest import read_document
from kehoach_parser.ingest.page_tables import PageTable
from kehoach_parser.ingest.scan_page import Scan, read_scan
from kehoach_parser.ingest.scan_rules import find_tables, stacked, straight, without_tables

XS, YS = (200, 320, 800, 1300, 1800), (400, 500, 600, 700)


def picture(turned: float = 0.0, merged: bool = False) -> Any:
    """A page with a table of three rows and four columns; merged: the second row has one cell over all but its first column."""
    page = Image.new("L", (2066, 2922), 255)
    pen = ImageDraw.Draw(page)
    for y in YS:
        pen.line((XS[0], y, XS[-1], y), fill=0, width=3)
    for x in XS:
        for top, bottom in pairwise(YS):
            if not (merged and top == YS[1] and x in XS[2:-1]):
                pen.line((x, top, x, bottom), fill=0, width=3)
    pen.line((300, 1_000, 1_500, 1_000), fill=0, width=3)  # below a heading: no table
    return page.rotate(turned, fillcolor=255, resample=Image.Resampling.BICUBIC)


@pytest.mark.parametrize("turned", [0.0, 0.6, -0.9])
def test_cells_are_found_on_a_page_that_lies_slanted(turned: float) -> None:
    ruled, _ = find_tables(picture(turned))
    (cells,) = ruled.tables
    assert len(cells) == 12
    assert abs(ruled.slant + turned * 3.1416 / 180) < 0.002
    widths = sorted(round(right - left, -1) for left, _, right, _ in cells)
    assert widths == [120] * 3 + [480] * 3 + [500] * 6


def test_a_merged_cell_is_one_and_a_line_alone_is_no_table() -> None:
    ruled, bare = find_tables(picture(merged=True))
    (cells,) = ruled.tables
    assert len(cells) == 10
    assert [round(cell[2] - cell[0], -1) for cell in cells if abs(cell[1] - YS[1]) < 5] == [120, 1_480]
    assert bare.crop((190, 390, 1_810, 710)).getextrema() == (255, 255)
    assert bare.getpixel((900, 1_000)) == 0
    assert without_tables(bare, ruled).crop((190, 390, 1_810, 710)).getextrema() == (255, 255)


def test_text_makes_no_rules() -> None:
    from PIL import ImageFont

    page = Image.new("L", (2066, 1_000), 255)
    pen = ImageDraw.Draw(page)
    for row in range(12):
        pen.text((150, 60 + 60 * row), "TRIỂN KHAI THỰC HIỆN, II. NHIỆM VỤ, III. lllIIIlll HHHH EEEE", font=ImageFont.truetype(str(writers.BOLD), 42), fill=0)
    assert find_tables(page)[0].tables == []


def test_cells_stand_below_each_other_with_the_way_back_to_the_page() -> None:
    page = picture()
    ImageDraw.Draw(page).rectangle((350, 530, 360, 560), fill=0)
    ruled, bare = find_tables(page)
    ((made, (part,)),) = stacked(bare, ruled.tables[0], ruled.slant)
    assert ruled.tables[0][part.cell][:2] == pytest.approx((XS[1], YS[1]), abs=3)
    left, top, *_ = made.point(lambda value: 255 - value).getbbox()
    assert (left + part.right_by, top + part.down_by) == pytest.approx((350, 530), abs=2)
    assert straight(0.01, 100, 200) == (102, 199)


def test_words_of_cells_are_a_table_in_its_place_and_a_frame_is_lines() -> None:
    def word(text: str, x: float, y: float, line: int = 0) -> list[Any]:
        return [line, x, y, x + 5.0 * len(text), y + 10, 95.0, text, 0]

    def cells(*texts: str) -> list[Any]:
        return [{"box": [50.0 + 120 * (at % 3), 100.0 + 20 * (at // 3), 170.0 + 120 * (at % 3), 120.0 + 20 * (at // 3)], "words": [word(text, 60.0 + 120 * (at % 3), 105.0 + 20 * (at // 3))] if text else []} for at, text in enumerate(texts)]

    around = [word("trên", 50, 80), word("dưới", 50, 200, 1)]
    scan: Scan = {"words": around, "slant": 0.0, "tables": [cells("STT", "Nội dung", "Chủ trì", "1", "Rà soát", "Sở Y tế")]}
    upper, table, lower = read_scan(scan, load_grammar())
    assert isinstance(table, PageTable)
    assert (getattr(upper, "text", ""), getattr(lower, "text", "")) == ("trên", "dưới")
    assert table.grid.cells == [["STT"], ["Nội dung"], ["Chủ trì"], ["1"], ["Rà soát"], ["Sở Y tế"]]
    scan["tables"] = [cells("Nơi nhận:", "", "CHỦ TỊCH", "- Lưu: VT.", "", "")]
    assert [getattr(line, "text", "") for line in read_scan(scan, load_grammar())] == ["trên", "Nơi nhận:", "CHỦ TỊCH", "- Lưu: VT.", "dưới"]


def test_strokes_tell_the_quarter_and_no_month() -> None:
    def said(*texts: str, strokes: int) -> str:
        words = [[0, 50.0 + 40 * at, 80.0, 85.0 + 40 * at, 90.0, 95.0, text, strokes * (at == 1)] for at, text in enumerate(texts)]
        (line,) = read_scan({"words": words, "slant": 0.0, "tables": []}, load_grammar())
        return getattr(line, "text", "")

    assert said("Quý", "I/2025", "và", strokes=2) == "Quý II/2025 và"
    assert said("tháng", "11/2025", strokes=2) == "tháng 11/2025"


TABLE = """I. NHIỆM VỤ

| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn |
|---|---|---|---|---|
"""
ROWS = ("Rà soát thủ tục hành chính | Sở Nội vụ | Sở Tư pháp | Quý II/2025", "Số hóa hồ sơ lưu trữ của huyện | Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện | | Tháng 6/2025", "Khảo sát sự hài lòng của người dân | Sở Nội vụ | Các sở, ban, ngành | 30/11/2025")


@pytest.mark.ocr
def test_a_scanned_table_over_two_pages_gives_its_fields() -> None:
    text = TABLE + "".join(f"| {number} | {ROWS[number % 3]} |\n" for number in range(1, 22))
    made: Document = read_document("scan.pdf", data := writers.scan(text))
    assert (made.pages, len(made.tables)) == (2, 1)
    expected, actual = (Counter(value[1:] for value in fields(plan)) for plan in (parse_bytes("a.md", text.encode()), parse_bytes("scan.pdf", data)))
    missing = expected - actual
    assert missing.total() <= 0.03 * expected.total(), missing
