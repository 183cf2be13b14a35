"""Số, ký hiệu của văn bản viện dẫn viết sai mẫu, ví dụ “18/NQ-TW” (đúng: “18-NQ/TW”), “06/QD-TTg” (đúng: “06/QĐ-TTg”).

Vì sao: tìm theo số sai không ra văn bản.

Không nên:
    Nghị quyết số 18/NQ-TW

Nên:
    Nghị quyết số 18-NQ/TW

English: The number of a cited document does not have its form, such as “18/NQ-TW” for “18-NQ/TW” or “QD” for “QĐ”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View, Words
from kehoach_parser.grammar import Grammar

VALID = (
    """\
KẾ HOẠCH
Triển khai dịch vụ công năm 2024

Căn cứ Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ; Nghị quyết số 18-NQ/TW ngày 25/10/2017.

I. NHIỆM VỤ
1. Công khai thủ tục.
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Triển khai dịch vụ công năm 2024

Căn cứ Nghị quyết số 18/NQ-TW ngày 25/10/2017.

I. NHIỆM VỤ
1. Công khai thủ tục.
""",
        "4:8 số, ký hiệu “18/NQ-TW” viết sai",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Holds each cited number against the list of wrong forms."""
    repairs = view.grammar.once(_repairs)
    for cited in view.plan.citations:
        for wrong, right in repairs:
            found = wrong.fullmatch(cited.number)
            if found:
                better = found.expand(right)
                yield Hit(cited.span, (cited.number, Words("sai mẫu số, ký hiệu", "not the form of such a number"), better))
                break


def _repairs(grammar: Grammar) -> list[tuple[re.Pattern[str], str]]:
    return [(pattern(entry["wrong"]), _template(entry["right"])) for entry in grammar.section("number_repairs").values()]


def pattern(wrong: str) -> re.Pattern[str]:
    """A wrong form of a number as a pattern: `<n>` is the running number, maybe with a year, `<x>` the rest of the symbol."""
    made = re.escape(wrong).replace("<n>", r"(?P<n>\d+(?:/\d{4})?)").replace("<x>", r"(?P<x>[\w.-]+)")
    return re.compile(made)


def _template(right: str) -> str:
    return right.replace("<n>", r"\g<n>").replace("<x>", r"\g<x>")
