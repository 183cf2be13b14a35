"""Where a node hangs: its numbering decides, and what is open above it (rules: grammars/numbering.yaml)."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach_parser.draft import Draft
from kehoach_parser.outline.builder import NUMBERED, Builder, hang

_HEADING_RANK = 5  # series up to decimals are headings and items; the others are lists inside them
_SHORT = 100  # letters of the title of a case: "a. Với mưa lớn trên diện rộng (đến 70 mm mỗi giờ)."
_VIETNAMESE_LETTERS = "abcdđeghiklmnopqrstuvxy"
_COUNTED = {"roman": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), "upper": tuple(_VIETNAMESE_LETTERS.upper())}


def place_numbered(builder: Builder, node: Draft) -> None:
    """Hangs a numbered or bulleted node where its numbering says (rules: grammars/numbering.yaml)."""
    stack = builder.stack
    _settle_letter(stack, node)
    if node.series == "decimal":
        _cut_for_decimal(builder, node)
    else:
        level = _sibling(stack, node)
        if level is None:
            level = _beyond_capitals(builder, node)
        if level is not None:
            del stack[level:]
        else:
            _cut_for_new_series(builder, node)
    if node.kind == "bullet" and stack and stack[-1].kind == "bullet" and not stack[-1].children:
        _take_lead_in(builder, stack[-1])
    hang(builder, node, stack[-1] if stack else None)


def _take_lead_in(builder: Builder, bullet: Draft) -> None:
    """Hangs "Trong đó:" on a line of its own between "- Mở lớp." and "+ Lớp thứ nhất" under that bullet, as what stands below it."""
    beside = builder.stack[-2].children if len(builder.stack) > 1 else builder.top
    if len(beside) > 1 and beside[-2] is bullet and beside[-1].kind == "paragraph" and _leads_in(beside[-1]) and not beside[-1].fields:
        bullet.children.append(beside.pop())


def place_heading(builder: Builder, node: Draft, caps: bool) -> None:
    """Capitals stand like Roman numbers, other unnumbered headings under the numbered one above."""
    stack = builder.stack
    same = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].series == node.series), None)
    if same is not None:
        del stack[same:]
    else:
        limit = 3 if caps else 5 if node.series == "subheading" else 4
        while stack and (stack[-1].rank > limit or (caps and stack[-1].series == "roman")):
            stack.pop()
    hang(builder, node, stack[-1] if stack else None)


def under_section(stack: Sequence[Draft]) -> bool:
    """Whether an unnumbered heading that says what it bears ("Tổ chức thực hiện") is open, with nothing numbered below it."""
    section = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].series == "heading"), None)
    return section is not None and stack[section].bears is not None and not any(n.series in NUMBERED for n in stack[section:])


def _settle_letter(stack: Sequence[Draft], node: Draft) -> None:
    """I., V., X. after H., U., V. of a lettered row is a letter, not a Roman number."""
    if node.series != "roman" or node.ordinal is None or len(node.ordinal) != 1:
        return
    letters = next((n for n in reversed(stack) if n.series == "upper"), None)
    order = _VIETNAMESE_LETTERS.upper()
    if letters and letters.ordinal and order.find(node.ordinal) == order.find(letters.ordinal) + 1:
        node.series = "upper"


def _sibling(stack: Sequence[Draft], node: Draft) -> int | None:
    """Index in the stack of the open node of the same series, unless the number starts a new list under the last one."""
    if _heads_list(stack, node):
        return None
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].series == node.series:
            starts_again = node.ordinal == "1" and node.series in ("arabic", "arabic-paren", "paren") and not any(n.series == node.series for n in stack[:index])
            if starts_again and index < len(stack) - 1 and _opens(stack[-1]) and stack[-1].series in ("decimal", "lower", "-"):
                return None
            if starts_again and index == len(stack) - 1 and _opens_still(stack[-1]) and node.series == "arabic":
                return None
            return index
    return None


def _beyond_capitals(builder: Builder, node: Draft) -> int | None:
    """Index in the stack of the heading in capitals that stands between "II." and this "III.", which goes on beside it."""
    stack = builder.stack
    if node.series not in _COUNTED or node.ordinal is None:
        return None
    level = next((i for i, upper in enumerate(stack) if upper.series == "caps"), None)
    if level is None:
        return None
    beside = stack[level - 1].children if level else builder.top
    last = next((upper for upper in reversed(beside) if upper.series == node.series), None)
    order = _COUNTED[node.series]
    return level if last is not None and last.ordinal in order and order[order.index(last.ordinal) + 1 :][:1] == (node.ordinal,) else None


def _heads_list(stack: Sequence[Draft], node: Draft) -> bool:
    """Whether an unnumbered heading stands right above a "1.": its list begins there."""
    return bool(stack) and node.ordinal == "1" and stack[-1].series in ("heading", "subheading") and not stack[-1].children


def _opens(node: Draft) -> bool:
    """Whether a node leads in a list: its text ends with a colon, or is a short heading without an end."""
    text = node.parts[-1].text if node.parts else ""
    return not text or text.endswith(":") or (len(text) < 120 and text[-1] not in ".;,!?…")


def _opens_still(node: Draft) -> bool:
    """Whether a list may still begin under a heading: it has no fields, and nothing or a paragraph that leads one in below it."""
    return _opens(node) and not node.fields and (not node.children or node.children[-1].kind != "paragraph" or _leads_in(node.children[-1]))


def _leads_in(node: Draft) -> bool:
    """Whether a node ends with a colon: "- Sở Y tế có trách nhiệm:"."""
    return bool(node.parts) and node.parts[-1].text.endswith(":")


def _cut_for_decimal(builder: Builder, node: Draft) -> None:
    stack = builder.stack
    ordinal = node.ordinal or ""
    prefix = ordinal.rpartition(".")[0]
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].ordinal == prefix and (stack[index].series in NUMBERED or (stack[index].series == "step" and _counts_under(stack[index], ordinal))):
            del stack[index + 1 :]
            return
    length = ordinal.count(".")
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].series == "decimal" and (stack[index].ordinal or "").count(".") == length:
            del stack[index:]
            return
    while stack and (stack[-1].rank > _HEADING_RANK or (stack[-1].series == "decimal" and (stack[-1].ordinal or "").count(".") > length)):
        stack.pop()


def _counts_under(step: Draft, ordinal: str) -> bool:
    """Whether a decimal counts on below a step: "1.1." under "Nhiệm vụ 1:", and "1.2." after that."""
    return ordinal.endswith(".1") or any(child.series == "decimal" for child in step.children)


def _cut_for_new_series(builder: Builder, node: Draft) -> None:
    stack = builder.stack
    rank = node.rank
    if _heads_list(stack, node):
        return
    if rank <= 4:
        floor = 4 if node.series == "upper" else rank + 1
        while stack and stack[-1].rank >= floor and not (node.series == "arabic" and _opens(stack[-1]) and stack[-1].series in ("decimal", "lower")):
            stack.pop()
        return
    while stack and stack[-1].rank > _HEADING_RANK and not _opens(stack[-1]) and stack[-1].rank >= rank - (node.series == "-"):
        stack.pop()


def paragraph_parent(builder: Builder, leads_in: bool = False) -> Draft | None:
    """A paragraph belongs to the innermost heading or item; it closes lists, but stands under an item that leads in.

    One that leads in a list itself ("Sở Y tế là đầu mối tổ chức thực hiện:") stands under the short title right above it, full stop or not.
    """
    last = builder.stack[-1] if builder.stack else None
    if last is not None and leads_in and last.kind == "item" and not last.children and 0 < len(last.parts[-1].text) <= _SHORT:
        return last
    if last is not None and ((last.kind == "item" and _opens(last)) or _leads_in(last)) and all(child.kind == "paragraph" for child in last.children):
        return last
    for node in reversed(builder.stack):
        if node.series in NUMBERED or node.series in ("caps", "heading", "subheading"):
            return node
    for node in reversed(builder.stack):
        if node.rank < 9:
            return node
    return None
