"""Kế hoạch không có tên loại (“KẾ HOẠCH”) hoặc không có trích yếu nội dung.

Căn cứ: Nghị định 30/2020/NĐ-CP, Điều 8 và Phụ lục I (tên loại và trích yếu).

Không nên:
    (vào thẳng mục I, không có “KẾ HOẠCH” và trích yếu)

Nên:
    KẾ HOẠCH
    Số hóa sổ hộ tịch năm 2024

English: The kind of document (“KẾ HOẠCH”) or the subject below it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View, Words

VALID = (
    """\
Số: 28/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
)
INVALID = (
    (
        """\
Số: 28/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
        "1:1 thiếu tên loại văn bản",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a kind of document, and for a title below it."""
    read_off = "number" in view.header.spans and "doc_type" not in view.header.spans  # the symbol of the number told the kind
    if view.header.doc_type is None or read_off:
        yield Hit(view.header_span("title", "number"), (Words("tên loại văn bản", "the kind of document"),))
    elif not view.header.title:
        yield Hit(view.header_span("doc_type"), (Words("trích yếu nội dung", "the subject"),))
