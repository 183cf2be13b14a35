"""Writes `samples/tables`: one plan whose annex is a table, in makes that differ: `python -m formats.table_samples` in tests/.

The text is the same all through, so that the six files must give the same tasks; a test holds the files to this module.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from formats import word, writers

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "tables"
BODY = """ỦY BAN NHÂN DÂN
XÃ BÌNH TRẠCH

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: {number}/KH-UBND

Bình Trạch, ngày 14 tháng 01 năm 2025

KẾ HOẠCH

Công tác văn hóa, thể thao và gia đình trên địa bàn xã Bình Trạch năm 2025

Thực hiện Kế hoạch số 09/KH-UBND ngày 06/01/2025 của UBND huyện Thuận Khê về công tác văn hóa, thể thao và gia đình năm 2025, UBND xã ban hành Kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU

1. Nâng cao đời sống tinh thần của Nhân dân; giữ gìn thuần phong mỹ tục.

2. Các hoạt động bảo đảm thiết thực, tiết kiệm, an toàn.

II. KINH PHÍ

Từ nguồn ngân sách xã đã giao trong dự toán năm 2025.

Nơi nhận:

- Phòng Văn hóa và Thông tin huyện;
- Thường trực Đảng ủy, HĐND xã;
- Các thôn;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Phan Văn M

PHỤ LỤC
PHÂN CÔNG NHIỆM VỤ
(Kèm theo Kế hoạch số {number}/KH-UBND ngày 14/01/2025 của UBND xã Bình Trạch)

"""
HEAD = ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm")
GROUPS = {
    "VĂN HÓA": (
        ("Treo băng rôn, khẩu hiệu chào mừng 95 năm Ngày thành lập Đảng tại trung tâm xã và 06 thôn", "Công chức Văn hóa - Xã hội", "Đoàn Thanh niên xã; Các thôn", "Trước ngày 01/02/2025", "20 băng rôn"),
        ("Bình xét, công nhận danh hiệu Gia đình văn hóa cho tối thiểu 90% số hộ", "Công chức Văn hóa - Xã hội", "Ủy ban Mặt trận Tổ quốc Việt Nam xã; Các thôn", "Trong quý IV/2025", "Quyết định công nhận"),
        ("Kiểm kê, lập hồ sơ 04 di tích đã xếp hạng trên địa bàn xã", "Công chức Văn hóa - Xã hội", "Công chức Địa chính - Xây dựng", "Từ tháng 3/2025 đến tháng 5/2025", "04 bộ hồ sơ"),
    ),
    "THỂ THAO": (
        ("Tổ chức giải bóng chuyền nam, nữ chào mừng ngày Quốc khánh, có ít nhất 08 đội tham gia", "Đoàn Thanh niên xã", "Trạm Y tế xã; Công an xã", "Trước ngày 02/9/2025", "01 giải"),
        ("Duy trì 06 câu lạc bộ thể dục dưỡng sinh cho người cao tuổi ở các thôn", "Hội Người cao tuổi xã", "Trạm Y tế xã; Các thôn", "Thường xuyên trong năm 2025", "06 câu lạc bộ"),
    ),
    "GIA ĐÌNH": (
        ("Tập huấn kỹ năng phòng, chống bạo lực gia đình cho 120 hội viên", "Hội Liên hiệp Phụ nữ xã", "Công an xã; Trạm Y tế xã", "Trong tháng 6 năm 2025", "02 lớp"),
        ("Hòa giải kịp thời 100% mâu thuẫn phát sinh trong gia đình ở khu dân cư", "Ủy ban Mặt trận Tổ quốc Việt Nam xã", "Công chức Tư pháp - Hộ tịch; Các thôn", "Thường xuyên trong năm 2025", "Sổ theo dõi"),
    ),
}
ROMAN = ("I", "II", "III")


def rows(grouped: bool = True) -> list[list[str]]:
    """The rows under the head: titles of groups with Roman numbers, tasks numbered anew in each."""
    made: list[list[str]] = []
    for numeral, (title, tasks) in zip(ROMAN, GROUPS.items(), strict=True):
        if grouped:
            made.append([numeral, title, "", "", "", ""])
        made.extend([str(number), *task] for number, task in enumerate(tasks, 1 if grouped else len(made) + 1))
    return made


def pipes(table: list[list[str]]) -> str:
    """A Markdown table."""
    return "".join("| " + " | ".join(row) + " |\n" + ("|---" * len(row) + "|\n" if not at else "") for at, row in enumerate(table))


def two_storeys() -> bytes:
    """Markdown, two head rows and a row that numbers the columns."""
    upper = ["STT", "Nội dung nhiệm vụ", "Phân công thực hiện", "", "Thời gian hoàn thành", "Sản phẩm"]
    lower = ["", "", "Cơ quan chủ trì", "Cơ quan phối hợp", "", ""]
    index = [f"({n})" for n in range(1, 7)]
    return (BODY.format(number=21) + pipes([upper, lower, index, *rows()])).encode()


def exploded() -> bytes:
    """Text as a portal gives it: each cell on lines of its own with a lone bar after it."""
    cells = [cell for row in [list(HEAD), *rows(grouped=False)] for cell in row]
    return (BODY.format(number=22) + "".join(f"{cell}\n|\n" for cell in cells)).encode()


def ruled_pdf() -> bytes:
    """PDF: ruled table over pages, its head printed again on each."""
    return writers.pdf(BODY.format(number=23) + pipes([list(HEAD), *rows()]))


def merged_docx() -> bytes:
    """DOCX: titles over all columns, the same lead merged downwards, automatic numbers in the first column."""
    start, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="5"/>'
    made = [list(HEAD)]
    last = ""
    for row in rows():
        if not row[2]:
            made.append([row[0], word.cell(row[1], wide)])
            last = ""
            continue
        lead = word.cell("" if row[2] == last else row[2], on if row[2] == last else start)
        made.append([row[0], row[1], lead, *row[3:]])
        last = row[2]
    body = "".join(writers._word_piece(piece) for piece in writers.pieces(BODY.format(number=24)))
    return word.document(body + word.table(*made))


def unnumbered_page() -> bytes:
    """Web page: no number column, lead and support in one column with their words."""
    head = ["Nội dung công việc", "Đơn vị thực hiện", "Thời hạn", "Kết quả"]
    table = [[row[1], f"Chủ trì: {row[2]}. Phối hợp: {row[3]}", row[4], row[5]] for row in rows(grouped=False)]
    return writers.html_page(BODY.format(number=25) + pipes([head, *table]))


def workbook() -> bytes:
    """XLSX: titles above the head, groups merged over the columns, dates kept as text."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Phân công"
    for line in filter(None, BODY.format(number=26).split("\n")):
        sheet.append([line])
    sheet.append(list(HEAD))
    for row in rows():
        sheet.append([int(row[0]) if row[0].isdigit() else row[0], *row[1:]])
        if not row[2]:
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=2, end_column=6)
    out = io.BytesIO()
    book.save(out)
    return _without_times(out.getvalue())


def _without_times(data: bytes) -> bytes:
    """The archive with the times of writing taken out, so that the same sheet is the same bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return word.archive({name: b"" if name == "docProps/core.xml" else archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"})


MAKES = {
    "hai-hang-tieu-de.md": two_storeys,
    "tu-cong-thong-tin.txt": exploded,
    "ke-o-nhieu-trang.pdf": ruled_pdf,
    "gop-o.docx": merged_docx,
    "khong-cot-stt.html": unnumbered_page,
    "nhom-nhiem-vu.xlsx": workbook,
}


def main() -> None:
    """Writes the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in MAKES.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    main()
