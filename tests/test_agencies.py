"""Lists of bodies: what is read from a value, from a sentence, from a heading; and the reference cases in full."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from kehoach_parser.api import parse_agencies
from kehoach_parser.grammar import load_grammar
from kehoach_parser.resolve.agencies import (
    ReadAssignment, Setting, content_words, is_agency_heading, level_of, local_abbreviations, read_agencies,
)
from kehoach_parser.resolve.words import read_words, show

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"
ROLES = ("lead", "support", "implementer")


def cases(name: str) -> list[Any]:
    """The cases of a file, each with its name as the id of the test."""
    loaded = yaml.safe_load((HERE / "cases" / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in loaded]


def names(read: ReadAssignment) -> dict[str, list[str]]:
    return {role: [agency.name for agency in getattr(read, role)] for role in ROLES}


def setting(case: dict[str, Any]) -> Setting:
    return Setting(level=case.get("level"), on=case.get("on"), territory=case.get("territory"), abbreviations=case.get("own", {}))


@pytest.mark.parametrize("case", cases("agencies.yaml"))
def test_value(case: dict[str, Any]) -> None:
    read = read_agencies(load_grammar(), case["text"], setting(case))
    assert names(read) == {role: case.get(role, []) for role in ROLES}
    if "ids" in case:
        assert [agency.id for role in ROLES for agency in getattr(read, role)] == case["ids"]


@pytest.mark.parametrize("case", cases("sentences.yaml"))
def test_sentence(case: dict[str, Any]) -> None:
    read = read_agencies(load_grammar(), case["text"], setting(case), prose=True)
    assert names(read) == {role: case.get(role, []) for role in ROLES}
    if "rest" in case:
        assert case["text"][read.end :] == case["rest"]


@pytest.mark.parametrize("case", cases("headings.yaml"))
def test_heading(case: dict[str, Any]) -> None:
    read = is_agency_heading(load_grammar(), case["text"], setting(case))
    assert (read and [agency.name for agency in read.implementer]) == case["bodies"]


@pytest.mark.parametrize("case", cases("misprints.yaml"))
def test_misprint(case: dict[str, Any]) -> None:
    found = parse_agencies(case["text"], level=case.get("level"))
    agency = found.implementer[0]
    assert (agency.name, agency.match) == (case["body"], case["match"])
    assert ("KH205" in {d.code for d in found.diagnostics}) == (case["match"] == "fuzzy")
