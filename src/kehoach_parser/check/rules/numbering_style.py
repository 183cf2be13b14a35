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
from functools import lru_cache

from kehoach_parser.check.numbers import number_of, steps
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
    """Compares the punctuation of each number with that of the number before it in the same list.

    The first of a list is compared with its parent: "2)" after "1." is taken for a level of its own by the parser.
    """
    pairs = [(step.before, step.node) for step in view.once(steps) if step.number == step.last + 1]
    for before, node in (*pairs, *_first_children(view)):
        one, two = _shape(before.marker or ""), _shape(node.marker or "")
        if one and two and one != two:
            yield Hit(view.marker(node), (before.marker or "", node.marker or ""), node.id)


def _first_children(view: View) -> Iterator[tuple[Node, Node]]:
    for parent in view.nodes:
        if not parent.ordinal or not parent.children:
            continue
        first = next((child for child in parent.children if child.ordinal), None)
        own, below = number_of(parent), number_of(first) if first else None
        if first and own and below and own[0][-1] == below[0][-1] == "1" and below[1] == own[1] + 1:
            yield parent, first


@lru_cache(maxsize=4096)
def _shape(marker: str) -> str:
    """Punctuation around the number; raised signs (⁽¹⁾) are the same as plain ones, and a marker with a word in it has none."""
    if _WORD.search(marker):
        return ""
    plain = unicodedata.normalize("NFKC", marker)
    return _PRINTED.sub("1", plain).replace("1.1", "1").strip(" *_")
