"""Web pages: what a browser shows of the document, without what stands around it."""

from __future__ import annotations

import pytest
from formats import writers

from kehoach_parser import iter_tasks, parse_bytes
from kehoach_parser.document import Document
from kehoach_parser.errors import EmptyFile, UnreadableFile
from kehoach_parser.ingest import read_document


def page(body: str, head: str = '<meta charset="utf-8">') -> Document:
    return read_document("a.html", f"<html><head>{head}</head><body>{body}</body></html>".encode())


def lines(made: Document) -> list[str]:
    return [line for line in made.text.split("\n") if line]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Sở&nbsp;Y&nbsp;tế &amp; c&#225;c đơn vị&#8203;</p>", ["Sở Y tế & các đơn vị"]),
        ("<p>dòng một\n   vẫn dòng một<br>dòng hai</p><p>đoạn hai</p>", ["dòng một vẫn dòng một", "dòng hai", "đoạn hai"]),
        ("chữ trần<div>khối <b>đậm</b>, <i>nghiêng</i></div>đuôi", ["chữ trần", "khối đậm, nghiêng", "đuôi"]),
        ("<script>lời</script><style>p{}</style><p>thấy</p><p style='display:none'>ẩn</p><!-- chú thích -->", ["thấy"]),
        ("<ol><li>Một</li><li>Hai</li></ol><ul><li>Ba</li></ul>", ["1. Một", "2. Hai", "- Ba"]),
        ("<ol><li>Một<ul><li>Gạch</li></ul></li><p>chen</p><li>Hai</li></ol>", ["1. Một", "- Gạch", "chen", "2. Hai"]),
        ('<ol type="a" start="3"><li>Ba</li></ol><ol type="I"><li>Một</li></ol>', ["c. Ba", "I. Một"]),
        ("<p class=MsoNormal><span lang=VI>1.<span style='font:7.0pt'>&nbsp;&nbsp; </span></span>Mục đích<o:p></o:p></p>", ["1. Mục đích"]),
        ("<p><font face='.VnTime'>Uû ban nh©n d©n</font> <span style='font-family:VNI-Times'>huyeän</span></p>", ["Uỷ ban nhân dân huyện"]),
        ("<p style='font-family:.VnTime'>Uû ban <font face='Times New Roman, serif'>nhân dân, phòng</font></p>", ["Uỷ ban nhân dân, phòng"]),
        ("<p style='font-family:.VnTime, serif'>Phòng, chống ma túy</p><p style='font-family:VNI-Times'>túi</p>", ["Phòng, chống ma túy", "túi"]),
        ("<p><b>T<img src='x.gif'/>\nỈNH LAM GIANG</b></p><p>Ảnh <img src='x.gif'/>\nminh họa<img src='y.gif'/>\nhai</p>", ["TỈNH LAM GIANG", "Ảnh minh họa hai"]),
        ('<ol><li>Một</li><li value="4">Bốn</li><li>Năm</li></ol><ol style="list-style-type: lower-alpha"><li>Chữ</li></ol>', ["1. Một", "4. Bốn", "5. Năm", "a. Chữ"]),
        ("<ul><li>- Gạch</li><li>1. Số</li><li><p>Đoạn</p></li></ul><ol><li>1. Một</li><li>3. Ba</li></ol><ol style='list-style:none'><li>Trơn</li></ol>", ["- Gạch", "1. Số", "- Đoạn", "1. Một", "2. 3. Ba", "Trơn"]),
        ("<p>thấy<del>bỏ</del><ins>thêm</ins></p><table><tr style='display: none'><td>ẩn</td></tr><tr><td>một</td><td style='display:none'>ẩn</td></tr></table>", ["thấythêm", "một"]),
        ("<p><span style='font-family:Wingdings'>§<span style='font:7.0pt'>&nbsp; </span></span>Thời gian</p><p>A <font face=Symbol>®</font> B</p>", ["- Thời gian", "A - B"]),
        ("<p><span style='text-transform: uppercase'>Mục đích</span></p><p>Sở\x03 Y\x04 tế<a href='#sdfootnote1sym'><sup>1</sup></a></p>", ["MỤC ĐÍCH", "Sở Y tế"]),
        ("<table><tr><td>Nội dung</td><td>Đơn vị chủ trì</td></tr><tr><td><ol start=2><li><p></p></li></ol></td><td><ul><li></li></ul>Sở Y tế</td></tr></table>", ["Nội dung", "Đơn vị chủ trì", "2.", "Sở Y tế"]),
        ("<p>a<p>b</div></td>c", ["a", "bc"]),
    ],
    ids=["entities", "breaks", "bare text", "unseen", "lists", "lists in lists", "lists of letters", "Word's number", "legacy fonts", "another font inside", "a legacy font around Unicode", "pictures inside words", "numbers that a page sets", "marks typed beside those of a list", "deleted and hidden", "symbols", "capitals by style, notes, control letters", "numbers beside nothing", "broken tags"],
)
def test_what_is_shown_is_read(body: str, expected: list[str]) -> None:
    assert lines(page(body)) == expected


def test_capitals_of_an_old_font_are_kept_on_a_page_in_that_encoding() -> None:
    lines_of_old = ["<p><font face='.VnTimeH'>i. môc ®Ých, nhiÖm vô</font></p>", *["<p>Rµ so¸t thñ tôc hµnh chÝnh cña ng&shy;êi d&copy;n.</p>"] * 3]
    assert lines(page("".join(lines_of_old)))[:2] == ["I. MỤC ĐÍCH, NHIỆM VỤ", "Rà soát thủ tục hành chính của người dân."]


def test_menus_above_the_letterhead_and_portal_words_are_left_out() -> None:
    body = (
        "<div>Trang chủ</div><div>Giới thiệu</div><div>Tin tức</div><p>ỦY BAN NHÂN DÂN</p>"
        "<table><tr><td>XÃ AN PHÚ</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr></table><p>KẾ HOẠCH</p><p>Chia sẻ</p><p>Lượt xem: 12</p>"
    )
    assert lines(page(body)) == ["ỦY BAN NHÂN DÂN", "XÃ AN PHÚ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "KẾ HOẠCH"]


def test_words_of_the_closing_do_not_begin_a_page_without_the_national_name() -> None:
    body = "<p>HỘI NÔNG DÂN TỈNH MẪU</p><p>Số: 21-KH/HNDT</p><p>KẾ HOẠCH</p><p>1. Kiểm tra quỹ hội.</p><p>Nơi nhận:</p><p>- Lưu VP.</p>"
    assert lines(page(body)) == ["HỘI NÔNG DÂN TỈNH MẪU", "Số: 21-KH/HNDT", "KẾ HOẠCH", "1. Kiểm tra quỹ hội.", "Nơi nhận:", "- Lưu VP."]


def test_paragraphs_in_bold_as_a_whole_are_known() -> None:
    made = page("<p><b>Cả </b><i><b>đoạn</b></i></p><p><b>Một</b> phần</p><p style='font-weight:bold'>Theo kiểu</p><h2>Tiêu đề</h2><p>Thường</p>")
    assert [made.text[start:].split("\n")[0] for start in sorted(made.strong)] == ["Cả đoạn", "Theo kiểu", "Tiêu đề"]


def test_rows_and_columns_spanned_keep_their_places() -> None:
    made = page(
        "<table><thead><tr><th rowspan=2>STT</th><th rowspan=2>Nội dung</th><th colspan=2>Phân công</th></tr><tr><th>Chủ trì</th><th>Phối hợp</th></tr></thead>"
        "<tr><td>1</td><td>Họp</td><td rowspan=2>Sở Y tế</td><td>Sở Nội vụ</td></tr><tr><td>2</td><td>Sơ kết</td><td></td></tr></table>"
    )
    (table,) = made.tables
    assert [[("^" if c.inherited else "") + made.text[slice(*c.span)] for c in row.cells] for row in table.rows] == [
        ["STT", "Nội dung", "Phân công", "^Phân công"],
        ["^STT", "^Nội dung", "Chủ trì", "Phối hợp"],
        ["1", "Họp", "Sở Y tế", "Sở Nội vụ"],
        ["2", "Sơ kết", "^Sở Y tế", ""],
    ]


def test_a_task_table_inside_layout_tables_is_found() -> None:
    inner = "<table border=1><tr><td>STT</td><td>Nội dung</td><td>Chủ trì</td></tr><tr><td>1</td><td>Họp</td><td>Sở Y tế</td></tr></table>"
    made = page(f"<table><tr><td>cột trái</td><td><table><tr><td><p>trên</p>{inner}<p>dưới</p></td></tr></table></td></tr></table>")
    assert lines(made) == ["cột trái", "trên", "STT", "Nội dung", "Chủ trì", "1", "Họp", "Sở Y tế", "dưới"]
    assert [len(table.rows) for table in made.tables] == [2]


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("windows-1252", "Kế hoạch năm 2025 của Ủy ban nhân dân tỉnh".encode()),
        ("utf-8", writers.legacy("Kế hoạch năm 2025 của Ủy ban nhân dân tỉnh, các sở, ngành và địa phương", "cp1258")),
        ("utf-8", writers.legacy("Kế hoạch năm 2025 của Ủy ban nhân dân tỉnh, các sở, ngành và địa phương", "vni")),
        ("utf-16", "Kế hoạch năm 2025 của Ủy ban nhân dân tỉnh".encode("utf-16")),
    ],
    ids=["UTF-8 declared as Windows", "1258 declared as UTF-8", "VNI declared as UTF-8", "UTF-16"],
)
def test_a_wrong_declaration_is_not_believed(declared: str, data: bytes) -> None:
    open_tag, close_tag = f'<html><meta charset="{declared}"><body><p>', "</p></body></html>"
    wide = data[:2] == b"\xff\xfe"
    whole = (open_tag + data.decode("utf-16") + close_tag).encode("utf-16") if wide else open_tag.encode() + data + close_tag.encode()
    assert lines(read_document("a.htm", whole))[0].startswith("Kế hoạch năm 2025 của Ủy ban nhân dân tỉnh")


def test_a_page_in_the_western_set_spells_out_the_letters_that_set_lacks() -> None:
    printed = "Đồng chí Tổ trưởng công tác hộ đê phải có mặt trước 5 giờ, số điện thoại để ở trạm gác"
    body = printed.encode("cp1252", "xmlcharrefreplace")
    page = b'<html><meta http-equiv=Content-Type content="text/html; charset=windows-1252"><body><p>' + body + b"</p></body></html>"
    assert lines(read_document("a.htm", page)) == [printed]


def test_a_web_archive_is_read() -> None:
    data = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>K=E1=BA=BF ho=E1=BA=A1ch</p>\r\n--x--\r\n'
    assert lines(read_document("a.doc", data)) == ["Kế hoạch"]
    with pytest.raises(UnreadableFile, match="no page"):
        read_document("a.mht", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nabc")


def test_a_page_without_text_is_empty() -> None:
    with pytest.raises(EmptyFile):
        read_document("a.html", b"<html><body><script>var a</script></body></html>")


def test_the_menu_of_a_portal_without_a_plan_is_no_list_of_tasks() -> None:
    menu = "<ol><li>Trang chủ</li><li>Văn bản</li></ol><ul><li>Tệp đính kèm</li><li>Đăng nhập</li></ul>"
    assert not list(iter_tasks(parse_bytes("a.html", f"<html><body>{menu}</body></html>".encode())))
    titled = f"<p>KẾ HOẠCH</p><p>Tổng vệ sinh năm 2025</p>{menu}"
    assert [task.text for task in iter_tasks(parse_bytes("a.html", f"<html><body>{titled}</body></html>".encode()))][:1] == ["Trang chủ"]
