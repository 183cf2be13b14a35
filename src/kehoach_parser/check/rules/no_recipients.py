"""Kế hoạch không có phần “Nơi nhận”.

Căn cứ: Nghị định 30/2020/NĐ-CP, Điều 8 và Phụ lục I (nơi nhận).

Vì sao: cơ quan được giao việc phải nhận được kế hoạch.

Không nên:
    (kế hoạch kết thúc bằng chữ ký, không có Nơi nhận)

Nên:
    Nơi nhận:
    - Các phòng, ban;
    - Lưu: VT.

English: There is no list of recipients.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

VALID = (
    """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.

Nơi nhận:
- Các thôn;
- Lưu: VT.
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
        "5:1 thiếu “Nơi nhận”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for at least one recipient."""
    if not view.header.recipients:
        yield Hit(view.bottom)
