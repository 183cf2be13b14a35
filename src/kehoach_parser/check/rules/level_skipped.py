"""Một mục đứng dưới đề mục cao hơn nó hai cấp, ví dụ 1.1.1 ngay dưới 1.

Vì sao: thiếu một cấp nghĩa là thiếu một đề mục, hoặc số bị gõ nhầm.

Không nên:
    1. Dịch vụ công
    1.1.1. Số hóa hồ sơ.

Nên:
    1. Dịch vụ công
    1.1. Số hóa hồ sơ.

English: An item stands two levels below its heading, for example 1.1.1 right below 1.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Dịch vụ công
1.1. Hồ sơ
1.1.1. Số hóa hồ sơ.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Dịch vụ công
1.1.1. Số hóa hồ sơ.
1.1.2. Công khai kết quả.
""",
        "3:1 mục 1.1.1 bỏ qua một cấp",
    ),
)
