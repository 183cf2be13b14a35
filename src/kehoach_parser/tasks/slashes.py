"""Values that a slash parts into who leads and who helps, as their label says: "Chủ trì/phối hợp"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kehoach_parser.column_heads import head_role
from kehoach_parser.grammar import Grammar
from kehoach_parser.tasks.cells import begins_label
from kehoach_parser.visible import Visible

SLASH = re.compile(r"(?<=[^\W\d_]{2}) ?/ ?(?=[^\W\d_]{2})")  # between two names: "Thanh tra tỉnh/các sở"


def names_both(grammar: Grammar, label: str) -> bool:
    """Whether a label or the head of a column names both roles in this order, with a slash between them."""
    parts = label.split("/")
    return len(parts) == 2 and [head_role(grammar, part) for part in parts] in (["lead", "support"], ["advisor", "support"])


def by_slash(parts: Iterable[Visible]) -> Iterator[tuple[str, Visible]]:
    """Paragraphs by role: before the first slash lead, after it support; labels say it themselves."""
    role = "lead"
    for part in parts:
        slash = SLASH.search(part.text) if role == "lead" and not begins_label(part.text) else None
        rest = part
        if slash:
            yield role, part.cut(0, slash.start())
            role, rest = "support", part.cut(slash.end())
        yield role, rest
