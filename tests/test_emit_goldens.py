"""What the exporters write for one plan with a task of every sort, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from desk import sample_plan

from kehoach_parser.emit.exports import EXPORTS, exporter
from kehoach_parser.emit.json import to_json
from kehoach_parser.emit.jsonl import to_jsonl
from kehoach_parser.emit.yaml import to_yaml
from kehoach_parser.model import Plan

GOLDEN = Path(__file__).parent / "golden" / "emit"
WRITERS: dict[str, Callable[[Sequence[Plan]], bytes]] = {
    "plan.json": lambda plans: to_json(plans[0]),
    "plan.yaml": lambda plans: to_yaml(plans[0]),
    "plan.jsonl": to_jsonl,
    **{f"plan.{name}": exporter(name) for name in EXPORTS if name not in ("xlsx", "parquet", "html")},  # by the version of a library; by style and script
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_golden_file_is_what_is_written(name: str, update_goldens: bool) -> None:
    data = WRITERS[name]([sample_plan()])
    if update_goldens:
        GOLDEN.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_bytes(data)
    assert data == (GOLDEN / name).read_bytes()
