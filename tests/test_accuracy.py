"""Accuracy against hand-made answers: our own gold set always, the reference plans when they are there.

The bars are those of the project; a number that fell is a defect also when it stays above its bar.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SHARED

from kehoach_parser import parse_files
from kehoach_parser.emit.json import to_json
from kehoach_parser.evaluate.gold import load_gold
from kehoach_parser.evaluate.measure import measure_plan, total
from kehoach_parser.evaluate.same import STRICTNESSES

BARS = {
    "outline": 0.99, "depth": 0.99, "header": 0.99, "recipients": 0.98, "record.field": 0.99, "record.heading": 0.95, "record.inline": 0.85,
    "record.bare": 0.85, "deadline.field": 0.995,
}  # fmt: skip


def parsed(plans: list[Path], folder: Path) -> None:
    for result in parse_files(plans):
        assert result.plan is not None, result.error
        (folder / f"{Path(result.path).stem}.json").write_bytes(to_json(result.plan))


def test_own_gold_set() -> None:
    golds = [load_gold(path) for path in sorted((ROOT / "tests" / "gold").glob("*.yaml"))]
    plans = parse_files(ROOT / "tests" / "gold" / "plans" / gold.doc for gold in golds)
    scores = total(measure_plan(gold, result.plan, STRICTNESSES["normalised"])[0] for gold, result in zip(golds, plans, strict=True) if result.plan)
    assert {name: round(scores[name].f1, 3) for name, bar in BARS.items() if scores[name].f1 < bar} == {}


@pytest.mark.shared
def test_reference_plans(tmp_path: Path) -> None:
    parsed(sorted((SHARED / "plans").iterdir()), tmp_path)
    command = [sys.executable, str(SHARED / "score" / "score.py"), str(SHARED / "gold"), str(tmp_path), "--json"]
    scores = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert {name: scores[name]["f1"] for name, bar in BARS.items() if scores[name]["f1"] < bar} == {}
