"""Cases of the outline: text in, nodes with depth, marker and fields out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kehoach_parser import Node, parse_text

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "outline.yaml").read_text(encoding="utf-8"))


def shown(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        yield f"{node.depth} {node.marker or '¶'} {node.text}"
        for field in node.fields:
            yield f"  = {field.role}: {field.raw}"
        yield from shown(node.children)


def ids(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        yield node.id
        yield from ids(node.children)


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_outline(case: dict[str, Any]) -> None:
    plan = parse_text(case["text"])
    assert "\n".join(shown(plan.body)) == case["outline"].rstrip("\n")
    if "ids" in case:
        assert list(ids(plan.body)) == case["ids"]
