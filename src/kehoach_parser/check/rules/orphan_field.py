"""Một trường có nhãn (Cơ quan chủ trì, Thời gian hoàn thành, …) không đứng dưới nhiệm vụ nào.

Vì sao: không ai biết cơ quan hay thời hạn ấy dành cho việc gì.

Không nên:
    II. NHIỆM VỤ
    - Cơ quan chủ trì: Sở Y tế.
    1. Tập huấn sơ cấp cứu.

Nên:
    II. NHIỆM VỤ
    1. Tập huấn sơ cấp cứu.
    - Cơ quan chủ trì: Sở Y tế.

English: A labelled field stands below no task, so nobody knows what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.model import FieldValue

VALID = (
    """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ

- Cơ quan chủ trì: Sở Y tế.

1. Tập huấn sơ cấp cứu.
2. Mua trang thiết bị.
""",
        "3:3 trường “Cơ quan chủ trì” không thuộc",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for fields right below the heading of a part, before its first item; what reading itself could not place comes with the plan."""
    for part in view.plan.body:
        if part.kind != "part" or not part.children:
            continue
        for field in part.fields:
            if field.origin == "stated" and field.line < part.children[0].line:
                yield Hit(_label(view, field), (field.label,), part.id)


def _label(view: View, field: FieldValue) -> tuple[int, int]:
    at = view.text.rfind(field.label, 0, field.span[0])
    return (at, at + len(field.label)) if at >= 0 else field.span
