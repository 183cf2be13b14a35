"""Một cơ quan vừa chủ trì vừa phối hợp trong cùng một nhiệm vụ.

Vì sao: một cơ quan không thể phối hợp với chính mình; thường là chép nhầm từ nhiệm vụ khác.

Không nên:
    - Cơ quan chủ trì: Sở Y tế.
    - Cơ quan phối hợp: Sở Y tế, Sở Tài chính.

Nên:
    - Cơ quan chủ trì: Sở Y tế.
    - Cơ quan phối hợp: Sở Tài chính.

English: The same body leads and supports one task; usually it was copied from another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.check.view import Hit, View
from kehoach_parser.grammar import fold

_COLLECTIVE = "collective"  # “các sở, ngành” may be some of them in one place and the others in the next

VALID = (
    """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
- Cơ quan phối hợp: Sở Tài chính.
""",
)
INVALID = (
    (
        """\
I. NHIỆM VỤ
1. Tập huấn sơ cấp cứu.
- Cơ quan chủ trì: Sở Y tế.
- Cơ quan phối hợp: Sở Tài chính, Sở Y tế.
""",
        "4:35 “Sở Y tế” vừa chủ trì vừa phối hợp",
    ),
)


def check(view: View) -> Iterator[Hit]:
    """Compares the names of the supporting bodies with those of the leading ones."""
    for node, task in view.tasks:
        if task.lead and task.support:
            leads = {fold(body.name) for body in task.lead if body.kind != _COLLECTIVE}
            for body in task.support:
                if fold(body.name) in leads:
                    yield Hit(body.span, (body.name,), node.id)
