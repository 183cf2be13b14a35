"""Văn bản viện dẫn có ngày sau ngày ban hành kế hoạch.

Vì sao: không thể căn cứ vào văn bản chưa có; một trong hai ngày sai.

Không nên:
    Cửa Nam, ngày 15 tháng 3 năm 2024
    KẾ HOẠCH
    Căn cứ Quyết định số 15/QĐ-UBND ngày 20/4/2024 của Ủy ban nhân dân tỉnh.

Nên:
    Cửa Nam, ngày 15 tháng 3 năm 2024
    KẾ HOẠCH
    Căn cứ Quyết định số 15/QĐ-UBND ngày 20/02/2024 của Ủy ban nhân dân tỉnh.

English: A cited document is dated later than the plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View, day, days_of, shown

VALID = (
    """\
Số: 28/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

Căn cứ Quyết định số 15/QĐ-UBND ngày 20/02/2024 của UBND tỉnh.

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
)
INVALID = (
    (
        """\
Số: 28/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

Căn cứ Quyết định số 15/QĐ-UBND ngày 20/4/2024 của UBND tỉnh.

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
        "6:8 15/QĐ-UBND có ngày 20/04/2024, sau ngày ban hành kế hoạch (15/03/2024)",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares each full date of a citation with the last day on which the plan can have been issued."""
    issued = days_of(view.header.issued_on)
    if issued is None:
        return
    for cited in view.plan.citations:
        dated = day(cited.date)
        if dated and dated > issued[1]:
            yield Hit(cited.span, (cited.number, shown(cited.date), shown(view.header.issued_on)))
