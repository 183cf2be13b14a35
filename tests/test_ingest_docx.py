"""DOCX: what a reader sees in Word is what stands in the document text."""

from __future__ import annotations

import pytest
from formats.word import abstract, cell, document, level, numbered, paragraph, run, table

from kehoach_parser.document import Document
from kehoach_parser.ingest import read_document

PLAN_LIST = abstract(
    1,
    level(0, "upperRoman", "%1."),
    level(1, "decimal", "%2."),
    level(2, "decimal", "%2.%3.", "<w:isLgl/>"),
    level(3, "lowerLetter", "%4)"),
    level(4, "bullet", "-"),
    level(5, "bullet", "\uf0b7"),
    level(6, "bullet", "+"),
)


def lines(data: bytes) -> list[str]:
    return [line for line in read_document("a.docx", data).text.split("\n") if line]


def numbers(items: list[tuple[int, int]], numbering: str) -> list[str]:
    body = "".join(paragraph("x", num=item) for item in items)
    return [line.removesuffix("x").strip() for line in lines(document(body, numbering=numbering))]


@pytest.mark.parametrize(
    ("name", "numbering", "items", "expected"),
    [
        (
            "levels of a plan",
            PLAN_LIST + numbered(1, 1),
            [(1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 1), (1, 2), (1, 0), (1, 1)],
            ["I.", "1.", "1.1.", "1.2.", "a)", "-", "-", "+", "2.", "2.1.", "II.", "1."],
        ),
        ("two lists over one definition count on", PLAN_LIST + numbered(1, 1) + numbered(2, 1), [(1, 1), (1, 1), (2, 1)], ["1.", "2.", "3."]),
        (
            "a start override restarts once",
            PLAN_LIST + numbered(1, 1) + numbered(2, 1, '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride>'),
            [(1, 1), (2, 1), (2, 1), (1, 1)],
            ["1.", "5.", "6.", "7."],
        ),
        (
            "each place uses the format of its own level",
            abstract(1, level(0, "upperRoman", "%1."), level(1, "upperLetter", "%1.%2.")) + numbered(1, 1),
            [(1, 0), (1, 1), (1, 0), (1, 1), (1, 1)],
            ["I.", "I.A.", "II.", "II.A.", "II.B."],
        ),
        (
            "legal numbering is decimal all through",
            abstract(1, level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>")) + numbered(1, 1),
            [(1, 0), (1, 0), (1, 1)],
            ["I.", "II.", "2.1."],
        ),
        (
            "a level that never restarts",
            abstract(1, level(0, "upperRoman", "%1."), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')) + numbered(1, 1),
            [(1, 0), (1, 1), (1, 0), (1, 1)],
            ["I.", "1.", "II.", "2."],
        ),
        (
            "a level that restarts only after the first",
            abstract(1, level(0, "decimal", "%1."), level(1, "decimal", "%2."), level(2, "lowerLetter", "%3)", '<w:lvlRestart w:val="1"/>')) + numbered(1, 1),
            [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)],
            ["1.", "1.", "a)", "2.", "b)", "2.", "a)"],
        ),
        ("words and zeros", abstract(1, level(0, "decimalZero", "Điều %1."), level(1, "vietnameseCounting", "Việc %2:")) + numbered(1, 1), [(1, 0), (1, 1), (1, 1)], ["Điều 01.", "Việc một:", "Việc hai:"]),
        (
            "a whole level of its own over the definition",
            PLAN_LIST + numbered(1, 1, f'<w:lvlOverride w:ilvl="1">{level(1, "lowerRoman", "(%2)")}</w:lvlOverride>'),
            [(1, 1), (1, 1)],
            ["(i)", "(ii)"],
        ),
        ("a deeper level first shows the start of those above", PLAN_LIST + numbered(1, 1), [(1, 2), (1, 1)], ["1.1.", "1."]),
        ("letters go on after z", abstract(1, level(0, "lowerLetter", "%1)").replace('w:start w:val="1"', 'w:start w:val="26"')) + numbered(1, 1), [(1, 0), (1, 0)], ["z)", "aa)"]),
        ("no list at all", PLAN_LIST + numbered(1, 1), [(0, 0), (9, 0)], ["", ""]),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 80 and "<" not in value else "",
)
def test_automatic_numbers_are_the_visible_ones(name: str, numbering: str, items: list[tuple[int, int]], expected: list[str]) -> None:
    assert numbers(items, numbering) == expected


def test_numbers_come_from_styles_with_list_and_level_inherited_apart() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="MucCon"><w:basedOn w:val="Muc"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Gach"><w:basedOn w:val="Muc"/></w:style>'
    )
    linked = PLAN_LIST.replace('<w:lvl w:ilvl="4"><w:start w:val="1"/>', '<w:lvl w:ilvl="4"><w:start w:val="1"/><w:pStyle w:val="Gach"/>')
    body = paragraph("Mục đích", style="Muc") + paragraph("Chung", style="MucCon") + paragraph("Họp", style="Gach") + paragraph("Riêng", style="MucCon")
    assert lines(document(body, numbering=linked + numbered(1, 1), styles=styles)) == ["I. Mục đích", "1. Chung", "- Họp", "2. Riêng"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("1. Rà soát", "1. Rà soát"), ("a) Rà soát", "1. a) Rà soát"), ("Rà soát", "1. Rà soát")],
    ids=["the same number", "another number", "none"],
)
def test_a_number_typed_beside_the_automatic_one_stands_once(typed: str, shown: str) -> None:
    assert lines(document(paragraph(typed, num=(1, 1)), numbering=PLAN_LIST + numbered(1, 1))) == [shown]


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        (run("Thời hạn: ") + f'<w:del>{run("30/6").replace("w:t", "w:delText")}</w:del><w:ins>{run("15/7/2024")}</w:ins>', "Thời hạn: 15/7/2024"),
        (f'<w:moveFrom>{run("cũ ")}</w:moveFrom><w:moveTo>{run("mới")}</w:moveTo>', "mới"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Sở Y tế')}</w:sdtContent></w:sdt>", "Sở Y tế"),
        (f'<w:smartTag w:element="place">{run("Bình Minh")}</w:smartTag>', "Bình Minh"),
        (f'<w:hyperlink r:id="r9">{run("cổng dịch vụ công")}</w:hyperlink>', "cổng dịch vụ công"),
        ('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "http://a"</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>' + run("văn bản"), "văn bản"),
        (run("kế hoạch", "<w:caps/>"), "KẾ HOẠCH"),
        (run("thấy") + run(" ẩn", "<w:vanish/>"), "thấy"),
        (run("Uû ban nh©n d©n", '<w:rFonts w:ascii=".VnTime"/>'), "Uỷ ban nhân dân"),
        (run("KÕ ho¹ch", '<w:rFonts w:ascii=".VnTimeH"/>'), "KẾ HOẠCH"),
        (run("Keá hoaïch", '<w:rFonts w:ascii="VNI-Times"/>'), "Kế hoạch"),
        ('<w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>ng</w:t><w:softHyphen/><w:t>êi</w:t></w:r>', "người"),
        (run("§", '<w:rFonts w:ascii="Wingdings"/>') + run(" Thời gian"), "- Thời gian"),
        (run("Một") + "<w:r><w:tab/></w:r>" + run("hai\u00a0ba\u200b"), "Một\thai ba"),
        (run("Tỷ lệ ") + "<m:oMath><m:r><m:t>50%</m:t></m:r></m:oMath>", "Tỷ lệ 50%"),
        (run("Ban Tổ chư\u0301c".replace("ư\u0301", "ư\u0301")), "Ban Tổ chức"),
    ],
    ids=["inserted kept, deleted out", "moved", "content control", "smart tag", "hyperlink", "field", "capitals", "hidden", "TCVN3 font", "TCVN3 capitals font", "VNI font", "soft hyphen of TCVN3", "symbol font", "spaces", "formula", "decomposed"],
)
def test_what_is_shown_is_read(inner: str, shown: str) -> None:
    assert lines(document(paragraph(inner=inner))) == [shown]


def test_a_line_break_makes_a_line_and_a_paragraph_an_empty_one() -> None:
    body = paragraph(inner=run("KẾ HOẠCH") + "<w:r><w:br/></w:r>" + run("Công tác 2025")) + paragraph("Căn cứ")
    assert read_document("a.docx", document(body)).text == "KẾ HOẠCH\nCông tác 2025\n\nCăn cứ\n"


def test_a_deleted_paragraph_end_joins_it_to_the_next() -> None:
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Sở Nội vụ ')}</w:p>"
    assert lines(document(first + paragraph("chủ trì"))) == ["Sở Nội vụ chủ trì"]


def test_a_text_box_written_in_two_dialects_is_read_once_after_its_paragraph() -> None:
    box = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{paragraph('DỰ THẢO')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{paragraph('DỰ THẢO')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert lines(document(paragraph(inner=run("Số: 5/KH-UBND") + f"<w:r>{box}</w:r>"))) == ["Số: 5/KH-UBND", "DỰ THẢO"]


def test_footnotes_headers_and_footers_stand_apart() -> None:
    body = paragraph(inner=run("Theo đề án") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" đã duyệt."))
    notes = f'<w:footnote w:id="2">{paragraph("Quyết định số 15/QĐ-UBND.")}</w:footnote>'
    data = document(body, footnotes=notes, header=paragraph("Kế hoạch 5/KH-UBND") + paragraph("2"), footer=paragraph("3"))
    made = read_document("a.docx", data)
    assert made.text.startswith("Theo đề án đã duyệt.\n")
    assert {(made.text[f.span[0] : f.span[1]], f.kind) for f in made.furniture} == {("[1] Quyết định số 15/QĐ-UBND.", "footnote"), ("Kế hoạch 5/KH-UBND", "running head")}


def test_a_letterhead_in_a_table_is_plain_lines_column_by_column() -> None:
    head = table(["ỦY BAN NHÂN DÂN\nXÃ AN PHÚ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"], ["Số: 12/KH-UBND", "An Phú, ngày 03 tháng 02 năm 2025"])
    made = read_document("a.docx", document(head + paragraph("KẾ HOẠCH")))
    assert made.tables == ()
    assert [line for line in made.text.split("\n") if line] == [
        "ỦY BAN NHÂN DÂN",
        "XÃ AN PHÚ",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "An Phú, ngày 03 tháng 02 năm 2025",
        "KẾ HOẠCH",
    ]


def grid(made: Document) -> list[list[str]]:
    """The cells of the first table; `^` before the text of a place that a merged cell covers."""
    return [[("^" if c.inherited else "") + made.text[c.span[0] : c.span[1]].replace("\n", "/") for c in row.cells] for row in made.tables[0].rows]


def test_merged_cells_cover_their_places_and_numbers_count_in_cells() -> None:
    start, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    body = table(
        ["TT", "Nhiệm vụ", cell("Phân công", wide)],
        [cell(paragraph(num=(1, 1))), "Rà soát", cell("Sở Y tế", start), "Sở Tài chính"],
        [cell(paragraph(num=(1, 1))), "Báo cáo\ncuối năm", cell("", on), ""],
    )
    made = read_document("a.docx", document(body, numbering=PLAN_LIST + numbered(1, 1)))
    assert grid(made) == [
        ["TT", "Nhiệm vụ", "Phân công", "^Phân công"],
        ["1.", "Rà soát", "Sở Y tế", "Sở Tài chính"],
        ["2.", "Báo cáo/cuối năm", "^Sở Y tế", ""],
    ]
    assert made.tables[0].span == (0, len(made.text) - 1)


def test_a_table_inside_a_frame_is_a_table_of_its_own() -> None:
    inner = table(["STT", "Nội dung", "Đơn vị chủ trì"], ["1", "Họp", "Sở Y tế"])
    made = read_document("a.docx", document(table(["Lời dẫn", cell(paragraph("trên") + inner + paragraph("dưới"))])))
    assert [line for line in made.text.split("\n") if line] == ["Lời dẫn", "trên", "STT", "Nội dung", "Đơn vị chủ trì", "1", "Họp", "Sở Y tế", "dưới"]
    assert len(made.tables) == 1


def test_a_table_that_only_sets_numbers_beside_the_text_is_its_items() -> None:
    body = table(["1.", cell(paragraph("Rà soát.") + paragraph("- Thời gian: Quý I."))], ["2.", "Kiểm tra."])
    made = read_document("a.docx", document(body))
    assert ([line for line in made.text.split("\n") if line], made.tables) == (["1. Rà soát.", "- Thời gian: Quý I.", "2. Kiểm tra."], ())


def test_a_table_that_word_split_in_two_is_one_again() -> None:
    body = table(["STT", "Nội dung", "Đơn vị chủ trì"], ["1", "Họp", "Sở Y tế"]) + table(["2", "Báo cáo", "Sở Nội vụ"], ["3", "Sơ kết", "Sở Xây dựng"])
    made = read_document("a.docx", document(body))
    assert [len(t.rows) for t in made.tables] == [4]


# --- paragraphs in bold ---------------------------------------------------------------------------------------------------

BOLD = "<w:b/>"


def test_paragraphs_in_bold_as_a_whole_are_known() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Dam"><w:rPr><w:b/></w:rPr></w:style><w:style w:type="character" w:styleId="Chu"><w:rPr><w:b/></w:rPr></w:style>'
    body = "".join(
        (
            paragraph(inner=run("Cả đoạn ", BOLD) + run(" ") + run("đậm", BOLD)),
            paragraph(inner=run("Một phần ", BOLD) + run("đậm")),
            paragraph("Đậm theo kiểu đoạn", style="Dam"),
            paragraph(style="Dam", inner=run("Không đậm", '<w:b w:val="0"/>')),
            paragraph(inner=run("Đậm theo kiểu chữ", '<w:rStyle w:val="Chu"/>')),
        )
    )
    made = read_document("a.docx", document(body, styles=styles))
    assert [made.text[start:].split("\n")[0] for start in sorted(made.strong)] == ["Cả đoạn  đậm", "Đậm theo kiểu đoạn", "Đậm theo kiểu chữ"]


def test_headings_without_a_number_that_are_bold_hold_what_stands_below() -> None:
    from kehoach_parser import parse_bytes

    lines = (("KẾ HOẠCH", True), ("Dọn vệ sinh đường làng", True), ("II. NHIỆM VỤ", True), ("Về tuyên truyền", True), ("- Phát tờ rơi.", False), ("Về thu gom rác", True), ("- Mua xe đẩy.", False))
    plan = parse_bytes("a.docx", document("".join(paragraph(inner=run(text, BOLD if bold else "")) for text, bold in lines)))
    (part,) = plan.body
    assert [(node.text, [child.text for child in node.children]) for node in part.children] == [("Về tuyên truyền", ["Phát tờ rơi."]), ("Về thu gom rác", ["Mua xe đẩy."])]
    assert plan.header.title == "Dọn vệ sinh đường làng"


def test_the_body_that_decides_is_no_part_of_the_title_of_its_decision() -> None:
    from kehoach_parser import parse_bytes

    lines = ("QUYẾT ĐỊNH", "Phê duyệt Điều lệ (sửa đổi)", "Hội Làm vườn huyện Mẫu", "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN MẪU")
    body = "".join(paragraph(inner=run(text, BOLD)) for text in lines) + paragraph("Căn cứ Luật Tổ chức chính quyền địa phương;")
    assert parse_bytes("a.docx", document(body)).header.title == "Phê duyệt Điều lệ (sửa đổi) Hội Làm vườn huyện Mẫu"
