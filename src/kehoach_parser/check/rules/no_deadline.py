"""Nhiệm vụ được giao bằng các trường có nhãn nhưng không có thời hạn, và cấp trên của nó cũng không có.

Vì sao: kế hoạch phải “rõ lộ trình thực hiện”; không có thời hạn thì không theo dõi được tiến độ.

Không nên:
    1. Số hóa sổ hộ tịch.
    - Cơ quan chủ trì: Phòng Tư pháp.

Nên:
    1. Số hóa sổ hộ tịch.
    - Cơ quan chủ trì: Phòng Tư pháp.
    - Thời gian hoàn thành: Trước ngày 30/9/2024.

English: A task that is assigned in labelled fields has no deadline, nor has anything above it. Tasks without fields: KH312.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.model import Node, Task

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trước ngày 30/9/2024.
""",
    """\
I. NHIỆM VỤ
1. Trực sẵn sàng.
- Cơ quan chủ trì: Công an xã.
- Thời gian thực hiện: Thường xuyên.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
2. Niêm yết thủ tục.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý I/2024.
""",
        "2:1 1 nhiệm vụ có phân công",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Reports the highest nodes under which no task that has fields has a deadline."""

    def lacks(node: Node, task: Task) -> bool:
        return task.source == "field" and task.deadline is None and not view.dated_above(node)

    for node, count in view.gaps(lacks):
        yield Hit(view.first_line(node), (str(count),), node.id)
