"""Thời hạn được ghi nhưng không hiểu được; chương trình giữ nguyên văn và không đoán ngày.

Vì sao: việc này sẽ không hiện trong lịch và bảng theo dõi hạn.

Không nên:
    - Thời gian hoàn thành: Càng sớm càng tốt.

Nên:
    - Thời gian hoàn thành: Trước ngày 30/9/2024.

English: A deadline is given but not understood. It is kept as printed; no date is guessed.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trước ngày 30/9/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Càng nhanh càng tốt.
""",
        "4:25 không hiểu thời hạn “Càng nhanh càng tốt”",
    ),
)
