"""Một số được dùng cho hai mục cùng cấp.

Vì sao: “mục 1.1” không còn chỉ một chỗ; nhiệm vụ thứ hai dễ bị bỏ sót khi theo dõi.

Không nên:
    1.1. Thành lập Tổ công tác.
    1.1. Phân công thành viên.

Nên:
    1.1. Thành lập Tổ công tác.
    1.2. Phân công thành viên.

English: Two siblings carry the same number, so a reference to it means two things.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.numbers import steps
from kehoach_parser.check.view import Hit, View

VALID = (
    """\
I. NHIỆM VỤ
1. Nhiệm vụ chung
1.1. Thành lập Tổ công tác.
1.2. Phân công thành viên.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Nhiệm vụ chung
1.1. Thành lập Tổ công tác.
1.1. Phân công thành viên.
1.2. Báo cáo kết quả.
""",
        "4:1 số 1.1 được dùng hai lần",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a number that a sibling of the same list already has; a list that begins again at 1 is another list."""
    for step in view.once(steps):
        if step.again:
            yield Hit(view.marker(step.node), (step.node.ordinal or "",), step.node.id)
