"""Một mốc thời gian nằm trong trường chủ trì, phối hợp hoặc thực hiện.

Vì sao: mốc ấy không vào cột thời hạn nên không được theo dõi; năm của nó cũng hay bị sót khi sửa kế hoạch cũ.

Không nên:
    - Cơ quan phối hợp: Các phòng gửi dự toán về Phòng Tài chính trong tháng 02/2024.

Nên:
    - Cơ quan phối hợp: Các phòng.
    - Thời gian hoàn thành: Trong tháng 02/2024.

English: A point in time stands in a field that names bodies, where nobody follows it up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases, slot_pattern
from kehoach_parser.check.view import ROLES, Hit, View
from kehoach_parser.grammar import Grammar, fold

_DIGIT = re.compile(r"\d")
_CITED = re.compile(r"\d+[/-][\wđ]+[-/][\wđ-]+[, ]*$")  # a document number right before: its date, not a deadline

VALID = (
    """\
I. NHIỆM VỤ
1. Lập dự toán.
- Cơ quan chủ trì: Phòng Tài chính - Kế hoạch.
- Cơ quan phối hợp: Các phòng theo Quyết định số 12/QĐ-UBND ngày 05/01/2024.
- Thời gian hoàn thành: Trong tháng 3/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Lập dự toán.
- Cơ quan chủ trì: Phòng Tài chính - Kế hoạch.
- Cơ quan phối hợp: Các phòng lập dự toán gửi về trong tháng 02/2024.
- Thời gian hoàn thành: Trong tháng 3/2024.
""",
        "4:56 thời hạn “tháng 02/2024” nằm trong trường “Cơ quan phối hợp”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Searches the values of the fields that name bodies for points in time."""
    pattern = view.grammar.once(_times)
    for node in view.nodes:
        for field in node.fields:
            if field.role not in ROLES or field.origin != "stated" or not _DIGIT.search(field.raw):
                continue
            folded = fold(field.raw)
            for found in pattern.finditer(folded):
                if not _CITED.search(folded[: found.start()]):
                    printed = field.raw[found.start() : found.end()]
                    yield Hit(_place(view, field.span, printed), (printed, field.label), node.id)


def _place(view: View, span: tuple[int, int], printed: str) -> tuple[int, int]:
    at = view.text.find(printed, *span)
    return (at, at + len(printed)) if at >= 0 else span


def _times(grammar: Grammar) -> re.Pattern[str]:
    return slot_pattern(section_phrases(grammar, "time_phrases"))
