"""Phrases with slots from the grammar, as one pattern over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kehoach_parser.grammar import Grammar, fold

_SLOTS = {"<n>": r"\d{1,3}", "<năm>": r"(?:19|20)\d{2}", "<x>": r"(?P<x>\w[\w-]*)"}


def section_phrases(grammar: Grammar, section: str) -> Iterator[str]:
    """All phrases of a section."""
    for entry in grammar.section(section).values():
        yield from entry.get("phrases", ())


def slot_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for folded text that finds the longest of the phrases; the phrases begin and end at word borders."""
    made = (_with_slots(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(r"(?<!\w)(?:" + "|".join(made) + r")(?!\w)")


def _with_slots(phrase: str) -> str:
    parts = re.split(r"(<[^<>]+>)", phrase)
    return "".join(_SLOTS[part] if part in _SLOTS else re.escape(fold(part)) for part in parts)
