"""Thời hạn chỉ dựa vào một sự kiện (“sau khi có hướng dẫn”) hoặc tiến độ của nơi khác, không có ngày nào.

Vì sao: sự kiện không đến thì việc không bao giờ đến hạn.

Không nên:
    - Thời gian hoàn thành: Khi có hướng dẫn của Bộ Công an.

Nên:
    - Thời gian hoàn thành: Khi có hướng dẫn của Bộ Công an, chậm nhất trong Quý IV/2024.

English: The deadline hangs on an event or on another body's schedule and gives no date.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trong năm 2024 (khi Bộ Tư pháp triển khai).
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Khi có hướng dẫn của Bộ Tư pháp.
""",
        "4:25 thời hạn “Khi có hướng dẫn của Bộ Tư pháp” chỉ dựa vào sự kiện",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for deadlines with a condition or a reference and nothing else."""
    for node, task in view.tasks:
        when = task.deadline
        if when is not None and (when.condition or when.reference) and not (when.start or when.end or when.recurrence or when.ongoing):
            yield Hit(when.span, (when.raw,), node.id)
