"""Cited documents: kind, number, date, issuer and place; what only looks like one; laws."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach_parser import find_citations, load_grammar
from kehoach_parser.grammar import fold
from kehoach_parser.resolve import citations as room

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"
GRAMMAR = load_grammar()
CASES = yaml.safe_load((HERE / "cases" / "citations.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_text_cites_what_its_case_says(case: dict[str, Any]) -> None:
    found = find_citations(case["text"])
    assert [[c.kind, c.number, c.date, c.issuer] for c in found] == case["cited"]


def test_spans_and_lines_lead_back_to_the_text() -> None:
    text = "I. CĂN CỨ\n\nCăn cứ Quyết định số\n468/QĐ-TTg ngày 27/3/2021;\nKế hoạch số 17/KH-UBND."
    found = find_citations(text)
    assert [(c.line, text[c.span[0] : c.span[1]]) for c in found] == [(3, "Quyết định số\n468/QĐ-TTg ngày 27/3/2021"), (5, "Kế hoạch số 17/KH-UBND")]
    assert found[0].raw == "Quyết định số 468/QĐ-TTg ngày 27/3/2021"


def test_the_number_of_the_plan_itself_is_no_citation() -> None:
    text = "thực hiện Kế hoạch số 28/KH-UBND và Quyết định số 06/QĐ-TTg"
    assert [c.number for c in find_citations(text, own_number="28/KH-UBND")] == ["06/QĐ-TTg"]


def test_an_issuer_goes_on_in_the_next_line_only_where_lines_are_wrapped() -> None:
    text = "Quyết định số 14/QĐ-UBND của UBND tỉnh\nSở Nội vụ"
    issuers = [room.find_citations(GRAMMAR, text, wrapped=wrapped)[0].issuer for wrapped in (True, False)]
    assert issuers == ["UBND tỉnh Sở Nội vụ", "UBND tỉnh"]


@pytest.mark.shared
def test_the_reference_plans_cite_real_documents_and_never_the_nickname() -> None:
    """64 citations and own numbers were counted by hand, 40 more hits are “06/CP”; a plan's own number stands on its “Số:” line."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((SHARED / "plans").glob("*.txt"))]
    found = [c for text in texts for c in find_citations(text)]
    own = sum(bool(re.search(r"(?m)^\W*Số:\W*\d+/", text)) for text in texts)
    assert len(found) + own == 64
    assert not [c for c in found if c.number.endswith("/CP") or "CP." in c.number]
    assert all(c.kind for c in found)


soup = st.lists(
    st.sampled_from(["Quyết định", "số", "06/QĐ-TTg", "/", "-", "ngày", "31/02/2024", "06/01/2022", "của", "Chính phủ", ",", "và", "\n", "*", "Luật", "26/2023/QH15", "57-NQ/TW", "66.25/2026/NQ-CP", "06/CP", "1", "A", "Đ", "İ"])
    | st.text(max_size=6),
    max_size=25,
).map(" ".join)


@settings(max_examples=500, deadline=None)
@given(soup)
def test_any_text_gives_citations_in_order_with_true_spans_and_real_dates(text: str) -> None:
    end, text = 0, normalize("NFC", text)  # spans count the letters of the text in NFC
    for cited in find_citations(text):
        assert end <= cited.span[0] < cited.span[1] <= len(text)
        assert cited.number == "".join(cited.number.split())
        assert cited.number in "".join(text[cited.span[0] : cited.span[1]].split())
        if cited.date:
            date.fromisoformat(cited.date)
        end = cited.span[1]


@pytest.mark.parametrize("piece", ["Quyết định số 1/QĐ-UBND ngày 1/1/2024 của UBND tỉnh, ", "Luật a ", "1/A-", "số 1/2020/", "của "])
def test_reading_looks_at_each_place_a_bounded_number_of_times(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters folded are counted, not seconds: twice the text, at most about twice the work."""
    folded: list[int] = []
    original = fold

    def counted(text: str) -> str:
        folded.append(len(text))
        return original(text)

    monkeypatch.setattr(room, "fold", counted)
    counts = []
    for times in (300, 600):
        folded.clear()
        room.find_citations(GRAMMAR, piece * times)
        counts.append(sum(folded))
    assert counts[1] <= 2.1 * counts[0] + 400
