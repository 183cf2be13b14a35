"""Một đoạn không có số hay gạch đầu dòng đứng sau các nhiệm vụ của một mục, không rõ là nhiệm vụ hay lời bình.

Vì sao: nội dung vẫn được giữ, nhưng không thành nhiệm vụ; nếu là nhiệm vụ thì sẽ không được theo dõi.

Không nên:
    1. Dịch vụ công
    - Rà soát hồ sơ tồn đọng.
    Công việc này gắn với phong trào thi đua.
    2. Tuyên truyền

Nên:
    1. Dịch vụ công
    - Rà soát hồ sơ tồn đọng, gắn với phong trào thi đua.
    2. Tuyên truyền

English: A paragraph without number or bullet stands after the tasks of a section; it is kept, but never becomes a task.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.rules.lost_marker import between_bullets
from kehoach_parser.check.view import Hit, View

_LEAD_IN = ":"

VALID = (
    """\
I. NHIỆM VỤ
1. Dịch vụ công

- Rà soát hồ sơ tồn đọng.

- Công việc này gắn với phong trào thi đua.
(Phân công chi tiết tại phụ lục)
2. Tuyên truyền
- Phát thanh trên loa.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Dịch vụ công

- Rà soát hồ sơ tồn đọng.

- Báo cáo kết quả.

Công việc này gắn với phong trào thi đua.
2. Tuyên truyền

- Phát thanh trên loa.
""",
        "8:1 không hiểu vai trò của đoạn “Công việc này gắn với phong trào thi đua.”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for bare paragraphs after tasks; the last node of the plan is its closing formula."""
    last = view.nodes[-1].id if view.nodes else ""
    for parent in view.nodes:
        tasks = False
        for place, node in enumerate(parent.children):
            tasks = tasks or node.task is not None
            bare = node.kind == "paragraph" and node.marker is None and node.task is None and not node.children and not node.fields
            told = node.text.endswith(_LEAD_IN) or (node.text.startswith("(") and node.text.endswith(")"))  # a remark, by its brackets
            if bare and tasks and node.id != last and not told and not between_bullets(parent.children, place):
                yield Hit(view.first_line(node), (node.text,), node.id)
