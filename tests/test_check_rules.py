"""Every rule holds its own cases: the valid texts give nothing, the invalid ones exactly what stands beside them.

A case is a plan as text; what is expected is `line:column message`, the message as far as it is written out.
"""

from __future__ import annotations

import importlib
import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from kehoach_parser.check import check_plan
from kehoach_parser.check.engine import READING, module_of
from kehoach_parser.check.examples import faults
from kehoach_parser.check.pages import page_of, page_text
from kehoach_parser.check.table import rules_page, rules_table, with_table
from kehoach_parser.findings import place
from kehoach_parser.grammar import load_grammar
from kehoach_parser.message_table import TABLE
from kehoach_parser.pipeline import parse_text

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 15)
CODES = [code for code in TABLE if not code.startswith(READING)]


def _module(code: str) -> ModuleType:
    return importlib.import_module(module_of(code))


def _found(code: str, text: str) -> list[str]:
    plan = parse_text(text)
    given = check_plan(plan, rules=[code], today=TODAY)
    return [f"{f.line}:{f.column} {f.diagnostic.message}" for f in place("case", plan.document_text, given)]


VALID = [pytest.param(code, text, id=f"{code}-{n}") for code in CODES for n, text in enumerate(_module(code).VALID)]
INVALID = [pytest.param(code, case[0], case[1:], id=f"{code}-{n}") for code in CODES for n, case in enumerate(_module(code).INVALID)]


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_valid_and_invalid_cases(code: str) -> None:
    module = _module(code)
    assert module.VALID
    assert module.INVALID


@pytest.mark.parametrize(("code", "text"), VALID)
def test_valid(code: str, text: str) -> None:
    assert _found(code, text) == []


@pytest.mark.parametrize(("code", "text", "expected"), INVALID)
def test_invalid(code: str, text: str, expected: tuple[str, ...]) -> None:
    found = _found(code, text)
    assert [said[: len(wanted)] for said, wanted in zip(found, expected, strict=False)] == list(expected)
    assert len(found) == len(expected), found


def test_every_module_is_a_rule_of_the_table() -> None:
    names = {path.stem for path in (ROOT / "src/kehoach_parser/check/rules").glob("*.py")} - {"__init__"}
    assert names == {TABLE[code].slug.replace("-", "_") for code in CODES}


@pytest.mark.parametrize("code", TABLE)
def test_every_code_has_a_page_in_both_languages(code: str) -> None:
    page = page_of(code)
    assert page.text and page.english
    assert code.startswith(READING) or ((page.bad and page.good and "Vì sao" in page.text) or "Căn cứ" in page.text)
    assert page_text(code, "vi").startswith(f"{code} {TABLE[code].slug}")
    assert not re.search(r"\{\d", page_text(code, "en"))


def test_the_words_of_the_rules_keep_their_examples() -> None:
    assert list(faults(load_grammar())) == []


def test_rules_page_is_fresh() -> None:
    assert (ROOT / "docs/rules.md").read_text("utf-8") == rules_page(), "run python -m kehoach_parser.check.table"


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_readme_table_is_fresh(name: str) -> None:
    path = ROOT / name
    text = path.read_text("utf-8") if path.is_file() else ""
    assert with_table(text) == text, "run python -m kehoach_parser.check.table"


def test_the_table_goes_between_its_markers() -> None:
    made = with_table("a\n<!-- rules:start -->\nold\n<!-- rules:end -->\nb\n")
    assert made == f"a\n<!-- rules:start -->\n{rules_table()}<!-- rules:end -->\nb\n"
