"""Thời hạn hiểu được hai cách; chương trình chọn một cách theo quy ước và nêu cách kia. Mặc định tắt.

Vì sao: người giao và người làm có thể hiểu lệch nhau một ngày hay một quý.

Không nên:
    - Thời gian hoàn thành: Trước ngày 30/6/2024.

Nên:
    - Thời gian hoàn thành: Chậm nhất ngày 30/6/2024.

English: The deadline can be read in two ways; a convention decided (docs/deadlines.md) and the other reading is in the message. Off by default: the conventions are sound, and such wordings are everywhere.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Chậm nhất ngày 30/6/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Thời gian hoàn thành: Trước ngày 30/6/2024.
""",
        "4:25 thời hạn “Trước ngày 30/6/2024” hiểu được hai cách",
    ),
)
