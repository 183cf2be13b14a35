"""Phần nội dung không kết thúc bằng dấu “./.”.

Nghị định 30/2020/NĐ-CP không bắt buộc, nhưng thông lệ dùng “./.” để báo hết nội dung.

Vì sao: người đọc biết không có trang nào bị mất.

Không nên:
    … để được hướng dẫn, giải quyết.

Nên:
    … để được hướng dẫn, giải quyết./.

English: The body does not end with “./.”, the customary mark that nothing is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

_MARK = re.compile(r"\.\s?/\s?\.|/\.")

VALID = (
    """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch./.

Nơi nhận:
- Các thôn;
- Lưu: VT.
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.

Nơi nhận:
- Các thôn;
- Lưu: VT.
""",
        "5:1 phần nội dung không kết thúc bằng dấu “./.”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for the mark in the text of a plan that has a closing part."""
    if view.nodes and view.text and view.header.recipients and not _MARK.search(view.text):
        last = max(view.nodes, key=lambda node: node.line)
        yield Hit(view.first_line(last), (), last.id)
