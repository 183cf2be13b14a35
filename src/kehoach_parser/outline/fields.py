"""Binds labelled fields to the node that they belong to: the last item, or the group whose items they close."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehoach_parser.block import Block, Label
from kehoach_parser.draft import Draft, DraftField
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.outline.builder import NUMBERED, Builder, widen
from kehoach_parser.outline.headings import bears
from kehoach_parser.visible import BRACKETS, Visible, closing_bracket, join

_WHO = frozenset({"lead", "support", "implementer"})
_LIKE_OTHERS = 3  # so many groups before it have the label that one more of them has
_SHORT_TIME = 60  # letters of a time behind a weak label
_DIGIT = re.compile(r"\d|(?<=\s)[IVX]+(?=[\s/.;]|$)")
_FEW_WORDS = 4  # blanks in "Chủ trì các nhiệm vụ"; a shorter label speaks of one task


@dataclass(slots=True, eq=False)
class LabelledRun:
    """What is known of an unbroken run of labelled blocks: how many, whether a label is strong, whether one says who, when, or both."""

    size: int = 0
    strong: bool = False
    who: bool = False
    due: bool = False
    timed: bool = False


def is_field(builder: Builder, block: Block, run: LabelledRun) -> bool:
    """Whether a labelled block is a field of a task, and no item whose text only looks labelled; `run` is the one around it."""
    label = block.label
    if label is None or _numbered_item(block):
        return False
    if block.marker and block.marker.series in ("lower", "arabic-paren", "paren", "paren-letter", "step") and run.size < 2:
        return False
    if not run.strong or (not builder.stack and not builder.top):
        return False
    if bears(builder.stack) == "nothing":
        return run.who
    return not label.weak or run.size > 1 or run.timed


def labelled_runs(grammar: Grammar, blocks: Sequence[Block]) -> list[LabelledRun]:
    """The run of each block, the same one for all its blocks; furniture of pages breaks none.

    They are made at once, so that a run of thousands of field lines is walked through once and not for each of its lines.
    """
    runs: list[LabelledRun] = []
    run = LabelledRun()
    for block in blocks:
        if block.furniture:
            pass
        elif block.label is None or _numbered_item(block):
            run = LabelledRun()
        else:
            run.size += 1
            run.due = run.due or _weakly_due(block)
            run.who = run.who or block.label.role in _WHO
            run.timed = run.timed or (run.due and run.who) or _says_when_too(grammar, block)
            run.strong = run.strong or not block.label.weak or run.timed
        runs.append(run)
    return runs


def _says_when_too(grammar: Grammar, block: Block) -> bool:
    """Whether a line says who and until when, so that it is a field whatever its label: "- Thực hiện: Các đơn vị; hoàn thành trong quý II/2025."."""
    if block.label is None or block.label.role not in _WHO or (block.marker is not None and block.marker.kind != "bullet"):
        return False
    said = block.content().text[block.label.end :].lstrip()
    return ";" in said and said[0].isupper() and grammar.once(_time_openers).search(fold(said)) is not None


def _weakly_due(block: Block) -> bool:
    """Whether a line holds a time with a figure behind a label of the time, however weak: "- Hoàn thành: quý 2/2025."."""
    labels = [label for label in (block.label, *block.labels) if label and label.role == "deadline"]
    if not labels:
        return False
    text = block.content().text
    return any(len(text) - label.end <= _SHORT_TIME and _DIGIT.search(text, label.end) for label in labels)


def _numbered_item(block: Block) -> bool:
    return block.marker is not None and block.marker.series in NUMBERED and not block.field


def add_fields(builder: Builder, block: Block) -> bool:
    """Gives the fields of a block to their node, or to all the items that its label speaks of; false when there is none."""
    builder.run = builder.run or _items_meant(builder, block)
    if not builder.run:
        owner = _field_owner(builder, block)
        if owner is None:
            return False
        builder.run = (owner,)
    builder.places["field"] += block.count
    content = block.content()
    labels = [label for label in [block.label, *_inner_labels(block)] if label]
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        end = after.start if after else len(content.text)
        if block.field and end <= label.end:
            continue  # "2. Cơ quan chủ trì, phối hợp" heads the fields below it
        for node in builder.run:
            if len(builder.run) == 1 or all(known.role != label.role for known in node.fields):  # what an item says itself goes before
                _add_field(node, label, content, end, block.line, "inherited" if len(builder.run) > 1 else "stated")
    if len(builder.run) == 1 and _says_when_too(builder.grammar, block):
        _take_bare_deadline(builder.grammar, builder.run[0], block.line)
    widen(builder.run[-1] if len(builder.run) == 1 else builder.stack[-1], block)
    return True


def _items_meant(builder: Builder, block: Block) -> tuple[Draft, ...]:
    """The items of which a label speaks: "Đơn vị chủ trì các nhiệm vụ tại mục II", "Thời gian thực hiện các nội dung trên"."""
    if block.label is None or block.label.text.count(" ") < _FEW_WORDS or not builder.stack:
        return ()
    found = builder.grammar.once(_of_several).search(fold(block.label.text))
    if found is None:
        return ()
    heading: Draft | None = next((node for node in reversed(builder.stack) if node.kind in ("part", "section") and node.children), None)
    if found["place"]:
        heading = _numbered(builder.top, found["place"])
    if heading is None:
        return ()
    builder.stack[:] = [node for node in builder.stack if node.kind in ("part", "section")] or builder.stack[:1]
    return tuple(_works(heading)) if heading.children else (heading,)


def _numbered(nodes: Sequence[Draft], ordinal: str) -> Draft | None:
    """The last node with a number among the headings of a plan."""
    for node in reversed(nodes):
        if node.ordinal is not None and fold(node.ordinal) == ordinal:
            return node
        inner = _numbered(node.children, ordinal)
        if inner is not None:
            return inner
    return None


def _works(heading: Draft) -> Iterator[Draft]:
    """The items below a heading that are work, without those that are headings themselves."""
    for child in heading.children:
        text = child.parts[-1].text if child.parts else ""
        if child.children and text[-1:] not in (".", ";"):
            yield from _works(child)
        elif child.kind != "paragraph":
            yield child


def _of_several(grammar: Grammar) -> re.Pattern[str]:
    words, places = (trie_pattern(grammar.phrases("slots", slot)) for slot in ("phạm vi", "chỗ"))
    return re.compile(rf"(?<!\w){words}(?!\w)(?:.*?(?<!\w){places}\s+(?P<place>[ivx]{{1,5}}|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}})(?!\w))?")


def _inner_labels(block: Block) -> list[Label]:
    """The labels after the first one; a weak one counts beside a strong one."""
    if not block.labels:
        return []
    strong = block.label is not None and not block.label.weak
    strong = strong or (block.label is not None and block.label.role in _WHO and _weakly_due(block))
    first = block.label.start if block.label is not None else 0
    return [label for label in block.labels if label.start > first and (strong or not label.weak)]


def _add_field(node: Draft, label: Label, content: Visible, end: int, line: int, origin: str = "stated") -> None:
    if label.role == "content":  # "a) Nội dung: …" among the fields says what the task is
        node.parts = [*node.parts, content.cut(label.end, end)]
        node.fields.append(DraftField("other", label.text, node.parts[-1], line, origin))
        return
    if label.role == "deadline":  # it goes before a time that only stood behind a body
        node.fields = [f for f in node.fields if f.role != "deadline" or f.label]
    node.fields.append(DraftField(label.role, label.text, trimmed(content.cut(label.end, end)), line, origin))


def trimmed(value: Visible) -> Visible:
    """A value without its closing full stop, semicolon or unmatched bracket."""
    text = value.text
    end = len(text)
    unmatched = {closing: text.count(closing) - text.count(opening) for opening, closing in BRACKETS.items() if closing in text} if ")" in text or "]" in text else {}
    while end and (text[end - 1] in " ;,-–*+•" or (text[end - 1] == "." and text[end - 2 : end - 1] != ".") or unmatched.get(text[end - 1], 0) > 0):
        end -= 1
        if unmatched:
            unmatched[text[end]] = unmatched.get(text[end], 0) - 1
    return value.cut(0, end) if end < len(text) else value


def _field_owner(builder: Builder, block: Block) -> Draft | None:
    """The node that a run of field lines belongs to: the last item, or the group whose items the fields close."""
    stack = builder.stack
    if not stack:
        return builder.top[-1] if builder.top and builder.top[-1].kind == "paragraph" else None
    group = _group_like_others(builder, block)
    if group is not None:
        return group
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
    if last.series not in NUMBERED and len(stack) > 1 and _closes_group(stack[-2], last):
        del stack[-1]
        return _absorb(stack[-1])
    return _paragraph_of(builder, last, block) or _absorb(last, builder.taken)


def _group_like_others(builder: Builder, block: Block) -> Draft | None:
    """The group that a label closes as it closed the groups before it, though this one has numbered items: "* Thời gian: …" under 1, 2, 3
    and now behind 4.2, where 4.1 has none."""
    stack = builder.stack
    label = ""
    for i in range(len(stack) - 2, 0, -1):
        group, item, above = stack[i], stack[i + 1], stack[i - 1].children
        if item.series not in NUMBERED or group.fields or len(above) <= _LIKE_OTHERS or len(group.children) < 2 or any(child.fields for child in group.children):
            continue
        label = label or (fold(block.label.text) if block.label else "")
        if all(any(fold(f.label) == label for f in other.fields) for other in above[-1 - _LIKE_OTHERS : -1]):
            del stack[i + 1 :]
            return _absorb(group)
    return None


def _paragraph_of(builder: Builder, node: Draft, block: Block) -> Draft | None:
    """The last paragraph below a node, when each of several paragraphs there has fields of its own: it says who leads once more.

    What the first one gave to the node is its own again.
    """
    work = node.children[-1] if node.children and node.children[-1].kind == "paragraph" else None
    if work is None or block.label is None or work.fields:
        return None
    if any(child.kind == "paragraph" and child.fields for child in node.children):
        return work
    if all(known.role != block.label.role for known in node.fields):
        return None
    first = builder.taken.pop(id(node), [])
    if first:
        del node.parts[-sum(len(taken.parts) for taken in first) :]
        first[-1].fields, node.fields = node.fields, []
        node.children[:0] = first
    return work


def _closes_group(parent: Draft, last: Draft) -> bool:
    """Two or more items of one list without a field of their own before the run: the fields are the group's."""
    if last.series in ("lower", "step") or parent.fields:
        return False
    items = [child for child in parent.children if child.series == last.series]
    if any(child.fields for child in parent.children):
        return False
    return len(items) >= 2 and not any(item.fields or any(c.fields for c in item.children) for item in items)


def _absorb(node: Draft, taken: dict[int, list[Draft]] | None = None) -> Draft:
    """Paragraphs of a node that has fields are its own text; `taken` remembers which."""
    kept = []
    for child in node.children:
        if child.kind == "paragraph" and not child.fields:
            node.parts.extend(child.parts)
            if taken is not None:
                taken.setdefault(id(node), []).append(child)
            node.span = (node.span[0], max(node.span[1], child.span[1]))
        else:
            kept.append(child)
    node.children = kept
    return node


def take_inline_fields(builder: Builder, node: Draft, content: Visible, block: Block) -> None:
    """Labels at the end of a paragraph: "… *Cơ quan thực hiện:* X. *Thời gian hoàn thành:* Y."."""
    labels = block.labels
    if not labels:
        return
    first = next((i for i, label in enumerate(labels) if not label.weak or _closes_item(builder.grammar, content.text, label)), None)
    if first is None:
        return
    opens, closes = closing_bracket(content.text, labels[first].start)
    while first and (_in_charge(builder.grammar, labels[first - 1]) or -1 < opens < labels[first - 1].start):  # "(thành phần: …; thời gian: …)"
        first -= 1
    if not content.text[: labels[first].start].strip(" (["):
        return
    labels = labels[first:]
    if bears(builder.stack) == "nothing" and not any(label.role in _WHO for label in labels):
        return
    stop = closes - 1 if opens >= 0 else len(content.text)
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        _add_field(node, label, content, after.start if after else stop, block.line)
    before = content.text[: labels[0].start].rstrip()
    inside = content.cut(opens, labels[0].start) if opens > 0 and content.text[opens + 1 : labels[0].start].strip() else None
    if inside is not None:
        before = before[: opens + 1]
    if before.endswith(("(", "[")):
        _take_bare_deadline(builder.grammar, node, block.line)
    if inside is not None:  # "(Công an xã chủ trì; phối hợp: Trạm Y tế)": what has no label there is read later, and closed as it was opened
        said = inside.cut(0, len(inside.text.rstrip(" ,;-–")))
        node.fields.append(DraftField("other", "", join((said, content.cut(closes - 1, closes)), between="") if content.text[closes - 1 : closes] in (")", "]") else said, block.line))
    node.parts = [content.cut(0, len(before.rstrip("([").rstrip(" ,-–=>→")))]


def _in_charge(grammar: Grammar, label: Label) -> bool:
    """Whether a weak label before another field names who is in charge: "… - Phụ trách: Phòng Kinh tế - Thời gian: Quý II/2025."."""
    return label.role in _WHO and fold(label.text) in grammar.once(_words_in_charge)


def _words_in_charge(grammar: Grammar) -> frozenset[str]:
    return frozenset(grammar.phrases("slots", "in-charge"))


def _closes_item(grammar: Grammar, text: str, label: Label) -> bool:
    """Whether a label of who acts opens the bracket that closes a text, before a name: "… (Thực hiện: Phòng Nội vụ; xong trước 31/5)."."""
    value = text[label.end :].lstrip()
    named = label.role in _WHO and (value[:1].isupper() or grammar.once(_small_names).match(fold(value[:_NAME])) is not None)  # "nhân viên y tế"
    before = text[: label.start].rstrip()
    if named and before.endswith((".", ";")) and value[0].isupper() and ". " not in value and _in_charge(grammar, label):
        return True  # "… . Phụ trách: Văn phòng."
    return named and before.endswith(("(", "[")) and closing_bracket(text, label.start)[0] >= 0


def _small_names(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{trie_pattern(grammar.phrases('slots', 'small-names'))}(?!\w)")


_NAME = 20  # letters in which such a name begins


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

    day = trie_pattern(grammar.phrases("deadline_words", "day"))
    return re.compile(rf";\s*(?:(?:{phrases('làm')})\s+)?(?={phrases('thời điểm')}|{day}\s+\d)")
