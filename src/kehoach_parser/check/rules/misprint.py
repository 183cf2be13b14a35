"""Lỗi gõ hoặc lỗi nhận dạng chữ (OCR) hay gặp trong tên cơ quan, nhãn và cụm từ cố định.

Chỉ có những cách viết không thể đúng trong ngữ cảnh nào khác; danh sách ở grammars/check.yaml.

Vì sao: tên và nhãn sai làm chương trình và người đọc bỏ sót việc.

Không nên:
    Ủy nhân nhân dân các phường

Nên:
    Ủy ban nhân dân các phường

English: A frequent typing or OCR error in the name of a body, a label or a set phrase; only what can be nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar

VALID = (
    """\
I. NHIỆM VỤ
1. Công khai thủ tục trên Cổng dịch vụ công quốc gia.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Công khai thủ tục trên Công dịch vụ công quốc gia.
""",
        "2:25 “Công dịch vụ công” có lẽ là lỗi",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Searches the text for each misprint, as listed and with another first letter case."""
    text = view.text
    for wrong, right in view.grammar.once(_misprints):
        at = text.find(wrong)
        while at >= 0:
            end = at + len(wrong)
            if not _inside_word(text, at, end):
                yield Hit((at, end), (wrong, right))
            at = text.find(wrong, end)


def _inside_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()


def _misprints(grammar: Grammar) -> list[tuple[str, str]]:
    pairs = [(entry["wrong"], entry["right"]) for entry in grammar.section("misprints").values()]
    return [*pairs, *((_switched(wrong), _switched(right)) for wrong, right in pairs if wrong[:2] != wrong[:2].upper() and wrong[0] != right[0].lower())]


def _switched(text: str) -> str:
    return text[0].swapcase() + text[1:]
