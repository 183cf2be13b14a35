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

MISSPELT = "KH205"
_AROUND = 20

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
        "2:27 “Công dịch vụ công” có lẽ là lỗi",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Searches the text for each misprint; a name that reading already reported as misspelt is not said again."""
    text = view.text
    known = [d.span for d in view.plan.diagnostics if d.code == MISSPELT]
    for wrong, right, exceptions in view.grammar.once(_misprints):
        at = text.find(wrong[1:]) - 1  # the first letter in either case
        while at >= -1:
            end = at + len(wrong)
            printed = text[max(at, 0) : end]
            if printed in (wrong, _capital(wrong)) and not (_inside_word(text, at, end) or _excepted(text, at, end, exceptions) or any(start <= at < stop for start, stop in known)):
                yield Hit((at, end), (printed, right if printed == wrong else _capital(right)))
            at = text.find(wrong[1:], end) - 1


def _inside_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()


def _excepted(text: str, start: int, end: int, exceptions: list[str]) -> bool:
    around = text[max(start - _AROUND, 0) : end + _AROUND].lower()
    return any(phrase.lower() in around for phrase in exceptions)


def _misprints(grammar: Grammar) -> list[tuple[str, str, list[str]]]:
    """(wrong, right, phrases in which it is right); what is listed in small letters may also stand with a capital."""
    return [(entry["wrong"], entry["right"], entry.get("not", [])) for entry in grammar.section("misprints").values()]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
