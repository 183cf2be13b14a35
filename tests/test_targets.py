"""Measurable targets: percentages, counts and bounds; what is none; laws."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach_parser import load_grammar
from kehoach_parser.resolve.targets import find_targets

HERE = Path(__file__).resolve().parent
GRAMMAR = load_grammar()
CASES = yaml.safe_load((HERE / "cases" / "targets.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_text_holds_the_targets_of_its_case(case: dict[str, Any]) -> None:
    found = find_targets(GRAMMAR, case["text"])
    assert [[t.raw, t.value, t.unit, t.bound] for t in found] == case["targets"]


def test_spans_lead_back_to_the_text() -> None:
    text = "Phấn đấu đạt  tối thiểu 45 % số hộ; ít nhất 02 mô hình."
    assert [text[a:b] for a, b in (t.span for t in find_targets(GRAMMAR, text))] == ["Phấn đấu đạt  tối thiểu 45 %", "ít nhất 02 mô hình"]


soup = st.lists(st.sampled_from(["tối thiểu", "đạt", "trên", "9", "99,9", "1.000", "1.00", "25-30", "%", "triệu", "tài khoản", "lần/năm", "từ", "đến", "lên", "trở lên", "ngày", ",", "-", "/"]) | st.text(max_size=5), max_size=20).map(" ".join)


@settings(max_examples=500, deadline=None)
@given(soup)
def test_any_text_gives_targets_with_plain_values_and_spans_that_do_not_overlap(text: str) -> None:
    end = 0
    for target in find_targets(GRAMMAR, text):
        assert end <= target.span[0] < target.span[1] <= len(text)
        assert all(Decimal(number).is_finite() for number in target.value.split("-"))
        assert target.bound in ("min", "max", "exact", "range") and ("-" in target.value) == (target.bound == "range")
        end = target.span[1]
