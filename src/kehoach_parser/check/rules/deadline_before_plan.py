"""Thời hạn kết thúc trước ngày kế hoạch có thể được ban hành sớm nhất.

Khi kế hoạch để trống ngày hoặc tháng, ngày sớm nhất là ngày của văn bản mới nhất mà phần căn cứ viện dẫn.
Chỉ xét thời hạn ghi trong trường có nhãn, không xét ngày trong câu văn.

Vì sao: không ai làm được việc đã hết hạn trước khi được giao; thường là gõ nhầm năm hoặc chép từ kế hoạch cũ.

Không nên:
    Cửa Nam, ngày 15 tháng 3 năm 2024
    KẾ HOẠCH
    I. NHIỆM VỤ
    1. Số hóa sổ hộ tịch.
    - Thời gian hoàn thành: Trong tháng 02/2024.

Nên:
    - Thời gian hoàn thành: Trong tháng 4/2024.

English: The deadline ends before the plan can have been issued. With a blank date, the latest document that the opening cites decides.
Dates in sentences are left alone: only labelled fields count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from kehoach_parser.check.phrases import section_phrases, slot_pattern
from kehoach_parser.check.view import Hit, View, days_of, shown
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.model import Deadline, Node

_DAY_MAY_COUNT = ("C1",)  # "trước ngày 31/01": whether the 31st itself is in time

VALID = (
    """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý I/2024.
2. Mua máy quét.
- Cơ quan chủ trì: Phòng Tài chính.
- Thời gian thực hiện: Đã hoàn thành trong tháng 01/2024.
""",
    """\
Số: 15/KH-UBND
Cửa Nam, ngày 31 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trước ngày 31/3/2024.
""",
    """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch, hoàn thành trước ngày 30/01/2024.
- Cơ quan chủ trì: Phòng Tư pháp.
""",
)
INVALID = (
    (
        """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trong tháng 02/2024.
""",
        "9:25 thời hạn 29/02/2024 đã qua trước khi có kế hoạch (sớm nhất 15/03/2024)",
    ),
    (
        """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trước ngày 31/01/2024.
""",
        "9:25 thời hạn 30/01/2024 đã qua trước khi có kế hoạch (sớm nhất 15/03/2024)",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the end of each deadline with the first day on which the plan can have been issued."""
    if view.issued is None:
        return
    earliest = view.issued[0]
    done = view.grammar.once(_done)
    for node, task in view.tasks:
        when = task.deadline
        end = days_of(when.end) if when else None
        if when is None or end is None or end[1] + timedelta(days=when.ambiguous) >= earliest:
            continue
        if when.year_inferred or (when.ambiguous and when.conventions != _DAY_MAY_COUNT) or not _in_field(node, when):
            continue  # a doubtful reading, or a date in a sentence, is no ground for an error
        if not done.search(fold(when.raw)):
            yield Hit(when.span, (shown(when.end), shown(earliest)), node.id)


def _in_field(node: Node, when: Deadline) -> bool:
    """Whether the deadline stands in a labelled field of its own; other fields of the task say nothing about it."""
    stated = (field.span for field in node.fields if field.role == "deadline" and field.origin == "stated")
    return any(start <= when.span[0] and when.span[1] <= end for start, end in stated)


def _done(grammar: Grammar) -> re.Pattern[str]:
    return slot_pattern(section_phrases(grammar, "done_words"))
