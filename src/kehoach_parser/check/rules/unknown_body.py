"""Tên cơ quan không có trong danh mục và cũng không theo mẫu tên nào đã biết.

Vì sao: có thể là tên viết sai, viết tắt lạ, hoặc cơ quan của riêng địa phương chưa được khai báo.

Không nên:
    - Cơ quan chủ trì: Bộ phận liên ngành.

Nên:
    - Cơ quan chủ trì: Phòng Nông nghiệp và Môi trường.

English: The body is not in the registry and follows no known pattern of names. Local bodies can be added in your own grammar files.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Zeta Lambda.
""",
        "3:20 không có cơ quan “Zeta Lambda”",
    ),
)
