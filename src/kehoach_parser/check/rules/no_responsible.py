"""Nhiệm vụ không nêu cơ quan chủ trì và cũng không nêu cơ quan thực hiện.

Khi mọi nhiệm vụ của một mục đều thiếu, phát hiện được ghi một lần ở mục đó, kèm số nhiệm vụ.

Vì sao: kế hoạch phải “rõ trách nhiệm”; việc không giao cho ai thì không ai làm.

Không nên:
    1. Số hóa sổ hộ tịch.
    - Thời gian hoàn thành: Quý I/2024.

Nên:
    1. Số hóa sổ hộ tịch.
    - Cơ quan chủ trì: Phòng Tư pháp.
    - Thời gian hoàn thành: Quý I/2024.

English: A task names neither a leading nor an implementing body. When all tasks of a section lack one, the section is reported once.
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
- Thời gian hoàn thành: Quý I/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Thời gian hoàn thành: Quý I/2024.
2. Niêm yết thủ tục.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý II/2024.
""",
        "2:1 1 nhiệm vụ chưa có cơ quan",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Reports the highest nodes under which no task names a lead or an implementer."""
    for node, count in view.gaps(_lacks):
        yield Hit(view.first_line(node), (str(count),), node.id)


def _lacks(node: Node, task: Task) -> bool:
    return not task.lead and not task.implementer
