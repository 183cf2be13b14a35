"""Chữ viết tắt có nhiều nghĩa mà ngữ cảnh không đủ để chọn một.

Vì sao: “CT” có thể là Chủ tịch, Công ty; người nhận việc có thể hiểu nhầm.

Không nên:
    - Cơ quan phối hợp: CT.

Nên:
    - Cơ quan phối hợp: Chủ tịch Ủy ban nhân dân huyện.

English: An abbreviation has several meanings and the context does not decide.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: UBND xã.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Công an xã.
- Cơ quan phối hợp: CT.
""",
        "4:21 “CT” hiểu được nhiều cách: ",
    ),
)
