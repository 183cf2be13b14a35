"""Builds the tree of the body: numbering decides where a node hangs, labelled fields are bound to their node."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from kehoach_parser.block import Block, Label, Marker
from kehoach_parser.draft import Draft, DraftField, Problem
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.outline.headings import annex_bears, bears, heading_bears, is_section_title
from kehoach_parser.visible import Visible

_HEADING_RANK = 5  # series up to decimals are headings and items; the others are lists inside them
_NUMBERED = frozenset({"part", "section", "article", "roman", "upper", "arabic", "decimal"})
_TITLE = 160  # letters of a line of the title of an annex
_WHO = frozenset({"lead", "support", "implementer"})
_VIETNAMESE_LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(slots=True)
class _Builder:
    grammar: Grammar
    top: list[Draft] = field(default_factory=list)
    stack: list[Draft] = field(default_factory=list)
    run: Draft | None = None  # the node to which the current run of field lines is bound
    places: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def build_tree(grammar: Grammar, blocks: Sequence[Block], places: Counter[str]) -> tuple[list[Draft], list[Problem]]:
    """The top nodes of the body, with fields bound; counts the lines of each place in `places`."""
    builder = _Builder(grammar, places=places)
    for index, block in enumerate(blocks):
        if block.furniture:
            places[block.furniture] += len(block.lines)
        elif block.table:
            _add_table(builder, block)
        elif block.label and not _takes_title(builder, block, block.content().text) and _is_field(builder, blocks, index):
            _add_fields(builder, block)
        else:
            _add_node(builder, block)
    return builder.top, builder.problems


# --- nodes ---------------------------------------------------------------------------------------------------------


def _add_node(builder: _Builder, block: Block) -> None:
    builder.run = None
    builder.places["node"] += len(block.lines)
    content = block.content()
    marker = block.marker
    if marker is None and _is_title_of_open_node(builder, block):
        builder.stack[-1].parts.append(content)
        builder.stack[-1].bears = heading_bears(builder.grammar, content.text)
        _widen(builder.stack[-1], block)
        return
    if marker is None and _takes_title(builder, block, content.text):
        _add_title(builder, content)
        _widen(builder.stack[-1], block)
        return
    if marker is None and _opens_annex(builder.grammar, block, content.text):
        node = Draft("annex", block.line, block.span, series="annex", rank=0, parts=[content])
        node.bears = annex_bears(builder.grammar, _after_annex(builder.grammar, content.text))
        builder.stack[:] = [node]
        builder.top.append(node)
        return
    node = _draft(block, content, marker)
    heading = marker is None and (_is_heading(block, content.text) or (content.text[-1:] != ":" and is_section_title(builder.grammar, content.text)))
    if marker:
        _place(builder, node)
    elif heading:
        caps = content.text.isupper()
        node.bears = heading_bears(builder.grammar, content.text)
        series = "caps" if caps else "heading" if node.bears or not _under_section(builder.stack) else "subheading"
        node.kind, node.series, node.rank = "section", series, 3 if caps else 5
        _place_heading(builder, node, caps)
    else:
        _hang(builder, node, _paragraph_parent(builder))
    if marker or heading:
        if marker and node.kind != "bullet":
            node.bears = heading_bears(builder.grammar, content.text)
        builder.stack.append(node)
    _take_inline_fields(builder, node, content, block)


def _opens_annex(grammar: Grammar, block: Block, text: str) -> bool:
    """Whether a line opens an annex: "PHỤ LỤC", "Phụ lục II", also with its title behind in capitals."""
    found = grammar.once(_annex_words).match(fold(text))
    return found is not None and (found.end() == len(text) or text.isupper() or block.strong or block.hashes > 0)


def _after_annex(grammar: Grammar, text: str) -> str:
    """The title behind "PHỤ LỤC II" on its line."""
    found = grammar.once(_annex_words).match(fold(text))
    return text[found.end() :] if found else text


def _annex_words(grammar: Grammar) -> re.Pattern[str]:
    words = trie_pattern(grammar.phrases("envelope", "annex"))
    return re.compile(rf"(?:{words})(?!\w)(?:\s+(?:số\s+)?(?:[ivx]{{1,5}}|\d{{1,2}}|[a-h])(?!\w))?[\s.:]*")


def _takes_title(builder: _Builder, block: Block, text: str) -> bool:
    """Whether a line under an annex's opening is its title: capitals, emphasis, or the bracket "(Kèm theo Kế hoạch …)"."""
    if block.marker or not builder.stack or builder.stack[-1].kind != "annex" or _opens_annex(builder.grammar, block, text):
        return False
    above = builder.stack[-1].children
    if above:  # a title in small letters shows by the bracket below it
        return text.startswith("(") and len(above) < 3 and all(node.kind == "paragraph" and not node.fields and len(node.parts[0].text) <= _TITLE and node.parts[0].text[-1] not in ".;:" for node in above)
    return text.isupper() or block.strong or block.hashes > 0 or text.startswith("(")


def _add_title(builder: _Builder, content: Visible) -> None:
    """Adds a line to the title of an annex, with what stands between: title lines in small letters."""
    annex = builder.stack[-1]
    lines = [*(part for node in annex.children for part in node.parts), content]
    for node in annex.children:
        annex.span = (annex.span[0], max(annex.span[1], node.span[1]))
    annex.children = []
    for line in lines:
        annex.parts.append(line)
        annex.bears = annex.bears or annex_bears(builder.grammar, line.text)


def _draft(block: Block, content: Visible, marker: Marker | None) -> Draft:
    if marker is None:
        return Draft("paragraph", block.line, block.span, parts=[content])
    return Draft(marker.kind, block.line, block.span, marker.printed, marker.ordinal, marker.series, marker.rank, parts=[content])


def _is_title_of_open_node(builder: _Builder, block: Block) -> bool:
    """"PHẦN I" and its title on the next line; a number that stands alone on its line."""
    if not builder.stack or (block.hashes and builder.stack[-1].series not in ("part",)):
        return False
    node = builder.stack[-1]
    return node.marker is not None and not node.children and not any(part.text for part in node.parts)


def _is_heading(block: Block, text: str) -> bool:
    """An unnumbered heading: all capitals, or all emphasised, or with `#`; not a sentence."""
    if len(text) > 160 or text.endswith((".", ";", ",", "!", "”")) or len(text) < 4 or text[0] in "“\"(":
        return False
    return text.isupper() or block.strong or block.hashes > 0


def _under_section(stack: Sequence[Draft]) -> bool:
    """Whether an unnumbered heading that says what it bears ("Tổ chức thực hiện") is open, with nothing numbered below it."""
    section = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].series == "heading"), None)
    return section is not None and stack[section].bears is not None and not any(n.series in _NUMBERED for n in stack[section:])


def _place_heading(builder: _Builder, node: Draft, caps: bool) -> None:
    """Capitals stand like Roman numbers, other unnumbered headings under the numbered one above."""
    stack = builder.stack
    same = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].series == node.series), None)
    if same is not None:
        del stack[same:]
    else:
        limit = 3 if caps else 5 if node.series == "subheading" else 4
        while stack and (stack[-1].rank > limit or (caps and stack[-1].series == "roman")):
            stack.pop()
    _hang(builder, node, stack[-1] if stack else None)


def _place(builder: _Builder, node: Draft) -> None:
    """Hangs a numbered or bulleted node where its numbering says (rules: grammars/numbering.yaml)."""
    stack = builder.stack
    _settle_letter(stack, node)
    if node.series == "decimal":
        _cut_for_decimal(builder, node)
    else:
        level = _sibling(stack, node)
        if level is not None:
            del stack[level:]
        else:
            _cut_for_new_series(builder, node)
    _hang(builder, node, stack[-1] if stack else None)


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


def _cut_for_decimal(builder: _Builder, node: Draft) -> None:
    stack = builder.stack
    ordinal = node.ordinal or ""
    prefix = ordinal.rpartition(".")[0]
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].ordinal == prefix and stack[index].series in _NUMBERED:
            del stack[index + 1 :]
            return
    length = ordinal.count(".")
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].series == "decimal" and (stack[index].ordinal or "").count(".") == length:
            del stack[index:]
            return
    while stack and (stack[-1].rank > _HEADING_RANK or (stack[-1].series == "decimal" and (stack[-1].ordinal or "").count(".") > length)):
        stack.pop()


def _cut_for_new_series(builder: _Builder, node: Draft) -> None:
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


def _hang(builder: _Builder, node: Draft, parent: Draft | None) -> None:
    (parent.children if parent else builder.top).append(node)


def _paragraph_parent(builder: _Builder) -> Draft | None:
    """A paragraph belongs to the innermost heading or item; it closes lists, but stands under an item that leads in."""
    last = builder.stack[-1] if builder.stack else None
    if last is not None and ((last.kind == "item" and _opens(last)) or _leads_in(last)) and all(child.kind == "paragraph" for child in last.children):
        return last
    for node in reversed(builder.stack):
        if node.series in _NUMBERED or node.series in ("caps", "heading", "subheading"):
            return node
    for node in reversed(builder.stack):
        if node.rank < 9:
            return node
    return None


def _widen(node: Draft, block: Block) -> None:
    node.span = (node.span[0], max(node.span[1], block.span[1]))


def _add_table(builder: _Builder, block: Block) -> None:
    builder.run = None
    builder.places["node"] += len(block.lines)
    node = Draft("table", block.line, block.span, table=block.table)
    _hang(builder, node, _paragraph_parent(builder))


# --- fields --------------------------------------------------------------------------------------------------------


def _is_field(builder: _Builder, blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    label = block.label
    if label is None or (block.marker and block.marker.series in _NUMBERED):
        return False
    run = _labelled_run(blocks, index)
    if block.marker and block.marker.series in ("lower", "arabic-paren", "paren", "paren-letter", "step") and len(run) < 2:
        return False
    strong = [other for other in run if not other.weak]
    if not strong or (not builder.stack and not builder.top):
        return False
    if bears(builder.stack) == "nothing":
        return any(other.role in _WHO for other in run)
    return not label.weak or len(run) > 1


def _labelled_run(blocks: Sequence[Block], index: int) -> list[Label]:
    """Labels of the unbroken run of labelled blocks around `index`."""
    run: list[Label] = []
    for step in (-1, 1):
        at = index if step == 1 else index - 1
        while 0 <= at < len(blocks):
            block = blocks[at]
            if block.furniture:
                at += step
                continue
            if block.label is None or (block.marker and block.marker.series in _NUMBERED):
                break
            run.append(block.label)
            at += step
    return run


def _add_fields(builder: _Builder, block: Block) -> None:
    builder.places["field"] += len(block.lines)
    target = builder.run or _field_owner(builder, block)
    if target is None:
        builder.problems.append(Problem("KH106", (block.label.text if block.label else "",), block.span))
        builder.places["field"] -= len(block.lines)
        _add_node(builder, block)
        return
    builder.run = target
    content = block.content()
    labels = [label for label in [block.label, *_inner_labels(block)] if label]
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        _add_field(target, label, content, after.start if after else len(content.text), block.line)
    _widen(target, block)


def _inner_labels(block: Block) -> list[Label]:
    """The labels after the first one; a weak one counts beside a strong one."""
    strong = block.label is not None and not block.label.weak
    return [label for label in block.labels if label.start > 0 and (strong or not label.weak)]


def _add_field(node: Draft, label: Label, content: Visible, end: int, line: int) -> None:
    node.fields.append(DraftField(label.role, label.text, trimmed(content.cut(label.end, end)), line))


def trimmed(value: Visible) -> Visible:
    """A value without its closing full stop, semicolon or unmatched bracket."""
    text = value.text
    end = len(text)
    while end and (text[end - 1] in " ;,-–*+•" or (text[end - 1] == "." and text[end - 2 : end - 1] != ".") or (text[end - 1] == ")" and text.count("(", 0, end) < text.count(")", 0, end))):
        end -= 1
    return value.cut(0, end) if end < len(text) else value


def _field_owner(builder: _Builder, block: Block) -> Draft | None:
    """The node that a run of field lines belongs to: the last item, or the group whose items the fields close."""
    stack = builder.stack
    if not stack:
        return builder.top[-1] if builder.top and builder.top[-1].kind == "paragraph" else None
    last = stack[-1]
    series = block.marker.series if block.marker else None
    if series is not None and last.series == series and len(stack) > 1:  # "- Cơ quan chủ trì" after "- item", "b)" after "a)": the fields close the group
        del stack[-1]
        while stack and stack[-1].series == series:
            del stack[-1]
        return _absorb(stack[-1]) if stack else last
    beside = next((i for i in range(len(stack) - 2, 0, -1) if stack[i].series == series), None)
    if series is not None and beside is not None and not stack[beside].fields:  # "b) Cơ quan chủ trì" after "a) …" and its items
        del stack[beside:]
        return _absorb(stack[-1])
    if last.series not in _NUMBERED and len(stack) > 1 and _closes_group(stack[-2], last):
        del stack[-1]
        return _absorb(stack[-1])
    return _absorb(last)


def _closes_group(parent: Draft, last: Draft) -> bool:
    """Two or more items of one list without a field of their own before the run: the fields are the group's."""
    if last.series in ("lower", "step") or parent.fields:
        return False
    items = [child for child in parent.children if child.series == last.series]
    if any(child.fields for child in parent.children):
        return False
    return len(items) >= 2 and not any(item.fields or any(c.fields for c in item.children) for item in items)


def _absorb(node: Draft) -> Draft:
    """Paragraphs of a node that has fields are its own text."""
    kept = []
    for child in node.children:
        if child.kind == "paragraph" and not child.fields:
            node.parts.extend(child.parts)
            node.span = (node.span[0], max(node.span[1], child.span[1]))
        else:
            kept.append(child)
    node.children = kept
    return node


def _take_inline_fields(builder: _Builder, node: Draft, content: Visible, block: Block) -> None:
    """Labels at the end of a paragraph: "… *Cơ quan thực hiện:* X. *Thời gian hoàn thành:* Y."."""
    labels = block.labels
    first = next((i for i, label in enumerate(labels) if not label.weak), None)
    if first is None or not content.text[: labels[first].start].strip(" ("):
        return
    labels = labels[first:]
    if bears(builder.stack) == "nothing" and not any(label.role in _WHO for label in labels):
        return
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        _add_field(node, label, content, after.start if after else len(content.text), block.line)
    before = content.text[: labels[0].start].rstrip()
    if before.endswith("("):
        _take_bare_deadline(builder.grammar, node, block.line)
    node.parts = [content.cut(0, len(before.rstrip("(").rstrip()))]


def _take_bare_deadline(grammar: Grammar, node: Draft, line: int) -> None:
    """A deadline without a label among labelled values in brackets: "(Chủ trì: X; hoàn thành trong quý II/2025)"."""
    last = node.fields[-1]
    found = grammar.once(_time_openers).search(fold(last.value.text))
    if found and last.role in _WHO and not any(f.role == "deadline" for f in node.fields):
        node.fields.append(DraftField("deadline", "", trimmed(last.value.cut(found.end())), line))
        last.value = trimmed(last.value.cut(0, found.start()))


def _time_openers(grammar: Grammar) -> re.Pattern[str]:
    def phrases(slot: str) -> str:
        return trie_pattern(grammar.phrases("slots", slot))

    return re.compile(rf";\s*(?:(?:{phrases('làm')})\s+)?(?={phrases('thời điểm')})")
