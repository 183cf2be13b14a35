"""Một dòng có dạng “Nhãn: giá trị” đứng cùng các trường của nhiệm vụ, nhưng nhãn không có trong ngữ pháp.

Vì sao: giá trị của nó không vào bảng theo dõi.

Không nên:
    - Cơ quan chũ trì: Sở Y tế.

Nên:
    - Cơ quan chủ trì: Sở Y tế.

English: A line of the form “label: value” stands among the fields of a task, but the label is not known.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
- Thời gian hoàn thành: Quý I/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
- Đơn vị giám định: Sở Nội vụ.
- Thời gian hoàn thành: Quý I/2024.
""",
        "4:3 không nhận ra nhãn “Đơn vị giám định”",
    ),
)
