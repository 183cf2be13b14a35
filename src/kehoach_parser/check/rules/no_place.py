"""Có ngày ban hành nhưng không có địa danh trước nó.

Căn cứ: Nghị định 30/2020/NĐ-CP, Phụ lục I: địa danh là tên nơi cơ quan ban hành đóng trụ sở.

Không nên:
    ngày 15 tháng 3 năm 2024

Nên:
    Cửa Nam, ngày 15 tháng 3 năm 2024

English: The place is missing before the date of issue.
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
ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
        "2:1 thiếu địa danh",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a place where there is a date; a plan without a date line gets KH502 alone."""
    if view.header.place is None and view.header.issued_on is not None:
        yield Hit(view.header_span("issued_on"), ())
