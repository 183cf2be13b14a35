"""Một dòng có dạng “Nhãn: giá trị” đứng cùng các trường của nhiệm vụ, nhưng nhãn không có trong ngữ pháp.

Vì sao: giá trị của nó không vào bảng theo dõi.

Không nên:
    - Cơ quan chũ trì: Sở Y tế.

Nên:
    - Cơ quan chủ trì: Sở Y tế.

English: A line of the form “label: value” stands among the fields of a task, but the label is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

_LABEL = re.compile(r"[*_]{0,3}(?P<label>[^\W\d_][^:;.()\n]{2,40}?)[*_]{0,3}:[*_]{0,3}\s+\S")
_WORDS = 6

VALID = (
    """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
- Thời gian hoàn thành: Quý I/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
- Đơn vị giám định: Sở Nội vụ.
- Thời gian hoàn thành: Quý I/2024.
""",
        "4:3 không nhận ra nhãn “Đơn vị giám định”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks among the children of a task, from its first field to the line after its last one, for a label and a value."""
    for node, _ in view.tasks:
        lines = [field.line for field in node.fields if field.origin == "stated"]
        for child in node.children if lines else ():
            found = _LABEL.match(child.text)
            if found and not child.fields and min(lines) < child.line <= max(lines) + 2 and len(found["label"].split()) <= _WORDS:
                at = view.text.find(found["label"], *child.span)
                span = (at, at + len(found["label"])) if at >= 0 else view.first_line(child)
                yield Hit(span, (found["label"],), child.id)
