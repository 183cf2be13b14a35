"""Thời hạn chỉ là “thường xuyên”, không có mốc kết thúc, kỳ lặp lại hay sự kiện. Mặc định tắt.

Vì sao: “thường xuyên” là cách ghi hợp lệ, nhưng không có mốc thì không “kiểm soát được kết quả”.

Không nên:
    - Thời gian thực hiện: Thường xuyên.

Nên:
    - Thời gian thực hiện: Thường xuyên; báo cáo trước ngày 25 hằng tháng.

English: The deadline is only “thường xuyên” (ongoing). Off by default, since it is a legal way of putting it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

VALID = (
    """\
I. NHIỆM VỤ
1. Trực sẵn sàng.
- Cơ quan chủ trì: Công an xã.
- Thời gian thực hiện: Trong năm 2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Trực sẵn sàng.
- Cơ quan chủ trì: Công an xã.
- Thời gian thực hiện: Thường xuyên.
""",
        "4:24 “Thường xuyên” không có điểm kết thúc",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for deadlines that go on and give nothing else."""
    for node, task in view.tasks:
        when = task.deadline
        if when is not None and when.ongoing and not (when.start or when.end or when.recurrence or when.condition or when.reference):
            yield Hit(when.span, (when.raw,), node.id)
