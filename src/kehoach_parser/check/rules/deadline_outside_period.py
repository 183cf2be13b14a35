"""Thời hạn nằm hẳn sau thời kỳ của kế hoạch (năm lớn nhất trong tiêu đề, ngày ban hành và năm kế hoạch).

Thời hạn bắt đầu trong thời kỳ rồi kéo dài sang năm sau, hoặc rơi vào quý I năm sau (tổng kết, báo cáo năm), thì không bị ghi.

Vì sao: có thể gõ nhầm năm; nếu đúng thì nên nêu mốc cần đạt trong thời kỳ kế hoạch.

Không nên:
    KẾ HOẠCH
    Số hóa sổ hộ tịch năm 2024
    I. NHIỆM VỤ
    1. Quét sổ giấy.
    - Thời gian hoàn thành: Trong năm 2026.

Nên:
    - Thời gian hoàn thành: Trong năm 2024.

English: The deadline lies wholly after the last year that the title and the plan's year name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kehoach_parser.check.view import Hit, View, days_of, shown

_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d{2}(?!\d)")

VALID = (
    """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý IV/2024.
2. Kiểm tra sổ đã số hóa.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: 2024 - 2025.
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Quý IV/2026.
""",
        "7:25 thời hạn 31/12/2026 nằm ngoài thời kỳ của kế hoạch (2024)",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the year of each deadline's end with the last year of the plan."""
    years = [int(year) for year in _YEAR.findall(view.header.title or "")]
    if view.header.plan_year:
        years.append(view.header.plan_year)
    if not years:
        return
    last = min(max(years), date.max.year - 1)
    for node, task in view.tasks:
        when = task.deadline
        end = days_of(when.end) if when is not None else None
        begin = days_of(when.start) if when is not None else None
        if when is not None and end and end[1] > date(last + 1, 3, 31) and not (begin and begin[0].year <= last):
            yield Hit(when.span, (shown(when.end), str(last)), node.id)
