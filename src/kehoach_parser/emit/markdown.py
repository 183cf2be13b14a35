"""Markdown: the outline as a document that parses again to the same tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby

from kehoach_parser.emit.marks import COMMENT
from kehoach_parser.model import FieldValue, Header, Node, Plan

_LABELS = {"lead": "Chủ trì", "support": "Phối hợp", "implementer": "Cơ quan thực hiện", "deadline": "Thời gian", "deliverable": "Sản phẩm", "target": "Chỉ tiêu"}
_HEADINGS = {1: "##", 2: "###"}  # by depth, for headings with nodes below


def to_markdown(plans: Sequence[Plan]) -> bytes:
    """The plans one after the other: letterhead, title, outline with the markers as printed, fields as labelled lines, closing part.

    One plan parses again to the same nodes, tasks and values; what the model does not keep (emphasis, page breaks) is gone.
    The comment at the end says that this program wrote the file (`emit.marks`).
    """
    return ("\n---\n\n".join(_plan(plan) for plan in plans) + f"\n{COMMENT}\n").encode("utf-8") if plans else b""


def _plan(plan: Plan) -> str:
    annexes = [node for node in plan.body if node.kind == "annex"]  # they follow the signature
    body = [node for node in plan.body if node.kind != "annex"]
    blocks = [*_letterhead(plan.header), *_nodes(body), *_closing(plan.header), *_nodes(annexes)]
    return "\n\n".join(blocks) + "\n"


def _letterhead(header: Header) -> Iterator[str]:
    if header.issuer:
        yield f"**{header.issuer.upper()}**"
    if header.number is not None:
        yield f"Số: {header.number}"
    if header.place or header.issued_on:
        yield f"*{', '.join(filter(None, (header.place, _day(header.issued_on))))}*"
    if header.doc_type:
        yield f"# {header.doc_type.upper()}"
    if header.title:
        yield f"**{header.title}**"


def _day(iso: str | None) -> str:
    """An ISO date as documents write it, blanks where it is not known."""
    year, month, day = (*(iso or "").split("-"), "", "", "")[:3]
    return " ".join(part for part in ("ngày", day, "tháng", month, "năm", year) if part) if iso else ""


def _nodes(nodes: Sequence[Node]) -> Iterator[str]:
    """Siblings in order: runs of rows and of groups of rows as tables, the others one by one."""
    in_line = any(not node.fields for node in nodes)
    for rows, run in groupby(nodes, _holds_rows):
        if rows:
            yield from _table(list(run))
        else:
            for node in run:
                yield from _node(node, in_line)


def _holds_rows(node: Node) -> bool:
    """Whether a node is a row of a table, or a heading between rows: only rows below it, and no head of a table of their own."""
    below = node.children
    return node.kind == "row" or (node.kind == "section" and not node.fields and bool(below) and not _is_head(below[0]) and all(map(_holds_rows, below)))


def _is_head(row: Node) -> bool:
    return row.kind == "row" and not (row.fields or row.task or row.children or row.marker)


def _node(node: Node, in_line: bool) -> Iterator[str]:
    """A node with its fields and what is below it.

    Fields stand on lines of their own where every sibling has some; where one has none, or there is no number, such lines
    would be taken for fields of the whole group, so they follow the text.
    """
    before, after = _fields(node)
    text = _marked(node)
    if before and not node.children and node.marker == "-":
        text, before = "\n".join([text, *(f"+ {_named(field)}: {_ended(field.raw)}" for field in before)]), []
    elif before and not node.children and (in_line or node.kind in ("bullet", "paragraph")):
        text, before = " ".join([text, *(f"*{_named(field)}:* {_ended(field.raw)}" for field in before)]), []
    bare = node.kind in ("part", "section") and node.children and not node.fields and "\n" not in text
    yield f"{_HEADINGS[node.depth]} {text}" if bare and node.depth in _HEADINGS else text
    yield from map(_field, before)
    yield from _nodes(node.children)
    yield from map(_field, after)


def _marked(node: Node) -> str:
    """Marker and text; a marker of words ("Phần I") stands on a line of its own, the name of an annex in bold."""
    text = _own_text(node)
    if not node.marker:
        return f"**{text}**" if node.kind == "annex" else text
    return f"{node.marker}\n{text}" if node.kind == "part" and " " in node.marker.strip() else f"{node.marker} {text}"


def _own_text(node: Node) -> str:
    """The text without that of the items below, which stand in that of a task that is the whole group."""
    text = node.text
    if node.task is None:
        return text
    for child in reversed(list(_below(node))):
        if child.text and text.endswith(child.text):
            text = text.removesuffix(child.text).rstrip()
    return text


def _below(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _below(child)


def _fields(node: Node) -> tuple[list[FieldValue], list[FieldValue]]:
    """The fields before the nodes below, and those that close the group; behind items of items they would be those of the last one."""
    stated = [field for field in node.fields if field.origin == "stated" and not _in_text(field, node)]
    if not node.children or any(child.children for child in node.children):
        return stated, []
    first = node.children[0].span[0]
    return [field for field in stated if field.span[0] < first], [field for field in stated if field.span[0] >= first]


def _in_text(field: FieldValue, node: Node) -> bool:
    """Whether a field stands in the text already: “Nội dung: …” says what the work is."""
    return field.role == "other" and " " in field.raw and field.raw in node.text


def _field(field: FieldValue) -> str:
    return f"- {_named(field)}: {_ended(field.raw)}"


def _named(field: FieldValue) -> str:
    """The label as printed, or a usual one where only brackets said what the value is."""
    return field.label or _LABELS.get(field.role, "Ghi chú")


def _ended(value: str) -> str:
    """A value with its end, so that the next line is not taken for its continuation."""
    return value if value.endswith((".", ";", "!", "?", "…", ":")) else f"{value}."


def _table(nodes: Sequence[Node]) -> Iterator[str]:
    """Rows as a table, its head from a first row that has no fields.

    One column alone would be no table and gets an empty second one; one row alone is no table either and stands as a paragraph.
    """
    rows = [row for node in nodes for row in (node, *_below(node))]
    head = rows.pop(0).text if _is_head(rows[0]) else ""
    if not rows:
        yield " ".join(head.split())
        return
    labels = _labels(rows, head)
    numbered = any(row.marker for row in rows)
    first, work = _first_heads(head, labels, numbered)
    columns = [*([first] if numbered else []), work, *(labels or ([] if numbered else [""]))]
    lines = [_line(columns), _line(["---"] * len(columns))]
    for row in dropwhile(lambda row: _is_head(row) and _is_said(row.text, labels), rows):
        values = {field.label: field.raw for field in row.fields}
        lines.append(_line([*([row.marker or ""] if numbered else []), row.text, *(values.get(label, "") for label in columns[1 + numbered :])]))
    yield "\n".join(lines)


def _labels(rows: Sequence[Node], head: str) -> list[str]:
    """The labels of the rows in the order of the head, as the first row may lack some; those that the head does not name come last."""
    labels = dict.fromkeys(field.label for row in rows for field in row.fields)
    return sorted(labels, key=lambda label: head.find(label) if label in head else len(head))


def _is_said(head: str, labels: Sequence[str]) -> bool:
    """Whether the labels hold the words of a second row of heads; numbers of columns are no words."""
    said = {word for label in labels for word in label.split()}
    return bool(labels) and all(word in said or word.strip("()[]").isdecimal() for word in head.split())


def _first_heads(head: str, labels: Sequence[str], numbered: bool) -> tuple[str, str]:
    """What the columns of the number (if there is one) and of the work are called: the words of the head that are no label."""
    for label in labels:
        head = head.replace(label, "", 1)
    words = head.split()
    if not numbered:
        return ("", " ".join(words) or "Nội dung")
    return (words[0], " ".join(words[1:])) if len(words) > 1 else ("TT", head.strip() or "Nội dung")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.splitlines()).replace("|", "\\|") for cell in cells) + " |"


def _closing(header: Header) -> Iterator[str]:
    if header.recipients:
        yield "**Nơi nhận:**"
        yield "\n".join(f"- {recipient};" for recipient in header.recipients[:-1]) + ("\n" if len(header.recipients) > 1 else "") + f"- {header.recipients[-1]}."
    if header.signer:
        for part in (header.signer.authority, header.signer.position, header.signer.name):
            if part:
                yield f"**{part}**"
