"""Mã định dạng của HTML còn sót trong văn bản, ví dụ <sub> hay &nbsp;. Tệp Markdown được phép có mã HTML.

Vì sao: mã lẫn vào tên cơ quan và thời hạn, in ra thành chữ.

Không nên:
    - Lưu: VT, NC<sub>1</sub>.

Nên:
    - Lưu: VT, NC1.

English: HTML code is left over in the text; in Markdown files it is part of the format.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases
from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar

VALID = (
    """\
I. NHIỆM VỤ
1. Rà soát hồ sơ có giá trị < 5 năm.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Rà soát hồ sơ<sub>1</sub>.
""",
        "2:17 còn sót mã định dạng “<sub>”",
        "2:23 còn sót mã định dạng “</sub>”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Searches the text for each piece of code in the list."""
    if view.plan.source.format == "markdown":  # where HTML is part of the format
        return
    for sign, pieces in view.grammar.once(_pieces).items():
        at = view.text.find(sign)
        while at >= 0:
            piece = next((p for p in pieces if view.text.startswith(p, at)), None)
            if piece:
                yield Hit((at, at + len(piece)), (piece,))
            at = view.text.find(sign, at + 1)


def _pieces(grammar: Grammar) -> dict[str, list[str]]:
    """The pieces by their first sign, the longest first."""
    found: dict[str, list[str]] = {}
    for piece in sorted(section_phrases(grammar, "leftovers"), key=len, reverse=True):
        found.setdefault(piece[0], []).append(piece)
    return found
