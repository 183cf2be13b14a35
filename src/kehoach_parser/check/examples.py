"""Runs the examples that the words of the check rules carry (`grammars/check.yaml`), for `kehoach grammar check` and the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kehoach_parser.check.phrases import slot_pattern
from kehoach_parser.check.rules.malformed_number import pattern
from kehoach_parser.grammar import Grammar, fold

Entry = dict[str, Any]


def faults(grammar: Grammar) -> Iterator[tuple[str, str]]:
    """(file:line of the entry, what is wrong) for every example that its entry does not match, and near miss that it does."""
    for section, matches in _MATCHERS.items():
        for entry in grammar.section(section).values():
            yield from ((entry["at"], f"does not match its example {text!r}") for text in entry.get("examples", ()) if not matches(entry, text))
            yield from ((entry["at"], f"matches its near miss {text!r}") for text in entry.get("not", ()) if matches(entry, text))
    for entry in grammar.section("misprints").values():
        idle = (text for text in entry.get("not", ()) if entry["wrong"].lower() not in text.lower())
        yield from ((entry["at"], f"the exception {text!r} does not hold {entry['wrong']!r}") for text in idle)
        if entry["wrong"] == entry["right"]:
            yield (entry["at"], f"{entry['wrong']!r} is mended into itself")


def _finds_phrase(entry: Entry, text: str) -> bool:
    return slot_pattern(entry["phrases"]).search(fold(text)) is not None


def _finds_number(entry: Entry, text: str) -> bool:
    return pattern(entry["wrong"]).fullmatch(text) is not None


_MATCHERS: dict[str, Callable[[Entry, str], bool]] = {
    "time_phrases": _finds_phrase,
    "target_years": _finds_phrase,
    "growth_words": _finds_phrase,
    "attached_words": _finds_phrase,
    "done_words": _finds_phrase,
    "own_times": _finds_phrase,
    "number_repairs": _finds_number,
}
