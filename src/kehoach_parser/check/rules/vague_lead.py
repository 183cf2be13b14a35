"""Cơ quan chủ trì chỉ là một tập hợp chung chung như “các đơn vị liên quan”.

Vì sao: chủ trì là nơi chịu trách nhiệm chính; một tập hợp không tên thì không cơ quan nào chịu trách nhiệm.

Không nên:
    - Cơ quan chủ trì: Các đơn vị liên quan.

Nên:
    - Cơ quan chủ trì: Phòng Tư pháp.
    - Cơ quan phối hợp: Các đơn vị liên quan.

English: The lead is only a vague collective (“các đơn vị liên quan”), so that no body is answerable.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.phrases import section_phrases
from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import Grammar, fold

VALID = (
    """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Phòng Tư pháp.
- Cơ quan phối hợp: Các đơn vị liên quan.
2. Báo cáo kết quả.
- Cơ quan chủ trì: Phòng Tư pháp và các phòng, ban.
3. Các cơ quan, đơn vị báo cáo kết quả về Phòng Tư pháp trước ngày 15/12/2024.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Số hóa sổ hộ tịch.
- Cơ quan chủ trì: Các đơn vị liên quan.
- Thời gian hoàn thành: Quý I/2024.
""",
        "3:20 chủ trì chỉ là “Các đơn vị",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Reports a task all of whose leading bodies are in the list of vague ones.

    A sentence that names them alone (“các cơ quan, đơn vị báo cáo …”) obliges each of them; with others beside them it makes them the lead.
    """
    vague = view.grammar.once(_vague)
    for node, task in view.tasks:
        if task.lead and (task.source == "field" or task.support) and all(fold(body.name) in vague for body in task.lead):
            first = task.lead[0]
            yield Hit(first.span, (first.raw,), node.id)


def _vague(grammar: Grammar) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in section_phrases(grammar, "vague_bodies"))
