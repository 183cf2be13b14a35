"""Văn bản dùng lẫn hai kiểu bỏ dấu: “hòa, ủy” và “hoà, uỷ”. Mặc định tắt.

Vì sao: cả hai kiểu đều đúng, nhưng dùng lẫn thì tìm kiếm bỏ sót.

Không nên:
    Ủy ban nhân dân … Uỷ ban nhân dân

Nên:
    Ủy ban nhân dân (một kiểu trong cả văn bản)

English: Both ways of placing tone marks (hòa/hoà, ủy/uỷ) are used in one text. Off by default; each is right on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View

_NEW = re.compile(r"(?<![qQ])(?<!\w)\w{0,4}(?:oà|oá|oả|oã|oạ|oè|oé|oẻ|oẽ|oẹ|uỳ|uý|uỷ|uỹ|uỵ|Oà|Uỷ|Uý)(?!\w)")
_OLD = re.compile(r"(?<!\w)\w{0,4}(?:òa|óa|ỏa|õa|ọa|òe|óe|ỏe|õe|ọe|ùy|úy|ủy|ũy|ụy|Ủy|Úy)(?!\w)")

VALID = (
    """\
I. NHIỆM VỤ
1. Ủy ban nhân dân xã số hóa hồ sơ, lập quỹ, tổ chức trong quý I.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Ủy ban nhân dân xã số hóa hồ sơ.
2. Uỷ ban nhân dân xã báo cáo.
""",
        "3:4 dùng lẫn hai kiểu bỏ dấu: “Ủy” và “Uỷ”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Reports the first word in the way that is used less."""
    new = [found for found in _NEW.finditer(view.text) if not found.group().lower().startswith("q")]
    old = list(_OLD.finditer(view.text))
    if new and old:
        rare, common = (new, old) if len(new) <= len(old) else (old, new)
        yield Hit(rare[0].span(), (common[0].group(), rare[0].group()))
