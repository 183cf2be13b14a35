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
from functools import lru_cache

from kehoach_parser.check.labels import is_label, meant_label
from kehoach_parser.check.view import Hit, View, Words
from kehoach_parser.grammar import Grammar

_LABEL = re.compile(r"[*_]{0,3}(?P<label>[^\W\d_][^:;.()\n]{2,40}?)[*_]{0,3}:[*_]{0,3}\s+\S")
_WORDS = 6
_LONGEST = 60  # letters of a label
_BORDER = re.compile(r"[.;:()…“”\"!?|>]")  # what a label never goes across
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
    """The labels that are nearly known ones; what stands before a colon repeats, in one plan and in the next."""
    text = view.text
    colon = text.find(":")
    while colon >= 0:
        before = text[max(text.rfind("\n", max(colon - _LONGEST, 0), colon) + 1, colon - _LONGEST, 0) : colon]
        found = _meant(view.grammar, before)
        if found:
            start, end = colon - len(before) + found[0], colon - len(before) + found[1]
            node = view.node_at(start)
            if node is not None and start < node.span[1]:
                label, meant = text[start:end], found[2]
                shown = meant[0].upper() + meant[1:] if label[:1].isupper() else meant
                yield Hit((start, end), (label, Words(f", có lẽ là “{shown}”", f", probably “{shown}”")), node.id)
        colon = text.find(":", colon + 1)


@lru_cache(maxsize=4096)
def _meant(grammar: Grammar, before: str) -> tuple[int, int, str] | None:
    """Begin and end of a misspelt label at the end of what stands before a colon, and the label that was meant."""
    start = len(before) - len(_BORDER.split(before)[-1])
    if not start and len(before) == _LONGEST:
        return None
    opening = _OPENING.match(before, start)
    start = opening.end() if opening else start
    label = before[start:].rstrip("*_ ")
    meant = meant_label(grammar, label) if " " in label else None
    return (start, start + len(label), meant) if meant else None
