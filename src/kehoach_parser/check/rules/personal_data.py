"""Địa chỉ thư điện tử hoặc số điện thoại di động trong kế hoạch.

Hộp thư công vụ dùng chung (tên miền .gov.vn) và số máy bàn không bị ghi.

Vì sao: kế hoạch được công khai, gửi nhiều nơi; dữ liệu cá nhân trong đó phải được bảo vệ (Luật Bảo vệ dữ liệu cá nhân).

Không nên:
    1. Báo cáo gửi về đồng chí Mẫu, SĐT 0900 000 000.

Nên:
    1. Báo cáo gửi về Văn phòng Ủy ban nhân dân tỉnh (hộp thư chung của cơ quan).

English: An e-mail address or a mobile number stands in the plan. Mailboxes of .gov.vn hosts and landlines are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases
from kehoach_parser.check.view import Hit, View, Words

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# ten digits in any groups, the first of three or more: 03.02.2024 is a date; a longer number is an account or an identity card
_REST = r"[35789]\d(?:[ .-]?\d){7}(?![\w/]|[ .-]?\d)"
_MOBILES = (re.compile("0" + _REST), re.compile(r"\+84\)?[ .-]?" + _REST))  # apart, since a pattern that begins with a letter is found faster
_GOES_ON = re.compile(r"[\w/.,-]")  # right before: part of a longer number
_MAIL_WORDS = Words("địa chỉ thư điện tử", "an e-mail address")
_PHONE_WORDS = Words("số điện thoại di động", "a mobile telephone number")

VALID = (
    """\
I. NHIỆM VỤ
1. Báo cáo gửi về vanphong@tinhmau.gov.vn trước ngày 15/3/2024, kinh phí 1.900.000.000 đồng.
2. Họp ngày 03.02.2024 08 giờ, tài khoản 0900 000 000 123, điện thoại cơ quan 0243 000 0000.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Báo cáo gửi về tonghop@example.vn, SĐT: 0900000000.
""",
        "2:19 địa chỉ thư điện tử trong kế hoạch",
        "2:44 số điện thoại di động trong kế hoạch",
    ),
    (
        """\
I. NHIỆM VỤ
1. Báo cáo về số 0900 000 000, 0900.00.00.00 hoặc +84 900 000 000 (dự phòng 090-0000-000).
""",
        "2:18 số điện thoại di động",
        "2:32 số điện thoại di động",
        "2:51 số điện thoại di động",
        "2:77 số điện thoại di động",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Searches for mail addresses around each @ and for mobile numbers; never repeats them in the message."""
    text = view.text
    shared = tuple(section_phrases(view.grammar, "shared_mail"))
    at = text.find("@")
    while at >= 0:
        found = text[at - 1 : at].isalnum() and _MAIL.search(text, text.rfind("\n", max(at - 65, 0), at) + 1 or max(at - 65, 0), min(at + 330, len(text)))
        if found and found.start() < at < found.end() and not found.group().lower().endswith(shared):
            yield Hit(found.span(), (_MAIL_WORDS,))
        at = text.find("@", max(found.end(), at + 1) if found else at + 1)
    for pattern in _MOBILES:
        for found in pattern.finditer(text):
            if not _GOES_ON.match(text, max(found.start() - 1, 0), found.start()):
                yield Hit(found.span(), (_PHONE_WORDS,))
