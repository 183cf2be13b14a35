"""What is written without the models is what the models write, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from formats import writers
from hypothesis import given
from test_laws import relaxed, soup

from kehoach_parser import Plan, iter_tasks, load_grammar
from kehoach_parser.document import Document
from kehoach_parser.emit.json import to_json
from kehoach_parser.emit.record import record_to_json
from kehoach_parser.ingest.text import tidy
from kehoach_parser.limits import DEFAULT_LIMITS
from kehoach_parser.pipeline import read_plan, record_of_bytes
from kehoach_parser.record import Record, count_tasks

SAMPLES = sorted(path for path in (Path(__file__).resolve().parent.parent / "samples").rglob("*.*") if path.suffix in (".txt", ".md", ".docx", ".pdf", ".html", ".xlsx"))


def _read(name: str, data: bytes) -> Record:
    return record_of_bytes(name, data, load_grammar(), DEFAULT_LIMITS, None, None, True)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_the_same_bytes_with_and_without_the_models(path: Path) -> None:
    record = _read(path.name, path.read_bytes())
    plan = Plan.model_validate(record)
    assert record_to_json(record) == to_json(plan)
    assert count_tasks(record) == len(list(iter_tasks(plan)))


def test_pages_boxes_and_encodings_are_too() -> None:
    text = SAMPLES[0].read_text(encoding="utf-8")
    for name, data in (("a.pdf", writers.pdf(text)), ("a.docx", writers.docx_automatic(text)), ("a.txt", text.encode("utf-16"))):
        record = _read(name, data)
        assert record_to_json(record) == to_json(Plan.model_validate(record))


@relaxed
@given(soup)
def test_so_is_any_text(text: str) -> None:
    record = read_plan(Document(tidy(text), "text", "0" * 64), load_grammar(), DEFAULT_LIMITS)
    assert record_to_json(record) == to_json(Plan.model_validate(record))
