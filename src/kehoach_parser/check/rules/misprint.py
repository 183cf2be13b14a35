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
from kehoach_parser.grammar import Grammar, trie_pattern

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
    pattern, misprints = view.grammar.once(_misprints)
    for found in pattern.finditer(text):
        for before, right_of, exceptions in misprints[found.group()]:
            at, end = found.start() - before, found.end()
            right = right_of.get(text[max(at, 0) : end])
            if right and not (_inside_word(text, at, end) or _excepted(text, at, end, exceptions) or any(start <= at < stop for start, stop in known)):
                yield Hit((at, end), (text[at:end], right))


def _inside_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()


def _excepted(text: str, start: int, end: int, exceptions: list[str]) -> bool:
    """Whether the words around it make it right, over line breaks and emphasis marks too."""
    around = " ".join(_WORD.findall(text[max(start - _AROUND, 0) : end + _AROUND].lower())) if exceptions else ""
    return any(phrase.lower() in around for phrase in exceptions)


Misprint = tuple[int, dict[str, str], list[str]]  # letters before what is searched for, the right words for each way of writing, phrases in which it is right


def _misprints(grammar: Grammar) -> tuple[re.Pattern[str], dict[str, list[Misprint]]]:
    """What to search for, all at once, which takes half the time of one by one; and the misprints by what was found.

    What is listed with a small letter may also stand with a capital, and is searched for without it.
    """
    found: dict[str, list[Misprint]] = {}
    for entry in grammar.section("misprints").values():
        wrong, right = entry["wrong"], entry["right"]
        before = int(wrong != _capital(wrong))
        found.setdefault(wrong[before:], []).append((before, {_capital(wrong): _capital(right), wrong: right}, entry.get("not", [])))
    return re.compile(trie_pattern(found)), found


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
