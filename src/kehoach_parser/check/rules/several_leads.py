"""Nhiều cơ quan cùng chủ trì một nhiệm vụ. Mặc định tắt.

Vì sao: “một việc chỉ giao một cơ quan chủ trì, chịu trách nhiệm chính”; nhiều nơi chủ trì thì dễ chờ nhau.

Không nên:
    - Cơ quan chủ trì: Sở Tài chính, Sở Nội vụ.

Nên:
    - Cơ quan chủ trì: Sở Tài chính.
    - Cơ quan phối hợp: Sở Nội vụ.

English: Several bodies lead one task. Off by default; the principle of one lead a task asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

VALID = (
    """\
I. NHIỆM VỤ
1. Lập dự toán.
- Cơ quan chủ trì: Sở Tài chính.
- Cơ quan phối hợp: Sở Nội vụ.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Lập dự toán.
- Cơ quan chủ trì: Sở Tài chính, Sở Nội vụ.
""",
        "3:20 2 cơ quan cùng chủ trì",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Counts the leading bodies of each task."""
    for node, task in view.tasks:
        if len(task.lead) > 1:
            yield Hit((task.lead[0].span[0], max(body.span[1] for body in task.lead)), (str(len(task.lead)),), node.id)
