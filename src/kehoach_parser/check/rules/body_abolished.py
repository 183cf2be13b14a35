"""Cơ quan được giao việc nay không còn, trong khi nhiệm vụ của nó vẫn còn hạn.

Chỉ ghi với nhiệm vụ có thời hạn từ hôm nay trở đi; mỗi cơ quan một lần. Kế hoạch đã kết thúc không bị nhắc.

Vì sao: sau sắp xếp bộ máy, việc phải được chuyển cho cơ quan kế thừa.

Không nên:
    - Cơ quan chủ trì: Sở Kế hoạch và Đầu tư.
    - Thời gian hoàn thành: Năm 2030.

Nên:
    - Cơ quan chủ trì: Sở Tài chính.
    - Thời gian hoàn thành: Năm 2030.

English: A body no longer exists today although its task is still to be done; only tasks that are due today or later count.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kehoach_parser.check.lives import in_full, life, namesake_lived, successors
from kehoach_parser.check.view import ROLES, Hit, View, Words, days_of, shown

TODAY = date(2026, 1, 15)  # the day on which the cases are checked
VALID = (
    """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Lập dự toán năm 2024

I. NHIỆM VỤ
1. Lập dự toán.
- Cơ quan chủ trì: Sở Kế hoạch và Đầu tư.
- Thời gian hoàn thành: Quý II/2024.
""",
)
INVALID = (
    (
        """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Lập dự toán giai đoạn 2024 - 2026

I. NHIỆM VỤ
1. Lập dự toán.
- Cơ quan chủ trì: Sở Kế hoạch và Đầu tư.
- Thời gian hoàn thành: Trong năm 2026.
""",
        "8:20 “Sở Kế hoạch và Đầu tư” nay không còn",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks at the tasks that are due today or later for bodies whose life has ended since the plan was issued."""
    told: set[str] = set()
    issued = view.issued[0] if view.issued else None
    for node, task in view.tasks:
        end = days_of(task.deadline.end) if task.deadline is not None else None
        if end is None or end[1] < view.today:
            continue
        for body in (body for role in ROLES for body in getattr(task, role)):
            if body.id is None or body.id in told:
                continue
            span = life(view.grammar, body.id)
            if span.ended_before(view.today) and in_full(view.grammar, body) and not namesake_lived(view.grammar, body.name, view.today, view.today) and not (issued and span.ended_before(issued)):
                told.add(body.id)
                yield Hit(body.span, (body.name, _since(view, body.id, span.end)), node.id)


def _since(view: View, body_id: str, end: str | None) -> Words:
    heirs = ", ".join(successors(view.grammar, body_id))
    return Words(
        f" (đến {shown(end)}{'; kế thừa: ' + heirs if heirs else ''})",
        f" (until {shown(end)}{'; successor: ' + heirs if heirs else ''})",
    )
