"""Phần ký không có chức vụ hoặc không có họ tên người ký.

Căn cứ: Nghị định 30/2020/NĐ-CP, Điều 8 và Phụ lục I (chức vụ, họ tên và chữ ký của người có thẩm quyền).

Vì sao: không biết ai chịu trách nhiệm về kế hoạch. Bản đã che tên: bỏ qua quy tắc này.

Không nên:
    (kế hoạch kết thúc ở Nơi nhận)

Nên:
    CHỦ TỊCH
    Lê Thị Mẫu

English: The signature lacks the position or the name of the signer.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View, Words

VALID = (
    """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.

Nơi nhận:
- Các thôn;
- Lưu: VT.

CHỦ TỊCH

Lê Thị Mẫu
""",
)
INVALID = (
    (
        """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.

Nơi nhận:
- Các thôn;
- Lưu: VT.
""",
        "9:1 phần ký thiếu chức vụ và họ tên người ký",
    ),
    (
        """\
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.

Nơi nhận:
- Các thôn;
- Lưu: VT.

CHỦ TỊCH
""",
        "11:1 phần ký thiếu họ tên người ký",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Looks for position and name in the signature."""
    signer = view.header.signer
    has_position = signer is not None and bool(signer.position or signer.authority)
    has_name = signer is not None and bool(signer.name)
    if has_position and has_name:
        return
    if has_position:
        lacking = Words("họ tên người ký", "the name of the signer")
    elif has_name:
        lacking = Words("chức vụ người ký", "the position of the signer")
    else:
        lacking = Words("chức vụ và họ tên người ký", "position and name of the signer")
    yield Hit(view.header.spans.get("signer", view.bottom), (lacking,))
