"""Một trường có nhãn (Cơ quan chủ trì, Thời gian hoàn thành, …) không đứng dưới nhiệm vụ nào.

Vì sao: không ai biết cơ quan hay thời hạn ấy dành cho việc gì.

Không nên:
    II. NHIỆM VỤ
    - Cơ quan chủ trì: Sở Y tế.

Nên:
    II. NHIỆM VỤ
    1. Tập huấn sơ cấp cứu.
    - Cơ quan chủ trì: Sở Y tế.

English: A labelled field stands below no task, so nobody knows what it is about.
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
- Cơ quan chủ trì: Sở Y tế.
- Thời gian hoàn thành: Quý I/2024.
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
""",
        "1:3 trường “Cơ quan chủ trì” không thuộc",
    ),
)
