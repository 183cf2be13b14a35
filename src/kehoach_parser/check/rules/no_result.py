"""Nhiệm vụ không có sản phẩm đầu ra và cũng không có chỉ tiêu đo được. Mặc định tắt.

Vì sao: kế hoạch phải “kiểm soát được kết quả”; phần lớn kế hoạch hiện nay chưa ghi sản phẩm, nên quy tắc này để người soạn tự bật.

Không nên:
    1. Đẩy mạnh tuyên truyền.

Nên:
    1. Tuyên truyền tại 12/12 thôn.
    - Sản phẩm: 12 buổi, mỗi buổi có biên bản.

English: A task has neither a deliverable nor a measurable target. Off by default; most plans of today would get it everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.model import Node, Task

VALID = (
    """\
I. NHIỆM VỤ
1. Tuyên truyền tại các thôn.
- Cơ quan chủ trì: Công an xã.
- Sản phẩm: Báo cáo kết quả.
2. Cấp tài khoản định danh cho 90% người dân.
- Cơ quan chủ trì: Công an xã.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Đẩy mạnh tuyên truyền tại các thôn.
- Cơ quan chủ trì: Công an xã.
2. Cấp tài khoản định danh cho 90% người dân.
- Cơ quan chủ trì: Công an xã.
""",
        "2:1 1 nhiệm vụ không có sản phẩm",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Reports the highest nodes under which no task has a deliverable or a target."""
    for node, count in view.gaps(_lacks):
        yield Hit(view.first_line(node), (str(count),), node.id)


def _lacks(node: Node, task: Task) -> bool:
    return not task.deliverable and not task.targets
