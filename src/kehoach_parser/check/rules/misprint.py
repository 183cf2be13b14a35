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

import re
from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar

MISSPELT = "KH205"
_AROUND = 20
_WORD = re.compile(r"[^\s*_]+")

VALID = (
    """\
I. NHIỆM VỤ
1. Công khai thủ tục trên Cổng dịch vụ công quốc gia.
2. Thi đua thiết
thực thực hiện hiện đại hóa công sở; làm chủ **tri thức** số; Ban điều phối họp hằng quý.
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
    for tail, right_of, exceptions in view.grammar.once(_misprints):
        at = text.find(tail) - 1
        while at >= -1:
            end = at + 1 + len(tail)
            printed = text[max(at, 0) : end]
            right = right_of.get(printed)
            if right and not (_inside_word(text, at, end) or _excepted(text, at, end, exceptions) or any(start <= at < stop for start, stop in known)):
                yield Hit((at, end), (printed, right))
            at = text.find(tail, end) - 1


def _inside_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()


def _excepted(text: str, start: int, end: int, exceptions: list[str]) -> bool:
    """Whether the words around it make it right, over line breaks and emphasis marks too."""
    around = " ".join(_WORD.findall(text[max(start - _AROUND, 0) : end + _AROUND].lower())) if exceptions else ""
    return any(phrase.lower() in around for phrase in exceptions)


def _misprints(grammar: Grammar) -> list[tuple[str, dict[str, str], list[str]]]:
    """All but the first letter, which may be a capital; the right words for both ways; phrases in which the misprint is right."""
    entries = [(entry["wrong"], entry["right"], entry.get("not", [])) for entry in grammar.section("misprints").values()]
    return [(wrong[1:], {_capital(wrong): _capital(right), wrong: right}, exceptions) for wrong, right, exceptions in entries]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
