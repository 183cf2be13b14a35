"""Kế hoạch không có dòng “Số:”, hoặc để trống số.

Căn cứ: Nghị định 30/2020/NĐ-CP, Điều 8 và Phụ lục I (số, ký hiệu của văn bản).

Vì sao: văn bản không có số thì không viện dẫn, không tra cứu được. Bản dự thảo để trống là bình thường: tắt quy tắc này cho thư mục dự thảo.

Không nên:
    Số: /KH-UBND

Nên:
    Số: 28/KH-UBND

English: The plan has no number line, or the number is blank. For a folder of drafts, ignore the rule there.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

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
Số: /KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
        "1:1 thiếu số văn bản: “/KH-UBND”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a number with digits before the symbol."""
    number = view.header.number
    if not (number and number[:1].isdigit()):
        yield Hit(view.header_span("number", "doc_type", "title"), (f"“{number or 'Số: …'}”",))
