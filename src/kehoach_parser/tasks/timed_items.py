"""A lettered item that is nothing but the label of the time and its value: the item above has it for its time."""

from __future__ import annotations

import re

from kehoach_parser.draft import Draft, DraftField
from kehoach_parser.grammar import Grammar
from kehoach_parser.tasks.context import Readers
from kehoach_parser.tasks.sentences import find_actor
from kehoach_parser.visible import Visible, join

_VALUE = 120  # letters of a time
_GLUED = re.compile(r"\s[a-zđ][.)]\s")  # the next item on the same line: "… hằng năm b. Địa điểm"
_ITEMS = 40  # items of a list in which the one of the time is looked for


def time_among_items(node: Draft) -> tuple[Draft, Visible] | None:
    """The lettered item that tells when, and its time: "a) Thời gian thực hiện: Từ tháng 3 đến tháng 11 hằng năm." beside "b) Địa điểm"."""
    items = [child for child in node.children[:_ITEMS] if child.series == "lower"]
    timed = [child for child in items if child.label is not None and child.label[0] == "deadline" and not child.children and not child.fields]
    if len(items) < 2 or len(timed) != 1 or timed[0].label is None:
        return None
    content = join(timed[0].parts)
    value = content.cut(timed[0].label[1])
    start, end = len(value.text) - len(value.text.lstrip()), len(value.text.rstrip(" .;"))
    if not 0 < end - start <= _VALUE or _GLUED.search(value.text):
        return None
    return timed[0], value.cut(start, end)


def take_time(grammar: Grammar, readers: Readers, node: Draft) -> None:
    """Makes such a time a field of the item above, where the others describe its work ("b) Địa điểm") and give none to a body."""
    found = time_among_items(node)
    if found is None or all(child.bears != "nothing" for child in node.children if child is not found[0]) or _gives_work(grammar, readers, node):
        return
    item, value = found
    item.taken = True
    label = join(item.parts).text[: item.label[1]].rstrip(" :") if item.label else ""
    node.fields.append(DraftField("deadline", label, value, item.line))


def _gives_work(grammar: Grammar, readers: Readers, node: Draft) -> bool:
    """Whether an item below has fields or rows of its own, or names who acts."""
    for child in node.children:
        if child.fields or child.kind in ("table", "row") or (child.parts and child.label is None and find_actor(grammar, child.parts[0], readers.bodies_end) is not None):
            return True
        if _gives_work(grammar, readers, child):
            return True
    return False
