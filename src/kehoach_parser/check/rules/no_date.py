"""Kế hoạch không ghi ngày ban hành, hoặc để trống ngày hay tháng.

Căn cứ: Nghị định 30/2020/NĐ-CP, Điều 8 và Phụ lục I (địa danh và thời gian ban hành).

Vì sao: các thời hạn tính “kể từ ngày ký” và hiệu lực của kế hoạch dựa vào ngày này.

Không nên:
    Cửa Nam, ngày     tháng 8 năm 2022

Nên:
    Cửa Nam, ngày 09 tháng 8 năm 2022

English: The date of issue is missing, or its day or month is blank.
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
Số: 28/KH-UBND
Cửa Nam, ngày     tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
        "2:10 ngày ban hành chưa đủ: …/03/2024",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a date of issue with day, month and year."""
    parts = (view.header.issued_on or "").split("-")
    if len(parts) < 3:
        known = [part for part in parts if part]
        yield Hit(view.header_span("issued_on", "number", "doc_type", "title"), ("/".join(["…"] * (3 - len(known)) + known[::-1]),))
