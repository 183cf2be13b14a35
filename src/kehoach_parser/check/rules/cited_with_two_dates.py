"""Cùng một văn bản được viện dẫn với hai ngày ban hành khác nhau.

Số văn bản bắt đầu lại từ 01 mỗi năm, nên các số nhỏ (đến 10) ở hai năm khác nhau được coi là hai văn bản; văn bản do hai cơ quan khác nhau ban hành cũng vậy.

Vì sao: một trong hai ngày sai; người đọc không tìm được văn bản.

Không nên:
    Nghị quyết số 175/NQ-CP ngày 30/10/2023 … Nghị quyết số 175/NQ-CP ngày 31/10/2023

Nên:
    Nghị quyết số 175/NQ-CP ngày 30/10/2023 (ở mọi chỗ)

English: One document is cited with two dates. Small numbers (to 10) in two years count as two documents, since numbering begins anew each year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View, day, shown
from kehoach_parser.grammar import fold
from kehoach_parser.model import Citation

_YEARLY = 10  # resolutions such as 01/NQ-CP come every January
_MOST = 50  # dates of one number that are kept: enough for a real plan, and a hostile one stays quick
_LEADING = re.compile(r"\d+")

VALID = (
    """\
KẾ HOẠCH
Triển khai trung tâm dữ liệu năm 2024

Căn cứ Nghị quyết số 175/NQ-CP ngày 30/10/2023 của Chính phủ; Nghị quyết số 01/NQ-CP ngày 06/01/2023 của Chính phủ; Nghị quyết số 01/NQ-CP ngày 05/01/2024 của Chính phủ.

I. NHIỆM VỤ
1. Triển khai Nghị quyết số 175/NQ-CP ngày 30/10/2023 của Chính phủ.
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Triển khai trung tâm dữ liệu năm 2024

Căn cứ Nghị quyết số 175/NQ-CP ngày 30/10/2023 của Chính phủ.

I. NHIỆM VỤ
1. Triển khai Nghị quyết số 175/NQ-CP ngày 31/10/2023 của Chính phủ.
""",
        "7:15 175/NQ-CP được viện dẫn với hai ngày: 30/10/2023 và 31/10/2023",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares each dated citation with the first one of the same number and issuer."""
    seen: dict[str, list[Citation]] = {}
    for cited in view.plan.citations:
        if day(cited.date) is None:
            continue
        earlier = seen.setdefault(fold(cited.number), [])
        clash = next((other for other in earlier if _same_document(other, cited)), None)
        if clash and clash.date != cited.date and all(other.date != cited.date for other in earlier):
            yield Hit(cited.span, (cited.number, shown(clash.date), shown(cited.date)))
        if len(earlier) < _MOST and all(other.date != cited.date for other in earlier):
            earlier.append(cited)


def _same_document(one: Citation, other: Citation) -> bool:
    if one.issuer and other.issuer and fold(one.issuer) != fold(other.issuer):
        return False
    number = _LEADING.match(one.number)
    same_year = (one.date or "")[:4] == (other.date or "")[:4]
    return same_year or (number is not None and int(number.group()) > _YEARLY)
