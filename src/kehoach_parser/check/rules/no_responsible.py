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

import re
from collections.abc import Iterator
from itertools import pairwise

from kehoach_parser.check.view import Hit, View
from kehoach_parser.model import Node, Task

_WHO = ("lead", "implementer")
_LETTER = re.compile(r"[^\W\d_]")
_LEAD_IN = ":"

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý I/2024.
""",
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Theo phân công tại Quyết định số 15/QĐ-UBND.
2. Niêm yết thủ tục, gồm:
- Thời gian hoàn thành: Quý I/2024.
3. Niêm yết tại trụ sở.
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
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch, gồm:
- Cơ quan chủ trì: ……
- Thời gian hoàn thành: Quý I/2024.
2. Niêm yết thủ tục.
- Cơ quan phối hợp: Phòng Tư pháp.
- Thời gian hoàn thành: Quý II/2024.
""",
        "1:1 2 nhiệm vụ chưa có cơ quan",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Reports the highest nodes under which no task names a lead or an implementer."""
    following = view.once(_following)
    for node, count in view.gaps(lambda node, task: _lacks(node, task) and not _opens(node, following.get(node.id))):
        yield Hit(view.first_line(node), (str(count),), node.id)


def _lacks(node: Node, task: Task) -> bool:
    """A field that says in other words who (“theo phân công tại Quyết định …”) is not empty; KH204 says that no body was found in it."""
    return not _says_who(task) and not any(field.role in _WHO and _LETTER.search(field.raw) for field in node.fields)


def _says_who(task: Task) -> bool:
    return bool(task.lead or task.implementer)


def _opens(node: Node, following: Node | None) -> bool:
    """Whether a task only opens a list (“…, gồm:”, or a merged cell over the next row) whose first item says who."""
    if following is None or following.task is None or not _says_who(following.task):
        return False
    shared = (field for field in following.fields if field.origin == "inherited")
    return node.text.endswith(_LEAD_IN) or any(node.line <= field.line < following.line for field in shared)


def _following(view: View) -> dict[str, Node]:
    """The sibling after each node."""
    families = (view.plan.body, *(node.children for node in view.nodes))
    return {before.id: node for siblings in families for before, node in pairwise(siblings)}
