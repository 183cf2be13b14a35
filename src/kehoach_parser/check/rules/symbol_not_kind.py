"""Chữ viết tắt trong ký hiệu không phải của tên loại văn bản, ví dụ kế hoạch mang ký hiệu “/QĐ-UBND”.

Căn cứ: Nghị định 30/2020/NĐ-CP, Phụ lục III (bảng chữ viết tắt tên loại văn bản): kế hoạch là KH.

Kế hoạch ban hành kèm theo một văn bản khác mang số của văn bản ấy; trường hợp này không bị ghi.

Không nên:
    Số: 28/QĐ-UBND
    KẾ HOẠCH

Nên:
    Số: 28/KH-UBND
    KẾ HOẠCH

English: The abbreviation in the symbol belongs to another kind of document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases, slot_pattern
from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar, fold

_STATE = re.compile(r"/(?P<kind>[^\W\d_]+)-")  # 28/KH-UBND, 28/2024/KH-UBND
_PARTY = re.compile(r"^\d*-(?P<kind>[^\W\d_]+)/")  # 12-KH/TU

VALID = (
    """\
Số: 28/KH-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
    """\
Số: 28/QĐ-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024
(Kèm theo Quyết định số 28/QĐ-UBND ngày 15/3/2024 của Chủ tịch UBND phường)

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
)
INVALID = (
    (
        """\
Số: 28/QĐ-UBND
Cửa Nam, ngày 15 tháng 3 năm 2024
KẾ HOẠCH
Số hóa sổ hộ tịch năm 2024

I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
""",
        "1:1 ký hiệu “QĐ” không hợp với tên loại “Kế hoạch”",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the kind in the symbol with the symbols of the kind in the title."""
    header = view.header
    found = (_STATE.search(header.number) or _PARTY.search(header.number)) if header.number else None
    right = view.grammar.once(_symbols).get(fold(header.doc_type)) if header.doc_type else None
    if not found or not right or fold(found["kind"]) in {fold(symbol) for symbol in right}:
        return
    if fold(found["kind"]) in view.grammar.once(_all_symbols) and not _carries_another(view, found["kind"]):
        yield Hit(view.header_span("number"), (found["kind"], header.doc_type or "", right[0]))


def _symbols(grammar: Grammar) -> dict[str, list[str]]:
    entries = grammar.section("document_types").values()
    return {fold(entry["name"]): [entry[key] for key in ("symbol", "party_symbol") if entry.get(key)] for entry in entries}


def _all_symbols(grammar: Grammar) -> frozenset[str]:
    return frozenset(fold(symbol) for symbols in _symbols(grammar).values() for symbol in symbols)


def _carries_another(view: View, symbol: str) -> bool:
    """Whether the plan comes with a document of the kind that the symbol names: in the title, or as a heading of its own."""
    names = [entry["name"] for entry in view.grammar.section("document_types").values() if symbol in (entry.get("symbol"), entry.get("party_symbol"))]
    attached = view.grammar.once(_attached)
    following = {" ".join(found["next"].split()) for found in attached.finditer(fold(view.text))}
    return any(name.upper() in view.text or any(words.startswith(fold(name)) for words in following) for name in names)


def _attached(grammar: Grammar) -> re.Pattern[str]:
    """The words that say so, with what follows them."""
    return re.compile(slot_pattern(section_phrases(grammar, "attached_words")).pattern + r"\s+(?P<next>.{0,40})", re.DOTALL)
