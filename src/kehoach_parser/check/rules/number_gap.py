"""Dãy số của các mục cùng cấp bị nhảy, ví dụ từ 8 sang 10.

Vì sao: người đọc không biết một mục bị sót hay chỉ đánh số nhầm; viện dẫn “mục 9” sẽ không tìm thấy.

Không nên:
    8. Thị đoàn
    10. Bưu điện thị xã

Nên:
    8. Thị đoàn
    9. Bưu điện thị xã

English: The numbers of siblings jump, for example from 8 to 10, so that nobody can tell whether an item was lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.numbers import Step, steps
from kehoach_parser.check.view import Hit, View

VALID = (
    """\
I. NHIỆM VỤ
1. Rà soát hồ sơ.
2. Cập nhật dữ liệu.
3. Báo cáo kết quả.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Rà soát hồ sơ.
2. Cập nhật dữ liệu.
4. Báo cáo kết quả.
""",
        "4:1 thiếu số 3",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a number that is more than one above that of the sibling before."""
    for step in view.once(steps):
        if step.number > step.last + 1:
            yield Hit(view.marker(step.node), (_missing(step), step.before.ordinal or "", step.node.ordinal or ""), step.node.id)


def _missing(step: Step) -> str:
    first, last = step.shown(step.last + 1), step.shown(step.number - 1)
    return first if first == last else f"{first}–{last}"
