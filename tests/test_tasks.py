"""Cases of the tasks: text in, tasks with their bodies and deadlines out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kehoach_parser import Deadline, TaskRow, iter_tasks, parse_bytes, parse_text

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "tasks.yaml").read_text(encoding="utf-8"))


def shown(row: TaskRow) -> str:
    roles = (" " + "; ".join(names) if names else "" for names in (row.lead, row.support, row.implementer))
    return f"{row.line} {row.source} |{' |'.join(roles)} |{due(row.deadline)}"


def due(deadline: Deadline | None) -> str:
    if deadline is None:
        return ""
    days = f"{deadline.start or ''}..{deadline.end or ''}" if deadline.start or deadline.end else ""
    return "".join(f" {part}" for part in (days, "ongoing" if deadline.ongoing else "", *deadline.recurrence) if part)


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_tasks(case: dict[str, Any]) -> None:
    plan = parse_text(case["text"]) if "text" in case else parse_bytes("plan.html", case["html"].encode())
    tasks = list(iter_tasks(plan))
    assert "\n".join(map(shown, tasks)) == case["tasks"].rstrip("\n")
    assert [task.text for task in tasks] == case.get("texts", [task.text for task in tasks])
