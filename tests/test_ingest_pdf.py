"""PDF: paragraphs, columns, furniture, tables over pages, boxes, and what is wrong with text layers."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from formats import writers
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from kehoach_parser.document import Document
from kehoach_parser.errors import (
    EmptyFile,
    EncryptedFile,
    KehoachError,
    LimitExceeded,
    MissingExtra,
    UnreadableFile,
    WorkerLost,
)
from kehoach_parser.grammar import load_grammar
from kehoach_parser.ingest import read_document
from kehoach_parser.ingest.page import Margins, Page, PageLine, glue, line_words, relation
from kehoach_parser.ingest.page_furniture import running_lines
from kehoach_parser.ingest.pdf import _lone_syllables, _of_line, _repaired
from kehoach_parser.ingest.pdf_tables import cell_paragraphs
from kehoach_parser.ingest.syllables import rejoin
from kehoach_parser.limits import Limits

LONG = "- Tiếp tục thực hiện các nhiệm vụ, giải pháp nhằm đẩy mạnh chuyển đổi số trong cơ quan nhà nước, bảo đảm thống nhất, hiệu quả và tiết kiệm. "
HEAD = "| STT | Nội dung | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n"


def read(text: str, **options: Any) -> Document:
    return read_document("plan.pdf", writers.pdf(text), **options)


def lines(document: Document) -> list[str]:
    return [line for line in document.text.split("\n") if line]


def test_wrapped_lines_are_one_paragraph_also_over_a_page_end() -> None:
    text = "\n\n".join([LONG.strip()] * 30)
    made = read(text)
    assert made.pages is not None and made.pages > 1
    assert {line for line in lines(made) if not line.isdigit()} == {LONG.strip()}


def test_page_numbers_are_furniture_and_pages_begin_where_they_begin() -> None:
    made = read("\n\n".join(f"{n}. Đoạn văn số {n} của văn bản" for n in range(1, 80)))
    assert [(made.text[slice(*f.span)], f.kind) for f in made.furniture] == [("2", "page number"), ("3", "page number")]
    assert [made.page_at(made.text.index(f"{n}. Đoạn")) for n in (1, 40, 79)] == [1, 2, 3]


def test_every_line_has_its_box_on_its_page() -> None:
    made = read("1. Mục đích\n\n2. Yêu cầu")
    first = made.text.index("Mục đích")
    box = made.box_at((first, first + 8))
    assert box is not None
    left, top, right, bottom = box
    assert 80 < left < right < 300 and 50 < top < bottom < 100


def test_columns_of_a_letterhead_are_read_one_after_the_other() -> None:
    made = read("ỦY BAN NHÂN DÂN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ AN PHÚ        Độc lập - Tự do - Hạnh phúc\n\nKẾ HOẠCH\n\nCăn cứ Luật Thủ đô")
    assert lines(made) == ["ỦY BAN NHÂN DÂN", "XÃ AN PHÚ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "KẾ HOẠCH", "Căn cứ Luật Thủ đô"]


def test_a_letterhead_that_was_drawn_last_is_read_first() -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(260, 690, "KẾ HOẠCH")
        for number, line in enumerate(PROSE):
            canvas.drawString(85, 650 - 18 * number, line)
        for x, y, text in ((100, 780, "ỦY BAN NHÂN DÂN"), (105, 764, "XÃ AN PHÚ"), (290, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (340, 764, "Độc lập - Tự do - Hạnh phúc")):
            canvas.drawString(x, y, text)

    assert lines(drawn(draw))[:5] == ["ỦY BAN NHÂN DÂN", "XÃ AN PHÚ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "KẾ HOẠCH"]


def test_number_and_date_below_a_motto_as_wide_as_its_column_stand_by_themselves() -> None:
    made = read(f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc{' ' * 4}{'-' * 40}\nSố: 12/KH-UBND An Phú, ngày 03 tháng 3 năm 2026\n\n" + LONG)
    assert "Số: 12/KH-UBND An Phú, ngày 03 tháng 3 năm 2026" in lines(made)


def test_the_ground_behind_paragraphs_is_no_table() -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    writers._fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for number in range(8):
        canvas.setFillGray(0.95)
        canvas.rect(80, 760 - 30 * number, 440, 30, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setFont("Serif", 13)
        canvas.drawString(85, 770 - 30 * number, f"{number + 1}. Rà soát hồ sơ đợt {number + 1} của các phòng.")
    canvas.save()
    made = read_document("a.pdf", out.getvalue())
    assert not made.tables and lines(made) == [f"{n}. Rà soát hồ sơ đợt {n} của các phòng." for n in range(1, 9)]


def test_a_ruled_table_over_three_pages_is_one_table() -> None:
    rows = "".join(f"| {n} | Xây dựng, trình ban hành văn bản hướng dẫn thực hiện nhiệm vụ số {n} trên địa bàn | Sở Nội vụ | Quý II/2025 |\n" for n in range(1, 61))
    made = read("PHỤ LỤC\n\n" + HEAD + rows)
    assert made.pages is not None and made.pages >= 3
    (table,) = made.tables
    cells = [[made.text[slice(*cell.span)] for cell in row.cells] for row in table.rows]
    body = [row for row in cells if row[0] != "STT"]
    assert [row[0] for row in body] == [str(n) for n in range(1, 61)]
    assert {row[2] for row in body} == {"Sở Nội vụ"}
    assert all(row[1].endswith("trên địa bàn") and "\n" not in row[1] for row in body)


def test_merged_cells_of_a_pdf_table_cover_their_places() -> None:
    made = read_document("a.pdf", spanned_pdf())
    (table,) = made.tables
    shown = [[("^" if c.inherited else "") + made.text[slice(*c.span)] for c in row.cells] for row in table.rows]
    assert shown == [
        ["STT", "Nội dung", "Phân công", "^Phân công"],
        ["^STT", "^Nội dung", "Chủ trì", "Phối hợp"],
        ["1", "Rà soát", "Sở Y tế", "Sở Tài chính"],
        ["2", "Báo cáo", "^Sở Y tế", "Sở Nội vụ"],
    ]


def spanned_pdf() -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate, Table

    writers._fonts()
    out = io.BytesIO()
    cells = [["STT", "Nội dung", "Phân công", ""], ["", "", "Chủ trì", "Phối hợp"], ["1", "Rà soát", "Sở Y tế", "Sở Tài chính"], ["2", "Báo cáo", "", "Sở Nội vụ"]]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (1, 1)), ("SPAN", (2, 0), (3, 0)), ("SPAN", (2, 2), (2, 3))]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "Serif"), *spans]
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build([Table(cells, colWidths=[40, 150, 100, 100], style=style)])
    return out.getvalue()


def drawn(draw: Callable[[Any], None]) -> Document:
    """What is read of pages that `draw` draws, in Serif 12."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    writers._fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Serif", 12)
    draw(canvas)
    canvas.save()
    return read_document("a.pdf", out.getvalue())


PROSE = ["Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành và địa phương căn cứ", "chức năng, nhiệm vụ được giao chủ động triển khai thực hiện, định kỳ", "báo cáo kết quả về Sở Nội vụ để tổng hợp theo quy định."]


def test_shaded_heads_of_a_ruled_table_stay() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFillColorRGB(0.85, 0.85, 0.85)
        canvas.rect(85, 700, 400, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.grid([85, 285, 485], [660, 680, 700, 720])
        for row, cells in enumerate((("Nhiệm vụ", "Chủ trì"), ("Họp giao ban", "Văn phòng"), ("Sơ kết", "Sở Nội vụ"))):
            for column, text in enumerate(cells):
                canvas.drawString(90 + 200 * column, 705 - 20 * row, text)

    made = drawn(draw)
    assert [[made.text[slice(*c.span)] for c in row.cells] for row in made.tables[0].rows] == [["Nhiệm vụ", "Chủ trì"], ["Họp giao ban", "Văn phòng"], ["Sơ kết", "Sở Nội vụ"]]


def test_a_page_with_tight_titles_keeps_the_lines_of_its_wide_paragraphs_together() -> None:
    def draw(canvas: Any) -> None:
        for number, line in enumerate(("V/v triển khai nhiệm vụ", "chuyển đổi số năm 2025", "trên địa bàn tỉnh", "và báo cáo kết quả")):
            canvas.drawString(90, 780 - 13 * number, line)
        at = 700
        for _ in range(4):
            for line in PROSE:
                canvas.drawString(85, at, line)
                at -= 20
            at -= 8

    made = drawn(draw)
    assert lines(made)[-4:] == [" ".join(PROSE)] * 4


SAID = ["Các phòng, ban chuyên môn của xã phối hợp chặt chẽ với Công an và", "Trạm Y tế trong công tác kiểm tra, gửi báo cáo trước ngày 05 về Phòng", "Văn hóa - Xã hội."]


def test_a_line_that_sticks_out_does_not_move_the_edge_of_the_text() -> None:
    def draw(canvas: Any) -> None:
        at = 700
        for line in (*SAID, *SAID):
            canvas.drawString(66 if line == SAID[2] else 500 - canvas.stringWidth(line, "Serif", 12), at, line)  # full lines, as in justified text
            at -= 18
        canvas.drawString(66, at - 200, "Ghi chú ở chân trang dài hơn các dòng của văn bản nên thò ra ngoài lề phải của trang")

    assert lines(drawn(draw))[:2] == [" ".join(SAID)] * 2


def test_paragraphs_of_an_annex_that_lies_across_end_where_they_end() -> None:
    def draw(canvas: Any) -> None:
        for number, line in enumerate(SAID * 3):
            canvas.drawString(66, 760 - 18 * number, line)
        canvas.showPage()
        canvas.setPageSize((842, 595))
        canvas.setFont("Serif", 12)
        for number in range(3):
            canvas.drawString(60, 500 - 36 * number, f"Nội dung thứ {number + 1} của phụ lục được in trên khổ giấy nằm ngang nên dòng dài hơn các dòng của phần chính văn bản và")
            canvas.drawString(60, 482 - 36 * number, "chỉ kết thúc ở gần lề phải của trang giấy nằm ngang này, không kèm dấu chấm nào ở cuối đoạn")

    made = lines(drawn(draw))
    assert made[:3] == [" ".join(SAID)] * 3
    assert [line.endswith("cuối đoạn") for line in made[3:]] == [True, True, True]


def test_a_row_that_begins_a_page_with_a_number_of_its_own_is_no_rest() -> None:
    def page(canvas: Any, rows: list[tuple[str, str, str, str]]) -> None:
        canvas.setFont("Serif", 12)
        canvas.grid([60, 100, 150, 400, 540], [740 - 30 * n for n in range(len(rows) + 1)])
        for row, cells in enumerate(rows):
            for x, text in zip((65, 105, 155, 405), cells, strict=True):
                canvas.drawString(x, 722 - 30 * row, text)

    def draw(canvas: Any) -> None:
        page(canvas, [("TT", "Mục", "Nhiệm vụ", "Chủ trì"), ("7", "g)", "Dữ liệu y tế", "Sở Y tế"), ("8", "h)", "Dữ liệu giáo dục", "Sở Nội vụ")])
        canvas.showPage()
        page(canvas, [("TT", "Mục", "Nhiệm vụ", "Chủ trì"), ("", "2", "hoàn thiện dữ liệu đất đai", "Sở Xây dựng"), ("9", "a)", "Đo đạc", "Sở Xây dựng")])

    (table,) = drawn(draw).tables
    assert len(table.rows) == 5


MARGINS = Margins(left=85, right=540, leading=18)


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        (("nhiệm vụ được giao bảo đảm chất lượng, hiệu quả theo đúng quy", 85, 536), ("định của pháp luật.", 85, 200), "join"),
        (("hiệu quả theo quy định.", 85, 250), ("Các đơn vị báo cáo về Sở trước ngày 30 hằng tháng theo quy định", 109, 538), "paragraph"),
        (("- Thủ trưởng các cơ quan, đơn vị chịu trách nhiệm trước Ủy ban", 85, 537), ("nhân dân tỉnh về kết quả thực hiện.", 85, 320), "join"),
        (("Thực hiện Quyết định số", 85, 530), ("468/QĐ-TTg ngày 27 tháng 3 năm 2021", 85, 330), "join"),
        (("1. Phục vụ giải quyết thủ tục hành chính, cung cấp dịch vụ công", 109, 536), ("1.1. Tiếp tục thúc đẩy, nâng cao tỉ lệ người dân tham gia", 109, 500), "paragraph"),
        (("các cơ quan, đơn vị liên quan của tỉnh và của các huyện;", 85, 536), ("- Báo cáo kết quả.", 85, 200), "paragraph"),
        (("hằng năm đưa vào chương trình, kế hoạch phát triển kinh tế", 85, 538), ("- xã hội của xã.", 85, 180), "join"),
        (("Số: 12/KH-", 100, 160), ("UBND", 110, 140), "join"),
    ],
    ids=["wrapped", "ended early", "bullet wrapped", "number goes on", "heading as wide as the page", "next bullet", "dash inside a term", "broken symbol"],
)
def test_where_a_line_ends_tells_whether_its_paragraph_does(upper: tuple[str, float, float], lower: tuple[str, float, float], expected: str) -> None:
    above = PageLine(upper[0], (upper[1], 100, upper[2], 112))
    below = PageLine(lower[0], (lower[1], 118, lower[2], 130))
    assert relation(line_words(load_grammar()), above, below, MARGINS) == expected


def test_a_heading_that_ends_a_page_does_not_take_the_first_paragraph_of_the_next() -> None:
    heading, text = PageLine("2. Tổ chức Hội thi tìm hiểu về chuyển đổi số trong các trường", (116, 740, 523, 754)), PageLine("Phòng Nội vụ chủ trì, phối hợp với các đơn vị tổ chức", (116, 60, 543, 74))
    margins = MARGINS._replace(left=80.0, right=544.0)
    assert relation(line_words(load_grammar()), heading, text, margins, same_page=False) == "paragraph"
    assert relation(line_words(load_grammar()), heading, text._replace(box=(80, 60, 543, 74)), margins, same_page=False) == "join"


def test_the_last_word_of_a_title_stands_below_it() -> None:
    title, word = PageLine("Thực hiện Đề án số 5 về phát triển làng nghề xã Lam", (86, 190, 537, 204)), PageLine("Sơn", (300, 208, 324, 222))
    margins = MARGINS._replace(left=85.0, right=538.0)
    assert relation(line_words(load_grammar()), title, word, margins) == "line"
    assert relation(line_words(load_grammar()), title, word._replace(box=(122, 208, 146, 222)), margins) != "line"


def test_marks_that_reach_in_from_another_line_are_not_read_with_it() -> None:
    assert _of_line("Ị\r\nPHÓ CHỦ TỊCH", "- Lưu: VT. PHÓ CHỦ TỊCH") == "PHÓ CHỦ TỊCH"
    assert _of_line("KT. CHỦ TỊCH\r\nỦ ", "Nơi nhận: KT. CHỦ TỊCH") == "KT. CHỦ TỊCH"
    assert _of_line("Số:   12/KH-UBND", "Số: 12/KH-UBND Lam Sơn") == "Số: 12/KH-UBND"


def test_a_name_in_the_signatures_column_does_not_go_on_in_the_next_page() -> None:
    name, title = PageLine("Hà Văn Ví Dụ", (380, 60, 505, 74)), PageLine("Phụ lục I", (284, 60, 354, 74))
    assert relation(line_words(load_grammar()), name, title, MARGINS, same_page=False) == "paragraph"


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (["", "Kế hoạch của huyện", "Kế hoạch của huyện"], {"Kế hoạch của huyện"}),
        (["", "Kế hoạch của huyện", "Kế hoạch của xã"], set()),
        (["", "Phụ lục 1", "Phụ lục 2"], set()),
        (["", "Kế hoạch của huyện"], set()),
        (["", "Kế hoạch, trang 2", "Kế hoạch, trang 3", "Kế hoạch, trang 4"], {"Kế hoạch, trang #"}),
    ],
)
def test_what_stands_alone_above_the_pages_is_a_running_head(heads: list[str], expected: set[str]) -> None:
    def page(head: str) -> Page:
        body = PageLine("Rà soát thủ tục hành chính", (60, 200, 500, 214))
        return Page(595.0, 842.0, [PageLine(head, (60, 30, 200, 42)), body] if head else [body])

    assert running_lines([page(head) for head in heads]) == expected


@pytest.mark.parametrize(("upper", "lower", "between"), [("468/QĐ-", "TTg", ""), ("số 28/", "KH-UBND", ""), ("2021 -", "2025", " "), ("quy", "định", " ")])
def test_a_symbol_broken_at_its_hyphen_is_whole_again(upper: str, lower: str, between: str) -> None:
    assert glue(upper, lower) == between


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Sở Nông nghiệp và\nMôi trường", 100, ["Sở Nông nghiệp và Môi trường"]),
        ("Sở Y tế\nSở Nội vụ", 200, ["Sở Y tế", "Sở Nội vụ"]),
        ("1\n0", 14, ["10"]),
        ("- Dự thảo: 15/3\n- Trình: 30/4", 90, ["- Dự thảo: 15/3", "- Trình: 30/4"]),
        ("Sở\nKHCN", 52, ["Sở KHCN"]),
        ("Nội\ndun\ng\nviệc", 24, ["Nội dung việc"]),
    ],
    ids=["wrapped name", "two names", "broken number", "milestones", "capitals are wide", "broken inside of a word"],
)
def test_lines_of_a_cell_are_joined_when_the_next_word_did_not_fit(text: str, width: float, expected: list[str]) -> None:
    assert cell_paragraphs(text, width, {"": 5.5, **dict.fromkeys("KHCN", 8.5)}) == expected


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("ĐIỀ U KHO ẢN", "ĐIỀU KHOẢN"),
        ("th ực hi ện nhi ệm vụ", "thực hiện nhiệm vụ"),
        ("Ủy ban nhân dân xã An Phú", "Ủy ban nhân dân xã An Phú"),
        ("Ở xã, ý kiến của Sở Y tế", "Ở xã, ý kiến của Sở Y tế"),
        ("Quý I năm 2025 (28/KH-UBND)", "Quý I năm 2025 (28/KH-UBND)"),
    ],
)
def test_syllables_broken_at_their_marks_are_whole_again(broken: str, whole: str) -> None:
    lone = _lone_syllables(load_grammar())
    assert rejoin(broken, lone) == whole


def encrypted(password: str) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    writers._fonts()
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, strength=128), invariant=1)
    canvas.setFont("Serif", 12)
    canvas.drawString(100, 700, "Kế hoạch được bảo vệ bằng mật khẩu")
    canvas.save()
    return out.getvalue()


def test_an_encrypted_pdf_asks_for_its_password() -> None:
    data = encrypted("bi-mat")
    with pytest.raises(EncryptedFile, match="--password"):
        read_document("a.pdf", data)
    with pytest.raises(EncryptedFile, match="wrong"):
        read_document("a.pdf", data, password="khac")
    assert "mật khẩu" in read_document("a.pdf", data, password="bi-mat").text


def test_a_damaged_pdf_and_too_many_pages_have_their_errors() -> None:
    data = writers.pdf("1. Mục đích")
    with pytest.raises(UnreadableFile, match="damaged"):
        read_document("a.pdf", data[: len(data) * 2 // 3])
    with pytest.raises(LimitExceeded, match="--max-pages"):
        read_document("a.pdf", writers.pdf("\n\n".join([LONG] * 40)), limits=Limits(pages=1))


def picture_pdf() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (800, 1100), 255).save(out, format="PDF", resolution=100)
    return out.getvalue()


def test_a_scan_without_ocr_is_named_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    from kehoach_parser.ingest import ocr

    data = writers.pdf("1. Mục đích của kế hoạch")[:-1]
    both = join_pdfs(data, picture_pdf())
    made = read_document("a.pdf", both, ocr=False)
    assert lines(made) == ["1. Mục đích của kế hoạch"]
    assert [(r.code, "page 2" in r.message) for r in made.remarks] == [("KH921", True)]
    with pytest.raises(EmptyFile, match="--no-ocr leaves scans unread"):
        read_document("a.pdf", picture_pdf(), ocr=False)
    monkeypatch.setattr(ocr, "tesseract", lambda: None)
    assert "apt install tesseract-ocr" in read_document("a.pdf", both).remarks[0].message
    with pytest.raises(MissingExtra, match="apt install tesseract-ocr"):
        read_document("a.pdf", picture_pdf())


def fake_tesseract(folder: Path, script: str) -> str:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("script", ["cat > /dev/null; exit 1", "exec sleep 60", None], ids=["fails", "does not end", "does not start"])
def test_a_page_on_which_tesseract_fails_is_named_and_tried_again(script: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from kehoach_parser.ingest import ocr

    program = fake_tesseract(tmp_path, script) if script else str(tmp_path / "missing")
    monkeypatch.setattr(ocr, "tesseract", lambda: program)
    monkeypatch.setenv("KEHOACH_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(ocr, "SECONDS", 1)
    both = join_pdfs(writers.pdf("1. Mục đích của kế hoạch"), picture_pdf())
    made = read_document("a.pdf", both)
    assert lines(made) == ["1. Mục đích của kế hoạch"]
    assert [(r.code, "tesseract failed" in r.message, "page 2" in r.message) for r in made.remarks] == [("KH924", True, True)]
    with pytest.raises(UnreadableFile, match="tesseract failed") as caught:
        read_document("a.pdf", picture_pdf())
    assert type(caught.value) is WorkerLost  # which no manifest keeps
    assert not list(tmp_path.glob("cache/**/*.json"))


@pytest.mark.parametrize("script", ["exit 1", None], ids=["fails", "does not start"])
def test_a_tesseract_that_does_not_run_is_none(script: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from kehoach_parser.ingest import ocr

    program = fake_tesseract(tmp_path, script) if script else str(tmp_path / "missing")
    monkeypatch.setattr("shutil.which", lambda _: program)
    ocr.tesseract.cache_clear()
    assert ocr.tesseract() is None
    ocr.tesseract.cache_clear()


def test_a_huge_page_is_rendered_small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    from kehoach_parser.ingest import ocr

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(14_400, 14_400), invariant=1)
    canvas.rect(100, 100, 9_000, 9_000)
    canvas.save()
    sizes: list[tuple[int, int]] = []

    def recognise(picture: Any, *_: object) -> list[Any]:
        sizes.append(picture.size)
        return [[0, 720.0, 72.0, 800.0, 90.0, 95.0, "Nhiệm", 0], [0, 820.0, 72.0, 880.0, 90.0, 95.0, "vụ", 0]]

    monkeypatch.setattr(ocr, "tesseract", lambda: "tesseract")
    monkeypatch.setenv("KEHOACH_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(ocr, "_recognise", recognise)
    assert read_document("a.pdf", out.getvalue()).text == "Nhiệm vụ\n"
    ((width, height),) = sizes
    assert width * height < 50_000_000


def join_pdfs(*files: bytes) -> bytes:
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for data in files:
        whole.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


@pytest.mark.ocr
def test_a_scan_is_read_with_page_and_box_and_kept_by_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    from kehoach_parser.ingest import ocr

    data = writers.scan("KẾ HOẠCH\n\nIII. NHIỆM VỤ\n\n1. Rà soát thủ tục hành chính trong Quý III/2025.")
    made = read_document("scan.pdf", data)
    assert lines(made) == ["KẾ HOẠCH", "III. NHIỆM VỤ", "1. Rà soát thủ tục hành chính trong Quý III/2025."]
    assert made.page_at(5) == 1
    assert made.box_at((0, 8)) is not None

    def unreachable(*_: object) -> list[Any]:
        raise AssertionError("the page was read before and must come from the cache")

    monkeypatch.setattr(ocr, "_recognise", unreachable)
    assert read_document("scan.pdf", data) == made


def test_a_text_layer_in_a_legacy_font_is_converted() -> None:
    sentence = "Thùc hiÖn nhiÖm vô ®­îc giao, c¸c c¬ quan, ®¬n vÞ x©y dùng kÕ ho¹ch cô thÓ ®Ó triÓn khai. "
    remarks: list[tuple[str, str]] = []
    made = _repaired([PageLine(sentence, (0, 0, 1, 1))] * 5, remarks, load_grammar())
    assert made is not None and made[0].text.startswith("Thực hiện nhiệm vụ được giao, các cơ quan")
    assert [code for code, _ in remarks] == ["KH920"]


@pytest.mark.parametrize("lost", ["", "-"])
def test_lines_in_a_legacy_font_beside_others_are_converted_with_the_letter_that_pdf_takes_for_a_hyphen(lost: str) -> None:
    old = "N©ng cao chÊt l\u00adîng phôc vô ng\u00adêi d©n, h\u00adíng dÉn nh\u00ad sau; ®\u00adîc giao".replace("\u00ad", lost)
    new = "Phòng Tư pháp rà soát văn bản, số 12/KH-UBND, kinh tế-xã hội"
    made = _repaired([PageLine(line, (0, 0, 1, 1)) for line in [old, new] * 4], [], load_grammar())
    assert made is not None and [line.text for line in made[:2]] == ["Nâng cao chất lượng phục vụ người dân, hướng dẫn như sau; được giao", new]


def test_lines_of_vni_beside_unicode_are_converted_alone() -> None:
    shown = ["Raø soaùt thuû tuïc haønh chính cuûa huyeän", "Phòng khám và hành chính công", "Văn phòng Ủy ban nhân dân huyện"]
    made = _repaired([PageLine(line, (0, 0, 1, 1)) for line in shown * 4], [], load_grammar())
    assert made is not None and [line.text for line in made[:3]] == ["Rà soát thủ tục hành chính của huyện", *shown[1:]]


def test_a_text_layer_that_is_no_text_is_not_believed() -> None:
    assert _repaired([PageLine("Thc hin nhim v c giao cc c quan n v xy dng k hoch c th trin khai", (0, 0, 1, 1))] * 6, [], load_grammar()) is None


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_it_is_shown(turned: int) -> None:
    from reportlab.pdfgen.canvas import Canvas

    writers._fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 800), invariant=1)
    canvas.setPageRotation(turned)
    moves: dict[int, tuple[float, float]] = {0: (0, 0), 90: (800, 0), 180: (600, 800), 270: (0, 600)}
    canvas.translate(*moves[turned])
    canvas.rotate(turned)
    canvas.setFont("Serif", 12)
    canvas.drawString(100, 700, "Phụ lục kèm theo Kế hoạch")
    canvas.save()
    made = read_document("a.pdf", out.getvalue())
    box = made.box_at((0, 10))
    assert made.text == "Phụ lục kèm theo Kế hoạch\n"
    assert box is not None
    assert (round(box[0], -1), round(box[1], -1)) == (100, 90)


def test_a_page_of_very_many_lines_is_read_without_looking_for_tables() -> None:
    from reportlab.pdfgen.canvas import Canvas

    writers._fonts()
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(20_000):
        canvas.line(number % 500, number % 700, number % 500 + 30, number % 700)
    canvas.setFont("Serif", 12)
    canvas.drawString(100, 700, "Kế hoạch nằm dưới rất nhiều đường kẻ")
    canvas.save()
    made = read_document("a.pdf", out.getvalue())
    assert "Kế hoạch nằm dưới" in made.text
    assert [remark.code for remark in made.remarks] == ["KH921"]


RULED = "PHỤ LỤC\n\n" + HEAD + "| 1 | Rà soát văn bản | Sở Nội vụ | Quý II/2025 |\n| 2 | Sơ kết | Sở Y tế | Quý III/2025 |\n"


def unreadable(*_: Any, **__: Any) -> Any:
    raise IndexError("no such page")


@pytest.mark.parametrize("broken", ["pdfplumber.open", "pdfplumber.pdf.PDF.pages", "pdfplumber.page.Page.find_tables"])
def test_tables_that_cannot_be_read_are_named_and_their_lines_stay(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broken, property(unreadable) if broken.endswith("pages") else unreadable)
    made = read(RULED)
    assert made.tables == ()
    assert "Rà soát văn bản" in made.text
    assert [(r.code, "tables of this page" in r.message) for r in made.remarks] == [("KH921", True)]


RULED_PDF = writers.pdf(RULED)


def test_what_pdfminer_says_of_damage_does_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(RULED_PDF.replace(b"/FontBBox", b"/FontOdd_"))
    program = "import sys; from kehoach_parser import parse_file; print(len(parse_file(sys.argv[1]).body) > 0)"
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("True\n", "")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(RULED_PDF) - 1), st.integers(0, 255)), min_size=1, max_size=8))
@seed(1)
def test_a_pdf_with_changed_bytes_never_breaks_the_reader(changes: list[tuple[int, int]]) -> None:
    data = bytearray(RULED_PDF)
    for at, value in changes:
        data[at] = value
    try:
        made = read_document("a.pdf", bytes(data), ocr=False)
    except KehoachError as error:
        assert error.path == "a.pdf"
    else:
        assert made.text.strip()
