"""Thời hạn của nhiệm vụ con muộn hơn thời hạn của nhiệm vụ chứa nó.

Vì sao: việc lớn không thể xong trước việc nhỏ thuộc nó.

Không nên:
    1. Số hóa sổ hộ tịch.
    - Thời gian hoàn thành: Quý II/2024.
    1.1. Quét sổ giấy.
    - Thời gian hoàn thành: Trước ngày 30/9/2024.

Nên:
    1. Số hóa sổ hộ tịch.
    - Thời gian hoàn thành: Quý II/2024.
    1.1. Quét sổ giấy.
    - Thời gian hoàn thành: Trước ngày 31/5/2024.

English: A child task is due later than the task that contains it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View, days_of, shown

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý III/2024.
1.1. Quét sổ giấy.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý II/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý II/2024.
1.1. Quét sổ giấy.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý III/2024.
""",
        "7:25 thời hạn 30/09/2024 muộn hơn thời hạn 30/06/2024",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the end of each deadline with that of the nearest task above."""
    for node, task in view.tasks:
        when = task.deadline
        higher = view.deadline_above(node) if when is not None else None
        if when is None or higher is None or higher.ongoing:
            continue
        end, limit = days_of(when.end), days_of(higher.end)
        if end and limit and end[1] > limit[1]:
            yield Hit(when.span, (shown(when.end), shown(higher.end)), node.id)
