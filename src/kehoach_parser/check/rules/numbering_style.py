"""Các mục cùng cấp đổi kiểu đánh số giữa chừng, ví dụ “1.” rồi “2)”.

Vì sao: kiểu số cho biết cấp của mục; đổi kiểu làm người đọc tưởng đã sang cấp khác.

Không nên:
    1. Tuyên truyền.
    2) Tập huấn.

Nên:
    1. Tuyên truyền.
    2. Tập huấn.

English: Siblings change their style of numbering, for example “1.” and then “2)”; the style tells the level.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.model import Node

_WORD = re.compile(r"[^\W\d_]{2,}")  # “Bước 3:” is a list of its own
_PRINTED = re.compile(r"\d+|[A-Za-zĐđ]+")

VALID = (
    """\
I. NHIỆM VỤ
1. Tuyên truyền về kế hoạch.
2. Tập huấn cho cán bộ.
- Tập huấn trực tuyến.
- Tập huấn trực tiếp.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tuyên truyền về kế hoạch.
2) Tập huấn cho cán bộ.
3) Báo cáo kết quả.
""",
        "3:1 kiểu đánh số đổi từ “1.” sang “2)”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the punctuation of each numbered node with that of the one before it.

    The first of a list is compared with its parent: "2)" after "1." is taken for a level of its own by the parser.
    """
    for parent, siblings in ((None, view.plan.body), *((node, node.children) for node in view.nodes if node.children)):
        before: Node | None = parent
        for node in siblings:
            if node.marker is None or not node.ordinal or not node.ordinal[-1].isalnum():
                continue
            if before is not None and before.marker and _same_series(before, node) and _shape(before) != _shape(node):
                yield Hit(view.marker(node), (before.marker, node.marker), node.id)
            before = node


def _same_series(first: Node, second: Node) -> bool:
    """Whether both count in digits and the second goes on from the first: else they are different lists."""
    if _WORD.search(first.marker or "") or _WORD.search(second.marker or ""):
        return False
    one, two = (first.ordinal or "").rpartition(".")[2], (second.ordinal or "").rpartition(".")[2]
    return one.isdigit() and two.isdigit() and int(two) == int(one) + 1


def _shape(node: Node) -> str:
    """Punctuation around the number; raised signs (⁽¹⁾) are the same as plain ones."""
    plain = unicodedata.normalize("NFKC", node.marker or "")
    return _PRINTED.sub("1", plain).replace("1.1", "1").strip(" *_")
