"""Một nhãn viết sai so với nhãn quen thuộc, hoặc một dòng “Nhãn: giá trị” đứng giữa các trường của nhiệm vụ mà nhãn không có trong ngữ pháp.

Vì sao: giá trị của nó không vào bảng theo dõi; viết sai “Cơ quan chủ trì” thì nhiệm vụ mất người chịu trách nhiệm.

Không nên:
    1. Tập huấn sơ cấp cứu.
    - Cơ quan chủ chì: Sở Y tế.

Nên:
    1. Tập huấn sơ cấp cứu.
    - Cơ quan chủ trì: Sở Y tế.

English: A label is a misspelt known one, or a line of the form “label: value” stands among the fields of a task and its label is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.labels import is_label, meant_label
from kehoach_parser.check.view import Hit, View, Words

_LABEL = re.compile(r"[*_]{0,3}(?P<label>[^\W\d_][^:;.()\n]{2,40}?)[*_]{0,3}:[*_]{0,3}\s+\S")
_WORDS = 6
_LONGEST = 60  # letters of a label
_BORDERS = "\n.;:()…“”\"!?|>"  # what a label never goes across
_OPENING = re.compile(r"(?:[-–+•]\s+|\w{1,4}[.)]\s+)?[*_\s]*")  # a bullet or number and emphasis before a label

VALID = (
    """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
- Thời gian hoàn thành: Quý I/2024.
""",
    """\
I. NHIỆM VỤ
1. Tập huấn, gồm các nội dung: sơ cấp cứu, Chi tiêu: theo dự toán. Thời gian tới: mở rộng.
CƠ QUAN CHỦ TRÌ: Sở Y tế. Thời gian hoàn thành: Quý I/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
- Đơn vị giám định: Sở Nội vụ.
- Thời gian hoàn thành: Quý I/2024.
""",
        "4:3 không nhận ra nhãn “Đơn vị giám định”",
    ),
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ chì: Sở Y tế.
- Thời gian hoàn thành: Quý I/2024.
""",
        "3:3 không nhận ra nhãn “Cơ quan chủ chì”, có lẽ là “Cơ quan chủ trì”",
    ),
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu. *Đơn vi thưc hiện:* Sở Y tế. **Sản phẩn:** Báo cáo.
**Thời gian hoàn thanh**: Quý I/2024.
""",
        "2:26 không nhận ra nhãn “Đơn vi thưc hiện”, có lẽ là “Đơn vị thực hiện”",
        "2:56 không nhận ra nhãn “Sản phẩn”, có lẽ là “Sản phẩm”",
        "3:3 không nhận ra nhãn “Thời gian hoàn thanh”, có lẽ là “Thời gian hoàn thành”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks before each colon of the body for a label that is nearly a known one, and among the fields of tasks for any other."""
    misspelt = {hit.span[0]: hit for hit in _misspelt(view)}
    yield from misspelt.values()
    for node, _ in view.tasks:
        lines = [field.line for field in node.fields if field.origin == "stated"]
        for child in node.children if lines else ():
            found = _LABEL.match(child.text)
            if found and not child.fields and min(lines) < child.line <= max(lines) + 2 and len(found["label"].split()) <= _WORDS:
                at = view.text.find(found["label"], *child.span)
                span = (at, at + len(found["label"])) if at >= 0 else view.first_line(child)
                if span[0] not in misspelt and not is_label(view.grammar, found["label"]):
                    yield Hit(span, (found["label"], ""), child.id)


def _misspelt(view: View) -> Iterator[Hit]:
    text = view.text
    read: dict[str, str | None] = {field.label: None for node in view.nodes for field in node.fields}
    colon = text.find(":")
    while colon >= 0:
        start, end = _before(text, colon)
        label = text[start:end]
        if len(label.split()) > 1 and label not in read:
            read[label] = meant_label(view.grammar, label)
        meant = read.get(label)
        node = view.node_at(start) if meant else None
        if meant and node is not None and start < node.span[1]:
            shown = meant[0].upper() + meant[1:] if label[:1].isupper() else meant
            yield Hit((start, end), (label, Words(f", có lẽ là “{shown}”", f", probably “{shown}”")), node.id)
        colon = text.find(":", colon + 1)


def _before(text: str, colon: int) -> tuple[int, int]:
    """Where the words before a colon begin and end, without bullet, number and emphasis; nothing when they are too long for a label."""
    first = max(colon - _LONGEST, 0)
    start = max(text.rfind(border, first, colon) for border in _BORDERS) + 1
    if not start and first:
        return (colon, colon)
    opening = _OPENING.match(text, start, colon)
    end = colon
    while end > start and text[end - 1] in "*_ ":
        end -= 1
    return (min(opening.end() if opening else start, end), end)
