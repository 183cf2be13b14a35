"""Prints a table of the plans in a folder of results and a few of their tasks: `make demo`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(folder: str) -> None:
    """Reads the JSON files below `folder`."""
    plans = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).rglob("*.json"))]
    print(f"\n{'Kế hoạch':<22} {'Cơ quan ban hành':<44} {'Ngày':<11} {'Nhiệm vụ':>8} {'Có thời hạn':>12}")
    for plan in plans:
        found = list(tasks(plan["body"]))
        dated = sum(1 for task in found if task["task"]["deadline"])
        header = plan["header"]
        print(f"{header['number'] or '–':<22} {cut(header['issuer'] or '–', 44):<44} {header['issued_on'] or '–':<11} {len(found):>8} {dated:>12}")
    print("\nVài nhiệm vụ:")
    for plan in plans[:3]:
        for node in [n for n in tasks(plan["body"]) if n["task"]["lead"] and n["task"]["deadline"]][:2]:
            task = node["task"]
            due = task["deadline"]["end"] or task["deadline"]["raw"]
            print(f"  {node['id']:<10} {cut(node['text'], 58):<58} {cut(', '.join(a['name'] for a in task['lead']), 30):<30} {cut(due, 24)}")
    print(f"\nKết quả đầy đủ: {folder}/ (JSON, mỗi giá trị có vị trí trong văn bản)")


def tasks(nodes: list[dict[str, Any]]) -> Any:
    """Nodes that are tasks, in order."""
    for node in nodes:
        if node["task"]:
            yield node
        yield from tasks(node["children"])


def cut(text: str, width: int) -> str:
    """The text in at most `width` characters."""
    return text if len(text) <= width else text[: width - 1] + "…"


if __name__ == "__main__":
    main(sys.argv[1])
