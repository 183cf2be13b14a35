"""Từ ba nhiệm vụ trở lên trong một mục, giao bằng đề mục hoặc bằng câu văn, đều không có thời hạn; ghi một lần cho cả mục.

Vì sao: phần phân công theo cơ quan thường chỉ nêu việc, không nêu mốc; khó kiểm tra khi sơ kết.

Không nên:
    2. Công an huyện
    - Cấp tài khoản định danh cho người dân.
    - Rà soát dữ liệu dân cư.
    - Kiểm tra việc khai thác dữ liệu.

Nên:
    2. Công an huyện
    - Cấp tài khoản định danh cho người dân, hoàn thành trước ngày 30/9/2024.

English: Three tasks or more of a section, assigned by a heading or a sentence, have no deadline; reported once for the section.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.model import Node, Task

_FEWEST = 3  # a sentence or two on who follows up is the usual end of a plan

VALID = (
    """\
I. PHÂN CÔNG NHIỆM VỤ
1. Công an huyện
- Cấp tài khoản định danh cho người dân, hoàn thành trước ngày 30/9/2024.
""",
)
INVALID = (
    (
        """\
I. PHÂN CÔNG NHIỆM VỤ
1. Công an huyện
- Cấp tài khoản định danh cho người dân.
- Tuyên truyền tại các thôn.
- Hướng dẫn cài đặt ứng dụng.
2. Phòng Tư pháp
- Số hóa sổ hộ tịch, hoàn thành trước ngày 30/9/2024.
""",
        "2:1 3 nhiệm vụ trong mục này",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Reports the highest nodes under which no task without fields has a deadline."""

    def lacks(node: Node, task: Task) -> bool:
        return task.source != "field" and task.deadline is None and not view.dated_above(node)

    for node, count in view.gaps(lacks):
        if count >= _FEWEST:
            yield Hit(view.first_line(node), (str(count),), node.id)
