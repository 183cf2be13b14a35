"""Thời hạn chỉ dựa vào một sự kiện (“sau khi có hướng dẫn”) hoặc tiến độ của nơi khác, không có ngày nào.

Vì sao: sự kiện không đến thì việc không bao giờ đến hạn.

Không nên:
    - Thời gian hoàn thành: Khi có hướng dẫn của Bộ Công an.

Nên:
    - Thời gian hoàn thành: Khi có hướng dẫn của Bộ Công an, chậm nhất trong Quý IV/2024.

English: The deadline hangs on an event or on another body's schedule and gives no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases, slot_pattern
from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar, fold

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trong năm 2024 (khi Bộ Tư pháp triển khai).
2. Niêm yết thủ tục.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trong 45 ngày kể từ ngày ban hành Kế hoạch.
3. Báo cáo kết quả.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Theo các mốc dưới đây.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Khi có hướng dẫn của Bộ Tư pháp.
""",
        "4:25 thời hạn “Khi có hướng dẫn của Bộ Tư pháp” chỉ dựa vào sự kiện",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for deadlines with a condition or a reference and nothing else; what the plan itself fixes is no foreign event."""
    own = view.grammar.once(_own)
    for node, task in view.tasks:
        when = task.deadline
        if when is None or not (when.condition or when.reference) or when.start or when.end or when.recurrence or when.ongoing:
            continue
        if not own.search(fold(when.raw)):
            yield Hit(when.span, (when.raw,), node.id)


def _own(grammar: Grammar) -> re.Pattern[str]:
    return slot_pattern(section_phrases(grammar, "own_times"))
