"""Một đề mục đứng giữa dòng, dính vào câu trước nó.

Vì sao: đề mục bị chìm trong đoạn văn, các nhiệm vụ bên dưới bị hiểu là thuộc mục trước.

Không nên:
    1. Công khai kết quả giải quyết hồ sơ. II. TỔ CHỨC THỰC HIỆN

Nên:
    1. Công khai kết quả giải quyết hồ sơ.
    II. TỔ CHỨC THỰC HIỆN

English: A heading stands in the middle of a line, glued to the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

_CAPITAL = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
# a Roman number with words in capitals, or a decimal number with a capital, right after the end of a sentence
_GLUED = re.compile(
    rf"[.;!][ *]{{0,4}}+(?P<heading>(?:[IVX]{{1,5}}[./]) ?[*]{{0,2}} ?[{_CAPITAL}]{{2,}}(?: [{_CAPITAL}]{{2,}})+|\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}\. ?[*]{{0,2}} ?[{_CAPITAL}][^\s]{{1,20}})"
)

VALID = (
    """\
I. NHIỆM VỤ
1. Công khai kết quả, xem phụ lục II. Báo cáo kết quả theo mục 2.1. của kế hoạch.
2. Báo cáo ngày 05.02.2024. Công khai trên cổng thông tin.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Công khai kết quả giải quyết hồ sơ. II. TỔ CHỨC THỰC HIỆN
""",
        "2:40 đề mục “II. TỔ CHỨC THỰC HIỆN” dính liền",
    ),
    (
        """\
I. NHIỆM VỤ
1. Nhiệm vụ chung
1.1. Rà soát hồ sơ tồn đọng. 1.2. Báo cáo kết quả.
""",
        "3:30 đề mục “1.2. Báo” dính liền",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for a heading after the end of a sentence on the same line."""
    for found in _GLUED.finditer(view.text):
        start, end = found.span("heading")
        line_start = view.text.rfind("\n", 0, start) + 1
        if any(letter.isalnum() and not letter.isdigit() for letter in view.text[line_start:start]):
            yield Hit((start, end), (found["heading"],))
