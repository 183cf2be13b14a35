"""Cases of the header: text in, letterhead, title, signature and recipients out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kehoach_parser import load_grammar, parse_text

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "header.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_header(case: dict[str, Any], tmp_path: Path) -> None:
    """`grammar` of a case is laid over the built-in one."""
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(case.get("grammar", {}), allow_unicode=True), encoding="utf-8")
    plan = parse_text(case["text"], grammar=load_grammar(tmp_path) if "grammar" in case else None)
    header = plan.header.model_dump(mode="json")
    assert {key: header[key] for key in case["header"]} == case["header"]
    if "first" in case:
        assert plan.body[0].text == case["first"]
    assert sum(plan.source.coverage.values()) == sum(bool(line.strip()) for line in case["text"].split("\n"))
