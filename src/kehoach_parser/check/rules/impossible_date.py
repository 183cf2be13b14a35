"""Ngày không có trên lịch, ví dụ 31/6 hoặc 30/02, hoặc khoảng thời gian kết thúc trước khi bắt đầu.

Vì sao: thời hạn không xác định được; chương trình không tự sửa.

Không nên:
    - Thời gian hoàn thành: Trước ngày 31/6/2024.

Nên:
    - Thời gian hoàn thành: Trước ngày 30/6/2024.

English: The calendar has no such day, or the period ends before it begins.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trước ngày 30/6/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trước ngày 31/6/2024.
""",
        "4:25 “Trước ngày 31/6/2024” không thể có",
    ),
)
