"""Văn bản viện dẫn được ghi do một cơ quan không ban hành loại văn bản ấy, ví dụ “…/QĐ-TTg của Chính phủ”.

Ký hiệu cho biết nơi ban hành: -CP là Chính phủ, -TTg là Thủ tướng Chính phủ, …

Vì sao: Chính phủ và Thủ tướng Chính phủ là hai cơ quan; ghi sai thì căn cứ pháp lý sai.

Không nên:
    Quyết định số 422/QĐ-TTg của Chính phủ

Nên:
    Quyết định số 422/QĐ-TTg của Thủ tướng Chính phủ

English: The cited document is credited to a body that does not issue under this symbol, such as “…/QĐ-TTg của Chính phủ”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar, fold

_PARTS = re.compile(r"\d*[-/]")  # of a joint circular each part names a body
_TAIL = re.compile(r"(?:[-/])(?P<tail>[^\W\d_]+)(?:\d{1,2})?$")  # …/QĐ-TTg, …/2023/QH15

VALID = (
    """\
KẾ HOẠCH
Triển khai dịch vụ công năm 2024

Căn cứ Quyết định số 422/QĐ-TTg ngày 04/4/2022 của Thủ tướng Chính phủ; Nghị định số 107/2021/NĐ-CP ngày 06/12/2021 của Chính phủ.

I. NHIỆM VỤ
1. Công khai thủ tục.
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Triển khai dịch vụ công năm 2024

Căn cứ Quyết định số 422/QĐ-TTg ngày 04/4/2022 của Chính phủ.

I. NHIỆM VỤ
1. Công khai thủ tục.
""",
        "4:8 422/QĐ-TTg do Thủ tướng Chính phủ ban hành, không phải Chính phủ",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the printed issuer with the one of the symbol; only bodies of the list are held against each other."""
    by_tail, by_name = view.grammar.once(_issuers)
    for cited in view.plan.citations:
        tail = _TAIL.search(cited.number)
        right = by_tail.get(fold(tail["tail"])) if tail else None
        named = _named(fold(cited.issuer), by_name) if right and cited.issuer else None
        if right and named and named != right and named not in {by_tail.get(part) for part in _PARTS.split(fold(cited.number))}:
            yield Hit(cited.span, (cited.number, right, named))


def _named(issuer: str, by_name: dict[str, str]) -> str | None:
    """The body of the list that the issuer is, or begins with: what follows may be more of the sentence."""
    while issuer and issuer not in by_name:
        issuer = issuer.rpartition(" ")[0]
    return by_name.get(issuer)


def _issuers(grammar: Grammar) -> tuple[dict[str, str], dict[str, str]]:
    """End of the symbol → name, and every way of naming a body → name."""
    entries = grammar.section("issuers").values()
    by_name = {fold(said): entry["name"] for entry in entries for said in (entry["name"], *entry.get("phrases", ()))}
    return {fold(entry["id"]): entry["name"] for entry in entries}, by_name
