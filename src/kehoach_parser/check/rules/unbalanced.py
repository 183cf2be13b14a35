"""Dấu ngoặc hoặc dấu nháy kép mở mà không đóng, hoặc đóng mà không mở, trong cùng một mục.

Vì sao: không rõ phần trong ngoặc hay tên gọi kết thúc ở đâu.

Không nên:
    ký xác nhận “Hộ chiếu vắc xin điện tử; rà soát dữ liệu

Nên:
    ký xác nhận “Hộ chiếu vắc xin điện tử”; rà soát dữ liệu

English: A bracket or quotation mark has no counterpart within its item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

_MARKS = "()“”"
_ENUMERATOR = re.compile(r"(?:^|[\n(*;:,.] ?)[ \t]*(?:[-+*•] ?)?[*_(]{0,3}(?:[A-Za-zĐđ]|\d{1,2}|[ivx]{1,4})$")
_PAIRS = {")": "(", "”": "“"}
_OTHER = {"(": ")", "“": "”", ")": "(", "”": "“"}

VALID = (
    """\
I. NHIỆM VỤ
1. Rà soát (kể cả hồ sơ cũ) theo tiêu chí “đúng, đủ”:
a) Hồ sơ giấy;
b) Hồ sơ điện tử.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Ký xác nhận “Hộ chiếu vắc xin điện tử; rà soát dữ liệu.
2. Báo cáo kết quả.
""",
        "2:16 dấu ““” không có dấu ” tương ứng",
    ),
    (
        """\
I. NHIỆM VỤ
1. Rà soát hồ sơ kể cả hồ sơ cũ) và báo cáo.
2. Báo cáo kết quả.
""",
        "2:32 dấu “)” không có dấu ( tương ứng",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Pairs the marks within each node; the node at a mark is the last one that begins before it."""
    text = view.text
    open_marks: list[tuple[int, str]] = []
    node_id: str | None = None
    for at in _places(text):
        mark = text[at]
        node = view.node_at(at)
        if node is None or at >= node.span[1]:
            continue
        if node.id != node_id:
            yield from (_alone(place, lone, node_id) for place, lone in open_marks)
            open_marks, node_id = [], node.id
        if mark not in _PAIRS:
            open_marks.append((at, mark))
        elif open_marks and open_marks[-1][1] == _PAIRS[mark]:
            open_marks.pop()
        elif not (mark == ")" and _ENUMERATOR.search(text[max(at - 12, 0) : at])):
            yield _alone(at, mark, node_id)
    yield from (_alone(place, lone, node_id) for place, lone in open_marks)


def _places(text: str) -> list[int]:
    """Where the marks stand; four searches for a letter are quicker than one for a set of them."""
    places: list[int] = []
    for mark in _MARKS:
        at = text.find(mark)
        while at >= 0:
            places.append(at)
            at = text.find(mark, at + 1)
    return sorted(places)


def _alone(at: int, mark: str, node: str | None) -> Hit:
    return Hit((at, at + 1), (mark, _OTHER[mark]), node)
