"""Parsed plan → a gold file to correct by hand, so that anyone can measure their own plans and grammars."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from kehoach_parser.evaluate.measure import ROLES
from kehoach_parser.model import Deadline, Node, Plan, Task

HEAD = """\
# What a careful reader says that this plan says. Written from what the program read: correct it line by line against the
# document, then run `kehoach eval` with it. docs/evaluation.md says what each key means.
"""


def gold_yaml(plan: Plan) -> bytes:
    """The plan as a gold file in UTF-8: header, every marked node of the outline, every task."""
    import yaml

    header = plan.header.model_dump(mode="json", exclude={"spans"})
    tree = {
        "doc": PurePath(plan.source.path or "plan").name,
        "header": header,
        "outline": [_outline(node) for node, _ in _walk(plan.body, ()) if node.marker],
        "tasks": [_task(node, node.task, path) for node, path in _walk(plan.body, ()) if node.task],
    }
    text: str = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=1_000_000)
    return (HEAD + text).encode("utf-8")


def _walk(nodes: tuple[Node, ...], above: tuple[str, ...]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    counts: dict[str, int] = {}
    for node in nodes:
        mark = node.ordinal or node.marker or ""
        if mark and not mark[0].isalnum():
            counts[mark] = counts.get(mark, 0) + 1
            mark = f"{mark}{counts[mark]}"
        path = (*above, mark) if mark else above
        yield node, path
        yield from _walk(node.children, path)


def _outline(node: Node) -> dict[str, Any]:
    marker = node.marker or ""
    return {"line": node.line, "depth": node.depth, "marker": marker.strip("(). ") or marker, "text": " ".join(node.text.split()[:8])}


def _task(node: Node, task: Task, path: tuple[str, ...]) -> dict[str, Any]:
    roles = {role: [agency.name for agency in getattr(task, role)] for role in ROLES}
    return {"line": node.line, "path": list(path), "source": task.source, "text": node.text, **roles, "deadline": task.deadline and _deadline(task.deadline)}


def _deadline(deadline: Deadline) -> dict[str, Any]:
    keys = ("raw", "start", "end", "ongoing", "recurrence", "condition", "reference")
    values = deadline.model_dump(mode="json", include=set(keys))
    return {key: values[key] or None if key == "recurrence" else values[key] for key in keys}
