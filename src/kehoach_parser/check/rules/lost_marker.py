"""Một đoạn không có gạch đầu dòng hay số, trong khi đoạn ngay trước và ngay sau nó đều có cùng một dấu.

Vì sao: khi sao chép hoặc quét, dấu đầu dòng hay bị mất; đoạn này dễ bị coi là phần nối của đoạn trước.

Không nên:
    - Rà soát hồ sơ tồn đọng.
    Cập nhật dữ liệu hộ tịch.
    - Báo cáo kết quả.

Nên:
    - Rà soát hồ sơ tồn đọng.
    - Cập nhật dữ liệu hộ tịch.
    - Báo cáo kết quả.

English: A paragraph has no bullet while the ones right before and after it carry the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach_parser.check.view import Hit, View
from kehoach_parser.model import Node

_BULLETS = ("-", "+", "•", "*", "–")
_LEAD_IN = ":"

VALID = (
    """\
I. NHIỆM VỤ
1. Dịch vụ công
- Rà soát hồ sơ tồn đọng.

- Cập nhật dữ liệu hộ tịch.

- Báo cáo kết quả.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Dịch vụ công

- Rà soát hồ sơ tồn đọng.

Cập nhật dữ liệu hộ tịch.

- Báo cáo kết quả.
""",
        "6:1 đoạn này không có gạch đầu dòng",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for an unmarked paragraph between two bullets of the same kind."""
    for siblings in (view.plan.body, *(node.children for node in view.nodes if len(node.children) > 2)):
        for place, node in enumerate(siblings):
            if between_bullets(siblings, place):
                yield Hit(view.first_line(node), (siblings[place - 1].marker or "-",), node.id)


def between_bullets(siblings: Sequence[Node], place: int) -> bool:
    """Whether a paragraph stands bare between two siblings with the same bullet and does not lead in what follows."""
    lone = siblings[place]
    if lone.kind != "paragraph" or lone.marker is not None or not 0 < place < len(siblings) - 1:
        return False
    before, after = siblings[place - 1].marker, siblings[place + 1].marker
    return before == after and before in _BULLETS and not lone.text.rstrip().endswith(_LEAD_IN)
