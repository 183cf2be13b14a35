"""Each sample plan gives the JSON that stands beside it: a golden file, read by a person when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from kehoach_parser import parse_bytes
from kehoach_parser.emit.json import to_json

SAMPLES = sorted(p for p in (ROOT / "samples").glob("*") if p.suffix in (".md", ".txt"))


@pytest.mark.parametrize("sample", SAMPLES, ids=[p.stem for p in SAMPLES])
def test_sample_gives_its_expected_json(sample: Path, update_goldens: bool) -> None:
    given = to_json(parse_bytes(sample.name, sample.read_bytes()))
    golden = ROOT / "samples" / "expected" / f"{sample.stem}.json"
    if update_goldens:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(given)
    assert golden.read_bytes() == given


def test_there_is_a_sample_for_each_layout() -> None:
    assert len(SAMPLES) >= 7
