"""Chỉ tiêu được hẹn đến một năm muộn hơn năm kết thúc của nhiệm vụ.

Vì sao: nhiệm vụ đóng trước khi biết chỉ tiêu có đạt hay không.

Không nên:
    Đến hết năm 2026 đạt 80%. Thời gian hoàn thành: Trong năm 2024.

Nên:
    Đến hết năm 2024 đạt 50%. Thời gian hoàn thành: Trong năm 2024.

English: A target is promised for a year after the end of its task.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases, slot_pattern
from kehoach_parser.check.view import Hit, View, days_of, shown
from kehoach_parser.grammar import Grammar, fold

VALID = (
    """\
I. NHIỆM VỤ
1. Phấn đấu đến hết năm 2024 đạt tối thiểu 80% hồ sơ trực tuyến.
- Cơ quan chủ trì: Sở Nội vụ.
- Thời gian hoàn thành: Trong năm 2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Phấn đấu đến hết năm 2026 đạt tối thiểu 80% hồ sơ trực tuyến.
- Cơ quan chủ trì: Sở Nội vụ.
- Thời gian hoàn thành: Trong năm 2024.
""",
        "2:13 chỉ tiêu đến năm 2026 nhưng thời hạn của nhiệm vụ kết thúc 31/12/2024",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the years that tie targets (đến hết năm …) in the text of a task with the end of its deadline."""
    pattern = view.grammar.once(_years)
    for node, task in view.tasks:
        when = task.deadline
        end = days_of(when.end) if when is not None and not when.ongoing else None
        if end is None or when is None or not task.targets:
            continue
        for found in pattern.finditer(fold(node.text)):
            year = int(found.group()[-4:])
            if year > end[1].year:
                printed = node.text[found.start() : found.end()]
                at = view.text.find(printed, *node.span)
                span = (at, at + len(printed)) if at >= 0 else view.first_line(node)
                yield Hit(span, (str(year), shown(when.end)), node.id)


def _years(grammar: Grammar) -> re.Pattern[str]:
    return slot_pattern(section_phrases(grammar, "target_years"))
