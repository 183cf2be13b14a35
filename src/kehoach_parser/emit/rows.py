"""Plan → flat rows, one a task, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach_parser.model import Agency, Node, Plan, TaskRow


def task_rows(plan: Plan) -> Iterator[TaskRow]:
    """One row a task: normalised names of its bodies, the headings above it from the outermost, its deadline."""
    for node, above in task_nodes(plan):
        yield _row(plan, node, tuple(_heading(parent) for parent in above))


def task_nodes(plan: Plan) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Each node that is a task, with the nodes above it from the outermost."""
    return ((node, above) for node, above in all_nodes(plan) if node.task is not None)


def all_nodes(plan: Plan) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Each node in the order of the document, with the nodes above it from the outermost."""
    stack: list[tuple[Node, tuple[Node, ...]]] = [(node, ()) for node in reversed(plan.body)]
    while stack:
        node, above = stack.pop()
        yield node, above
        below = (*above, node)
        stack.extend((child, below) for child in reversed(node.children))


def _row(plan: Plan, node: Node, path: tuple[str, ...]) -> TaskRow:
    task = node.task
    assert task is not None
    return TaskRow(
        plan=plan.source.path, number=plan.header.number, id=node.id, marker=node.marker, path=path, text=node.text, source=task.source,
        lead=_names(task.lead), support=_names(task.support), implementer=_names(task.implementer),
        deadline=task.deadline, deliverable=task.deliverable, targets=tuple(target.raw for target in task.targets),
        line=node.line, page=node.page,
    )


def _names(agencies: tuple[Agency, ...]) -> tuple[str, ...]:
    return tuple(agency.name for agency in agencies)


def _heading(node: Node) -> str:
    return f"{node.marker} {node.text}" if node.marker else node.text
