"""Dấu ngoặc hoặc dấu nháy kép mở mà không đóng, hoặc đóng mà không mở, trong cùng một mục: () [] {} “” «» và dấu nháy thẳng ".

Không xét dấu nháy đơn ‘’ vì ’ cũng là dấu lược; ô đánh dấu và liên kết của Markdown không bị ghi.

Vì sao: không rõ phần trong ngoặc hay tên gọi kết thúc ở đâu.

Không nên:
    ký xác nhận “Hộ chiếu vắc xin điện tử; rà soát dữ liệu

Nên:
    ký xác nhận “Hộ chiếu vắc xin điện tử”; rà soát dữ liệu

English: A bracket or quotation mark has no counterpart within its item: () [] {} “” «» and straight double quotes.
Single quotes ‘’ are left out, since ’ is an apostrophe too; so are boxes and links of Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from kehoach_parser.check.view import Hit, View, offsets

_OTHER = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»", ")": "(", "]": "[", "}": "{", "”": "“", "»": "«", '"': '"'}
_PAIRS = {close: opening for close, opening in _OTHER.items() if close in ")]}”»"}
_STRAIGHT, _CURLY = '"', "“”"
_MARKDOWN = re.compile(r"\[[ xX]\]|\[[^\[\]\n]{0,300}\]\([^()\s]{0,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?\)")  # a box, a link
_ENUMERATOR = re.compile(r"(?:^|[\n(*;:,.] ?)[ \t]*(?:[-+*•] ?)?[*_(]{0,3}(?:[A-Za-zĐđ]|\d{1,2}|[ivx]{1,4})$")

VALID = (
    """\
I. NHIỆM VỤ
1. Rà soát (kể cả hồ sơ cũ) theo tiêu chí “đúng, đủ”:
a) Hồ sơ giấy;
b) Hồ sơ điện tử.
""",
    """\
I. NHIỆM VỤ
1. Xem [Cổng dịch vụ công](https://dichvucong.vn/(huong-dan)) và "Đề án 06 (bổ sung)"; thôn Đắk’Mil [mục 2], {biểu 3}, «đúng, đủ».
- [ ] Hồ sơ giấy.
- [x] Hồ sơ điện tử.
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
    (
        """\
I. NHIỆM VỤ
1. Rà soát [kể cả hồ sơ cũ.
2. Báo cáo «đúng, đủ.
3. Ký "Hộ chiếu vắc xin điện tử.
4. Tổng hợp biểu 3}.
""",
        "2:12 dấu “[” không có dấu ] tương ứng",
        "3:12 dấu “«” không có dấu » tương ứng",
        "4:7 dấu “\"” không có dấu \" tương ứng",
        "5:19 dấu “}” không có dấu { tương ứng",
    ),
    (
        """\
I. NHIỆM VỤ
1. Mở chuyên mục “Hỏi đáp về hộ tịch" trên đài xã.
""",
        "2:18 dấu ““” không có dấu ” tương ứng",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Pairs the marks within each node; the node at a mark is the last one that begins before it."""
    for node, places in groupby(_places(view), lambda place: place[1]):
        yield from _unpaired(view.text, [at for at, _ in places], node)


def _unpaired(text: str, places: list[int], node: str) -> Iterator[Hit]:
    open_marks: list[int] = []
    for at in places:
        mark = text[at]
        if mark == _STRAIGHT:
            continue
        if mark not in _PAIRS:
            open_marks.append(at)
        elif open_marks and text[open_marks[-1]] == _PAIRS[mark]:
            open_marks.pop()
        elif not (mark == ")" and _ENUMERATOR.search(text[max(at - 12, 0) : at])):
            yield _alone(text, at, node)
    yield from (_alone(text, at, node) for at in open_marks)
    straight = [at for at in places if text[at] == _STRAIGHT]
    mixed = any(text[at] in _CURLY for at in open_marks)  # “… closed by a straight mark: one slip, one finding
    if len(straight) % 2 and not mixed:  # opening and closing look the same: the last one is as good as any
        yield _alone(text, straight[-1], node)


def _places(view: View) -> Iterator[tuple[int, str]]:
    """Where the marks stand and in which node (its id), those of Markdown left out; a search for each mark is quicker than one for a set of them."""
    text = view.text
    places = sorted(at for mark in _OTHER for at in offsets(text, mark))
    marked = [found.span() for found in _MARKDOWN.finditer(text)] if "[" in text else []
    skipped = {at for start, end in marked for at in range(start, end)}
    for at in places:
        node = view.node_at(at)
        if node is not None and at < node.span[1] and at not in skipped:
            yield at, node.id


def _alone(text: str, at: int, node: str) -> Hit:
    return Hit((at, at + 1), (text[at], _OTHER[text[at]]), node)
