"""Số trang, đầu trang hoặc chân trang lẫn vào giữa một đoạn văn.

Vì sao: khi chuyển từ PDF, khuôn trang chen vào câu và làm hỏng tên cơ quan hay thời hạn ở đó.

Không nên:
    phản ánh hiện Trang 3/10 trường, tố giác tội phạm

Nên:
    phản ánh hiện trường, tố giác tội phạm

English: A page number or running head slipped into a paragraph when the page was turned into text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases
from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar

VALID = (
    """\
I. NHIỆM VỤ
1. Cập nhật trang thông tin điện tử của xã, xem trang 3.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tiếp nhận phản ánh hiện Trang 3/10 trường của người dân.
""",
        "2:28 “Trang 3/10” của khuôn trang",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Searches the text of the nodes, where page furniture has no business."""
    first_words, pattern = view.grammar.once(_marks)
    for word in first_words:
        at = view.text.find(word)
        while at >= 0:
            found = pattern.match(view.text, at)
            node = view.node_at(at) if found else None
            if found and node is not None and found.end() <= node.span[1] and found.group() in node.text:
                yield Hit(found.span(), (found.group(),), node.id)
            at = view.text.find(word, at + 1)


def _marks(grammar: Grammar) -> tuple[list[str], re.Pattern[str]]:
    """First words with the space after them, and what may follow: the text is searched for the words alone, which is quick."""
    phrases = list(section_phrases(grammar, "page_marks"))
    made = (re.escape(phrase).replace("<n>", r"\d{1,3}") for phrase in sorted(phrases, key=len, reverse=True))
    return sorted({phrase.split()[0] + " " for phrase in phrases}), re.compile(r"(?<!\w)(?:" + "|".join(made) + r")(?![\w/])")
