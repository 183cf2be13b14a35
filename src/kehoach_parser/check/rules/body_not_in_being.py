"""Cơ quan được giao việc không tồn tại vào ngày ban hành kế hoạch: đã giải thể, sáp nhập trước đó, hoặc chưa thành lập.

Mỗi cơ quan được ghi một lần, ở chỗ đầu tiên nó được nhắc. Chênh lệch trong vòng một tháng không bị ghi, vì ngày sắp xếp bộ máy khác nhau giữa các nơi.

Vì sao: việc giao cho cơ quan không còn thì không ai nhận; tên cũ thường sót lại từ kế hoạch năm trước.

Không nên:
    Cửa Nam, ngày 15 tháng 9 năm 2025
    KẾ HOẠCH
    I. NHIỆM VỤ
    1. Số hóa sổ hộ tịch.
    - Cơ quan chủ trì: Sở Kế hoạch và Đầu tư.

Nên:
    - Cơ quan chủ trì: Sở Tài chính.

English: A body did not exist on the plan's date: it had been merged or abolished, or was not yet founded. The message names successors.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.lives import Life, in_full, life, namesake_lived, successors
from kehoach_parser.check.view import Hit, View, Words, shown

VALID = (
    """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Lập dự toán năm 2024

I. NHIỆM VỤ
1. Lập dự toán.
- Cơ quan chủ trì: Sở Kế hoạch và Đầu tư.
- Thời gian hoàn thành: Quý II/2024.
""",
    """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 4 năm 2026
KẾ HOẠCH
Duy tu đường liên xã năm 2026

I. NHIỆM VỤ
1. Duy tu đường liên xã.
- Cơ quan chủ trì: Ban Quản lý dự án đầu tư xây dựng số 4.
- Cơ quan phối hợp: Ngân hàng Nhà nước Chi nhánh Khu vực 9.
- Thời gian hoàn thành: Quý II/2026.
""",
)
INVALID = (
    (
        """\
Số: 15/KH-UBND
Cửa Nam, ngày 15 tháng 9 năm 2025
KẾ HOẠCH
Lập dự toán năm 2025

I. NHIỆM VỤ
1. Lập dự toán.
- Cơ quan chủ trì: Sở Kế hoạch và Đầu tư.
- Thời gian hoàn thành: Quý IV/2025.
""",
        "8:20 “Sở Kế hoạch và Đầu tư” không tồn tại vào ngày ban hành kế hoạch",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the life of each body with the days on which the plan can have been issued; says it once a body."""
    if view.issued is None:
        return
    first, last = view.issued
    told: set[str] = set()
    for node, _, body in view.bodies:
        if body.id is None or body.id in told:
            continue
        told.add(body.id)
        span = life(view.grammar, body.id)
        if (span.ended_before(first) or span.began_after(last)) and in_full(view.grammar, body) and not namesake_lived(view.grammar, body.name, first, last):
            issued = shown(last if first == last else view.header.issued_on or str(last.year))
            advice = _founded(span) if span.began_after(last) else _taken_over(view, body.id)
            yield Hit(body.span, (body.name, issued, advice), node.id)


def _founded(span: Life) -> Words:
    return Words(f"; thành lập từ {shown(span.start)}", f"; founded {shown(span.start)}")


def _taken_over(view: View, body_id: str) -> Words:
    heirs = ", ".join(successors(view.grammar, body_id))
    return Words(f"; kế thừa: {heirs}", f"; successor: {heirs}") if heirs else Words("", "")
