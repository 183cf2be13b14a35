"""Ký hiệu của văn bản viện dẫn ghép một loại văn bản với một cơ quan không ban hành loại ấy, ví dụ “…/NĐ-TTg”.

Chỉ xét các loại có thẩm quyền ban hành rõ ràng: nghị định (NĐ), nghị quyết (NQ), thông tư (TT), quyết định (QĐ), chỉ thị (CT), …

Vì sao: nghị định là của Chính phủ, thông tư là của bộ trưởng; ký hiệu ghép sai thì không tra được văn bản.

Không nên:
    Nghị định số 30/2020/NĐ-TTg ngày 05/3/2020

Nên:
    Nghị định số 30/2020/NĐ-CP ngày 05/3/2020

English: The symbol of a cited document joins a kind with a body that does not issue this kind, such as “…/NĐ-TTg”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar, fold

_SYMBOL = re.compile(r"/(?P<kind>[^\W\d_]+)-(?P<body>[^\W\d_]+)")  # 30/2020/NĐ-CP, 01/2016/TTLT-BCA-BTP, 45/NQ-UBTVQH14

VALID = (
    """\
KẾ HOẠCH
Triển khai dịch vụ công năm 2024

Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020; Quyết định số 422/QĐ-TTg ngày 04/4/2022; Chỉ thị số 05/CT-TTg ngày 23/02/2023.
Căn cứ Thông tư số 55/2021/TT-BCA ngày 15/5/2021; Thông tư liên tịch số 01/2016/TTLT-BCA-BTP ngày 01/02/2016; Quyết định số 320/QĐ-BCA-C06 ngày 16/01/2023.
Căn cứ Nghị quyết số 04/2020/NQ-HĐND ngày 01/7/2020; Quyết định số 28/QĐ-UBND ngày 15/3/2024; Thông báo số 06/TB-VPCP ngày 05/01/2023.

I. NHIỆM VỤ
1. Công khai thủ tục.
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Triển khai dịch vụ công năm 2024

Căn cứ Nghị định số 30/2020/NĐ-TTg ngày 05/3/2020.
Căn cứ Thông tư số 12/2020/TT-CP ngày 05/3/2020.
Căn cứ Nghị định số 31/2020/NĐ-BCA ngày 05/3/2020.

I. NHIỆM VỤ
1. Công khai thủ tục.
""",
        "4:8 30/2020/NĐ-TTg: Thủ tướng Chính phủ không ban hành văn bản có ký hiệu NĐ",
        "5:8 12/2020/TT-CP: Chính phủ không ban hành văn bản có ký hiệu TT",
        "6:8 31/2020/NĐ-BCA: Bộ Công an không ban hành văn bản có ký hiệu NĐ",
    ),
)


class _Kinds(NamedTuple):
    by_body: dict[str, tuple[str, frozenset[str]]]  # end of the symbol → name of the body, kinds that it issues
    known: frozenset[str]  # kinds that some body of the list issues: nothing is said about any other


def check(view: View) -> Iterator[Hit]:
    """Looks up the kind in each cited symbol among those that the body after it issues."""
    kinds = view.grammar.once(_kinds)
    for cited in view.plan.citations:
        found = _SYMBOL.search(cited.number)
        body = kinds.by_body.get(fold(found["body"])) if found else None
        if found and body and fold(found["kind"]) in kinds.known - body[1]:
            yield Hit(cited.span, (cited.number, body[0], found["kind"]))


def _kinds(grammar: Grammar) -> _Kinds:
    by_body = {
        fold(entry["id"]): (entry["name"], frozenset(map(fold, entry["kinds"]))) for entry in grammar.section("issuers").values() if entry.get("kinds")
    }
    return _Kinds(by_body, frozenset[str]().union(*(issued for _, issued in by_body.values())))
