"""Chỉ tiêu phần trăm lớn hơn 100 mà không phải mức tăng hay mức vượt.

Vì sao: tỷ lệ của một toàn thể không thể quá 100%; thường là thừa một chữ số.

Không nên:
    1. Phấn đấu 950% hồ sơ được giải quyết trực tuyến.

Nên:
    1. Phấn đấu 95% hồ sơ được giải quyết trực tuyến.

English: A share of a whole is over 100% and no growth word stands before it; usually a digit too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases, slot_pattern
from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar, fold

_BEFORE = 60

VALID = (
    """\
I. NHIỆM VỤ
1. Bảo đảm 100% hồ sơ được giải quyết trực tuyến.
2. Phấn đấu số hồ sơ trực tuyến tăng 150% so với năm trước.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Bảo đảm tối thiểu 950% hồ sơ được giải quyết trực tuyến.
""",
        "2:4 tỷ lệ 950% vượt quá 100%",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks at the values of the targets in percent."""
    growth = view.grammar.once(_growth)
    for node, task in view.tasks:
        for target in task.targets:
            if target.unit != "%" or not _over(target.value):
                continue
            before = fold(view.text[max(target.span[0] - _BEFORE, node.span[0]) : target.span[1]])
            if not growth.search(before):
                yield Hit(target.span, (f"{target.value}%",), node.id)


def _over(value: str) -> bool:
    try:
        return float(value.rpartition("-")[2]) > 100
    except ValueError:
        return False


def _growth(grammar: Grammar) -> re.Pattern[str]:
    return slot_pattern(section_phrases(grammar, "growth_words"))
