"""Số của kế hoạch viết chưa đúng thể thức.

Căn cứ: Nghị định 30/2020/NĐ-CP, Phụ lục I: số nhỏ hơn 10 phải thêm số 0 phía trước.

Không nên:
    Số: 5/KH-UBND

Nên:
    Số: 05/KH-UBND

English: The number of the plan is not in the prescribed form: below 10 it gets a leading zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View, Words

_ONE_DIGIT = re.compile(r"^[1-9](?=/)")

VALID = (
    """\
Số: 05/KH-UBND
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
Số: 5/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
        "1:1 số “5/KH-UBND” viết chưa đúng thể thức",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a number of one digit."""
    number = view.header.number or ""
    if _ONE_DIGIT.match(number):
        yield Hit(view.header_span("number"), (number, Words("số nhỏ hơn 10 phải có số 0 phía trước", "below 10 it takes a leading zero"), f"0{number}"))
