"""Một mục đứng dưới đề mục cao hơn nó hai cấp, ví dụ 1.1.1 ngay dưới 1.

Vì sao: thiếu một cấp nghĩa là thiếu một đề mục, hoặc số bị gõ nhầm.

Không nên:
    1. Dịch vụ công
    1.1.1. Số hóa hồ sơ.

Nên:
    1. Dịch vụ công
    1.1. Số hóa hồ sơ.

English: An item stands two levels below its heading, for example 1.1.1 right below 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

VALID = (
    """\
I. NHIỆM VỤ
1. Dịch vụ công
1.1. Hồ sơ
1.1.1. Số hóa hồ sơ.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Dịch vụ công
1.1.1. Số hóa hồ sơ.
1.1.2. Công khai kết quả.
""",
        "3:1 mục 1.1.1 bỏ qua một cấp",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a decimal number two or more parts longer than that of the decimal heading right above it; says it for the first child."""
    told: set[str] = set()
    for node in view.nodes:
        if node.ordinal is None or node.ordinal.count(".") < 2:
            continue
        above = view.above[node.id]
        if not above or above[-1].id in told:
            continue
        own, higher = node.ordinal.split("."), (above[-1].ordinal or "").split(".")
        if all(part.isdigit() for part in (*own, *higher)) and own[: len(higher)] == higher and len(own) > len(higher) + 1:
            told.add(above[-1].id)
            yield Hit(view.marker(node), (node.ordinal,), node.id)
