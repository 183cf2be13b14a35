"""Plan → its text with marks: each value that was read, where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kehoach_parser.emit.rows import all_nodes, task_nodes
from kehoach_parser.model import Node, Plan, Span

ROLES = ("lead", "support", "implementer")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text with the kind of value that was read from it; `number` binds it to its chip beside the text."""

    start: int
    end: int
    kind: str
    number: int


@dataclass(slots=True)
class Value:
    """One value of a task: its kind, what is shown, as printed, and the number that binds it to its mark."""

    kind: str
    shown: str
    raw: str
    number: int
    note: str = ""


@dataclass(slots=True)
class Read:
    """One task as the page shows it: its node, the headings above, its values, and its running number on the page."""

    node: Node
    above: tuple[Node, ...]
    number: int
    values: list[Value] = field(default_factory=list)


@dataclass(slots=True)
class Paper:
    """The text of one plan, its marks, its tasks, and which task each line belongs to (by number, -1 for none)."""

    text: str
    whole: bool
    marks: list[Mark] = field(default_factory=list)
    tasks: list[Read] = field(default_factory=list)
    line_starts: list[int] = field(default_factory=list)
    line_tasks: list[int] = field(default_factory=list)
    header: dict[str, int] = field(default_factory=dict)


def lay_out(plan: Plan, first_task: int, first_value: int) -> Paper:
    """The paper of one plan; tasks and values are numbered on from the given numbers, so that they are unique on the page."""
    text = plan.document_text
    shifts: dict[str, int] = {}
    if text is None:
        text, shifts = _written_again(plan)
    paper = Paper(text, plan.document_text is not None)
    paper.line_starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
    paper.line_tasks = [-1] * len(paper.line_starts)
    count = first_value
    if paper.whole:
        for name, span in plan.header.spans.items():
            paper.header[name] = count
            paper.marks.append(Mark(*span, "header", count))
            count += 1
        for citation in plan.citations:
            paper.marks.append(Mark(*citation.span, "citation", count))
            count += 1
    for number, (node, above) in enumerate(task_nodes(plan), first_task):
        task = Read(node, above, number)
        for kind, shown, raw, note, span in _values(node):
            task.values.append(Value(kind, shown, raw, count, note))
            place = span if paper.whole else _found(text, raw, shifts[node.id])
            if place is not None:
                paper.marks.append(Mark(*place, kind, count))
            count += 1
        paper.tasks.append(task)
        _claim_lines(paper, node.span if paper.whole else (shifts[node.id], shifts[node.id] + 1), number)
    for index, found in enumerate(plan.diagnostics if paper.whole else ()):
        if found.span[1] > found.span[0]:
            paper.marks.append(Mark(*found.span, f"finding {found.severity}", -index - 1))
    return paper


def last_value(paper: Paper, before: int) -> int:
    """The number after the last value of the paper."""
    numbers = [mark.number for mark in paper.marks] + [value.number for task in paper.tasks for value in task.values]
    return max([before, *(number + 1 for number in numbers)])


def _values(node: Node) -> Iterator[tuple[str, str, str, str, Span]]:
    task = node.task
    assert task is not None
    for role in ROLES:
        for body in getattr(task, role):
            yield role, body.name, body.raw, body.qualifier or "", body.span
    if task.deadline:
        yield "deadline", task.deadline.raw, task.deadline.raw, "", task.deadline.span
    for given in node.fields:
        if given.role == "deliverable":
            yield "deliverable", given.raw, given.raw, "", given.span
    if task.deliverable and not any(given.role == "deliverable" for given in node.fields):
        yield "deliverable", task.deliverable, task.deliverable, "", (node.span[0], node.span[0])
    for target in task.targets:
        yield "target", target.raw, target.raw, "", target.span


def _claim_lines(paper: Paper, span: Span, number: int) -> None:
    first = bisect_right(paper.line_starts, span[0]) - 1
    last = bisect_right(paper.line_starts, max(span[1] - 1, span[0])) - 1
    for line in range(first, last + 1):
        paper.line_tasks[line] = number


def _found(text: str, raw: str, start: int) -> Span | None:
    end = text.find("\n\n", start)
    at = text.find(raw, start, end if end >= 0 else len(text))
    return (at, at + len(raw)) if raw and at >= 0 else None


def _written_again(plan: Plan) -> tuple[str, dict[str, int]]:
    """The text of a plan without its document: each node and its fields, with the place where each node begins."""
    out: list[str] = []
    places: dict[str, int] = {}
    length = 0
    for node, _ in all_nodes(plan):
        places[node.id] = length
        lines = [f"{node.marker} {node.text}" if node.marker else node.text, *(f"- {given.label}: {given.raw}" for given in node.fields)]
        block = "\n".join(lines) + "\n\n"
        out.append(block)
        length += len(block)
    return "".join(out).removesuffix("\n"), places


def pieces(marks: Sequence[Mark], length: int) -> list[tuple[int, int, tuple[Mark, ...]]]:
    """The stretches that marks cut the text into, each with the marks that lie over it; stretches without a mark are left out."""
    opens: dict[int, list[Mark]] = {}
    closes: dict[int, list[Mark]] = {}
    for mark in marks:
        start, end = max(mark.start, 0), min(mark.end, length)
        if start < end:
            opens.setdefault(start, []).append(mark)
            closes.setdefault(end, []).append(mark)
    found: list[tuple[int, int, tuple[Mark, ...]]] = []
    active: list[Mark] = []
    before = 0
    for place in sorted({*opens, *closes}):
        if active and before < place:
            found.append((before, place, tuple(active)))
        for mark in closes.get(place, ()):
            active.remove(mark)
        active.extend(opens.get(place, ()))
        before = place
    return found
