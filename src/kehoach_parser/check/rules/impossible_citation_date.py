"""Văn bản viện dẫn ghi một ngày không có trên lịch, ví dụ 31/02/2022.

Vì sao: văn bản không thể được ban hành vào ngày ấy; số hoặc ngày bị gõ nhầm.

Không nên:
    Quyết định số 468/QĐ-TTg ngày 31/02/2021

Nên:
    Quyết định số 468/QĐ-TTg ngày 27/3/2021

English: A cited document carries a day that the calendar does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar, trie_pattern

VALID = (
    """\
KẾ HOẠCH
Triển khai dịch vụ công năm 2024

Căn cứ Quyết định số 468/QĐ-TTg ngày 27/3/2021 của Thủ tướng Chính phủ; Nghị quyết số 66.13/2025/NQ-CP ngày 25/11/2025 của Chính phủ.

I. NHIỆM VỤ
1. Công khai thủ tục.
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Triển khai dịch vụ công năm 2024

Căn cứ Quyết định số 468/QĐ-TTg ngày 31/02/2021 của Thủ tướng Chính phủ.

I. NHIỆM VỤ
1. Công khai thủ tục.
""",
        "4:8 văn bản viện dẫn ghi ngày không có thật: “31/02/2021”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Tries the calendar on every date in a citation."""
    for cited in view.plan.citations:
        for found in view.grammar.once(_dates).finditer(cited.raw):
            if not _exists(int(found[3]), int(found[2]), int(found[1])):
                yield Hit(cited.span, (found.group(),))


def _dates(grammar: Grammar) -> re.Pattern[str]:
    """A date in figures or with words; "66.7/2025/NQ-CP" begins with none."""
    month, year = (trie_pattern(grammar.phrases("envelope", word)) for word in ("month", "year"))
    return re.compile(rf"(?<![\d/])(\d{{1,2}})(?:[/.-]|\s+(?:{month})\s+)(\d{{1,2}})(?:[/.-]|\s+(?:{year})\s+)((?:19|20)\d{{2}})(?!\d|\s?/)")


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
