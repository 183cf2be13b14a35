"""Ký tự không có trong chữ Việt nhưng nhìn giống: ǒ thay cho õ, ð thay cho đ, chữ Kirin, khoảng trắng vô hình, dấu rời.

Vì sao: tìm kiếm không ra chữ ấy; máy đọc khác mắt đọc.

Không nên:
    các điểm lǒm sóng

Nên:
    các điểm lõm sóng

English: A letter that Vietnamese does not have but that looks right: caron letters, eth, Cyrillic, invisible or combining marks.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View, Words
from kehoach_parser.grammar import Grammar

VALID = (
    """\
I. NHIỆM VỤ
1. Phủ sóng các điểm lõm.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Phủ sóng các điểm lǒm.
""",
        "2:23 ký tự lạ “ǒ” (U+01D2)",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Searches the text for each letter of the list."""
    text = view.text
    for wrong, right in view.grammar.once(_letters):
        at = text.find(wrong)
        while at >= 0:
            end = at + 1
            while end < len(text) and text[end] == wrong:
                end += 1
            yield Hit((at, end), (_shown(wrong), _advice(right)))
            at = text.find(wrong, end)


def _shown(letter: str) -> str:
    name = f"U+{ord(letter):04X}"
    return f"“{letter}” ({name})" if letter.isalpha() else name


def _advice(right: str) -> Words:
    return Words(f", có lẽ là “{right}”", f", probably “{right}”") if right else Words("", "")


def _letters(grammar: Grammar) -> list[tuple[str, str]]:
    return [(entry["wrong"], entry["right"]) for entry in grammar.section("odd_letters").values()]
