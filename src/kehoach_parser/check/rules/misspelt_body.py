"""Tên cơ quan gần giống một tên trong danh mục, chỉ sai một hai chữ.

Vì sao: tên sai làm sai thống kê theo cơ quan, và mất uy tín của văn bản.

Không nên:
    7. Ủy nhân nhân dân các phường

Nên:
    7. Ủy ban nhân dân các phường

English: The name is one or two letters or words away from a body of the registry; the suggestion is in the message.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Ủy ban nhân dân các phường.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Ủy nhân nhân dân các phường.
""",
        "3:20 “Ủy nhân nhân dân các phường” viết sai, có lẽ là “Ủy ban nhân dân các phường”",
    ),
)
