"""The plan as plain data: dictionaries with every key of the JSON contract in its order, before the models see it.

What only goes to a file is written from the record: the models cost as much at start-up as reading a plan.
"""

from __future__ import annotations

from typing import Any

SCHEMA_VERSION = "1.0"

Record = dict[str, Any]


def count_tasks(plan: Record) -> int:
    """The number of tasks in a plan."""
    count, stack = 0, list(plan["body"])
    while stack:
        node = stack.pop()
        count += node["task"] is not None
        stack.extend(node["children"])
    return count
