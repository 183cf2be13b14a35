"""Thời hạn không ghi năm; năm được lấy theo năm của kế hoạch.

Vì sao: kế hoạch kéo sang năm sau hoặc được trích riêng thì ngày bị hiểu sai.

Không nên:
    - Thời gian hoàn thành: Trước ngày 30/9.

Nên:
    - Thời gian hoàn thành: Trước ngày 30/9/2024.

English: The deadline leaves out the year; that of the plan was taken.
"""

VALID = (
    """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trong tháng 9/2024.
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
- Thời gian hoàn thành: Trong tháng 9.
""",
        "7:25 thời hạn “Trong tháng 9” không ghi năm; hiểu là năm 2024",
    ),
)
