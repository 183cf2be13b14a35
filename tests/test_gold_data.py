"""The blind gold set is well formed: what it says of a line is really on that line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

GOLD = Path(__file__).parent / "gold"
FILES = sorted(GOLD.glob("*.yaml"))
SOURCES = {"field", "heading", "inline", "bare"}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def visible(text: str) -> str:
    return " ".join(re.sub(r"[*_]+", "", text).split())


def load(path: Path) -> tuple[dict[str, Any], list[str]]:
    gold: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return gold, (GOLD / "plans" / gold["doc"]).read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_outline_stands_on_its_lines(path: Path) -> None:
    gold, lines = load(path)
    assert [o["line"] for o in gold["outline"]] == sorted({o["line"] for o in gold["outline"]})
    for node in gold["outline"]:
        line = visible(lines[node["line"] - 1])
        assert str(node["marker"]) in line, node
        assert " ".join(node["text"].split()[:3]) in line or node["marker"].startswith("Phần"), node


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_tasks_stand_on_text_and_quote_it(path: Path) -> None:
    gold, lines = load(path)
    whole = visible(" ".join(lines))
    for task in gold["tasks"]:
        assert task["source"] in SOURCES
        assert " ".join(visible(task["text"]).split()[:3]) in visible(" ".join(lines[task["line"] - 1 :])), task["line"]
        assert visible(task["text"]).split()[0] in lines[task["line"] - 1], task["line"]
        assert task["lead"] or task["support"] or task["implementer"] or task["source"] in {"bare", "field"}, task["line"]
        quotes = [(task["deadline"] or {}).get(k) or "" for k in ("raw", "condition", "reference")]
        assert all(piece in whole for q in quotes for piece in q.split("; ")), quotes


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_dates_are_dates(path: Path) -> None:
    gold, _ = load(path)
    for task in gold["tasks"]:
        deadline = task["deadline"] or {}
        ends = [deadline[k] for k in ("start", "end") if deadline.get(k)]
        assert all(isinstance(d, str) and DATE.fullmatch(d) for d in ends)
        assert ends == sorted(ends)
