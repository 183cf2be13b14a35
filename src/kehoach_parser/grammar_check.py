"""Runs the examples that grammar entries carry through the readers that use them, for `kehoach grammar check` and the tests.

An example must be read as its entry says; a near miss (`not`) must not. Sections without a reader of their own are looked up
as words: the example must hold a phrase of its entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from kehoach_parser.check.examples import faults as check_faults
from kehoach_parser.column_heads import head_role
from kehoach_parser.grammar import Grammar, fold, load_grammar, trie_pattern
from kehoach_parser.ingest.page_furniture import kind_of
from kehoach_parser.outline.headings import annex_bears
from kehoach_parser.pipeline import iter_tasks, parse_text
from kehoach_parser.resolve.agencies import Setting, read_agencies
from kehoach_parser.resolve.citations import find_citations
from kehoach_parser.resolve.deadline_words import cut_words
from kehoach_parser.resolve.deadlines import Calendar, find_deadlines
from kehoach_parser.resolve.targets import find_targets
from kehoach_parser.text.labels import read_label
from kehoach_parser.text.markers import read_marker

Entry = dict[str, Any]
Matches = Callable[[Grammar, Entry, str], bool]
_BY_RULES = frozenset({"time_phrases", "target_years", "growth_words", "done_words", "own_times", "number_repairs", "misprints"})  # in check/examples.py
_DOES = (("verbs", "does"), ("list_words", "does"), ("heads", "does"))  # keys whose words the program knows
_SLOT = re.compile(r"\\?[{<][^{}<>]*\\?[}>]")


class Fault(NamedTuple):
    """Something wrong in a grammar: where (file:line), in which entry, what."""

    at: str
    entry: str
    what: str


def find_faults(grammar: Grammar, *, strict: bool = False) -> Iterator[Fault]:
    """Everything wrong with the entries, by section; `strict` also names entries with phrases and no example.

    Raises GrammarError for what keeps the grammar from being compiled: two entries that claim one phrase, an empty phrase.
    """
    _compile(grammar)
    for section in grammar.sections():
        for entry in grammar.section(section).values():
            yield from _faults_of(grammar, section, entry)
            if strict and entry.get("phrases") and not entry.get("examples"):
                yield Fault(grammar.where(entry["at"]), f"{section}/{entry['id']}", "has phrases and no example; add `examples`, a text that it must match")
    for at, what in check_faults(grammar):
        yield Fault(grammar.where(at), "", what)
    yield from _unread_bodies(grammar)
    yield from _unheard(grammar)
    yield from _broken_histories(grammar)


def count_examples(grammar: Grammar) -> int:
    """How many examples and near misses the grammar carries."""
    return sum(len(entry.get("examples", ())) + len(entry.get("not", ())) for section in grammar.sections() for entry in grammar.section(section).values())


def _compile(grammar: Grammar) -> None:
    """Makes every room build its patterns from the grammar, so that what is broken is told now."""
    parse_text("KẾ HOẠCH\nThử\nI. NHIỆM VỤ\n1. Giao Phòng Nội vụ rà soát 90% hồ sơ theo Quyết định số 1/QĐ-UBND trước ngày 30/6/2024.\n| TT | Nội dung | Chủ trì |\n|---|---|---|\n| 1 | Rà soát | X |\n", grammar=grammar)


def _faults_of(grammar: Grammar, section: str, entry: Entry) -> Iterator[Fault]:
    if section in _BY_RULES:
        return
    matches = _READERS.get(section, _holds_phrase)
    fault = partial(Fault, grammar.where(entry["at"]), f"{section}/{entry['id']}")
    yield from (fault(f"does not match its example {text!r}") for text in entry.get("examples", ()) if not matches(grammar, entry, text))
    yield from (fault(f"matches its near miss {text!r}") for text in entry.get("not", ()) if matches(grammar, entry, text))


def _unread_bodies(grammar: Grammar) -> Iterator[Fault]:
    """Bodies of the user's own files whose name or alias is not read as the body: it begins like no body, or another one has it too."""
    ours = load_grammar().section("agencies") if grammar.directories else grammar.section("agencies")
    for entry in grammar.section("agencies").values():
        if ours.get(entry["id"]) == entry:
            continue
        for key, name in (("name", entry["name"]), *(("alias", alias) for alias in entry.get("aliases", ()))):
            if not _is_read_as(grammar, entry, name):
                yield Fault(grammar.where(entry["at"]), f"agencies/{entry['id']}", f"the {key} {name!r} is not read as this body")


def _unheard(grammar: Grammar) -> Iterator[Fault]:
    """Words of the user's own entries for what an entry does that no entry of ours has: nothing would read them."""
    for section, key in _DOES:
        ours = {word for entry in load_grammar().section(section).values() for word in _texts(entry.get(key))}
        for entry in grammar.section(section).values():
            for word in _texts(entry.get(key)):
                if word not in ours:
                    yield Fault(grammar.where(entry["at"]), f"{section}/{entry['id']}", f"{key!r} is {word!r}, which nothing reads; known: {', '.join(sorted(ours))}")


def _texts(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def _broken_histories(grammar: Grammar) -> Iterator[Fault]:
    """Bodies and provinces that end before they begin, or name an act, a parent or a successor that is not there."""
    bodies, provinces, acts = (grammar.section(name) for name in ("agencies", "provinces", "legal"))
    for section in ("agencies", "provinces"):
        ours = load_grammar().section(section) if grammar.directories else {}
        for entry in grammar.section(section).values():
            if ours.get(entry["id"]) == entry:
                continue  # it may lead to a body that the user took out
            fault = partial(Fault, grammar.where(entry["at"]), f"{section}/{entry['id']}")
            begins, ends = entry.get("valid_from", ""), entry.get("valid_to", "9999")
            if begins[: len(ends)] > ends[: len(begins)]:
                yield fault(f"ends ({ends}) before it begins ({begins})")
            steps = entry.get("successors", ())
            named = [*(step["id"] for step in steps), entry.get("successor"), entry.get("parent")]
            yield from (fault(f"names {body!r}, which is no body here") for body in named if body and body not in bodies and body not in provinces)
            for act in (*(step.get("basis") for step in steps), entry.get("basis")):
                if act and act not in acts:
                    yield fault(f"rests on {act!r}, which is no entry of `legal`")


# --- how each section is read ---------------------------------------------------------------------------------------------


def _holds_phrase(grammar: Grammar, entry: Entry, text: str) -> bool:
    """Whether the text holds a phrase of the entry as whole words; a slot in a phrase stands for anything."""
    phrases = entry.get("phrases") or entry.get("forms") or ()
    plain = [" ".join(fold(phrase).split()) for phrase in phrases if not _SLOT.search(phrase)]
    folded = " ".join(fold(text).split())
    if plain and re.search(rf"(?<!\w)(?:{trie_pattern(plain)})(?!\w)", folded):
        return True
    slotted = (re.escape(" ".join(fold(phrase).split())) for phrase in phrases if _SLOT.search(phrase))
    return any(re.search(_SLOT.sub(".*?", pattern), folded) for pattern in slotted)


def _is_marker(grammar: Grammar, entry: Entry, text: str) -> bool:
    found = read_marker(grammar, text) or read_marker(grammar, f"{text.rstrip()} Rà soát")
    return bool(found and found.series == entry["series"])


def _is_label(grammar: Grammar, entry: Entry, text: str) -> bool:
    found = read_label(grammar, f"{text} x")
    return bool(found and found.role == entry["role"])


def _bears(grammar: Grammar, entry: Entry, text: str) -> bool:
    return bool(annex_bears(grammar, text) == entry["bears"])


def _assigns(grammar: Grammar, entry: Entry, text: str) -> bool:
    """A sentence that assigns makes a task; the other words of sentences are looked up."""
    if entry["does"] != "assign":
        return _holds_phrase(grammar, entry, text)
    return any(row.source == "inline" for row in iter_tasks(parse_text(f"I. TỔ CHỨC THỰC HIỆN\n1. {text} việc này.\n", grammar=grammar)))


def _is_column(grammar: Grammar, entry: Entry, text: str) -> bool:
    return bool(head_role(grammar, text) == entry["role"])


def _is_furniture(grammar: Grammar, entry: Entry, text: str) -> bool:
    return bool(kind_of(grammar, text) == entry["kind"])


def _has_deadline_word(grammar: Grammar, entry: Entry, text: str) -> bool:
    return entry["id"] in {word.id for word in cut_words(grammar, text).words}


def _finds_deadline(grammar: Grammar, entry: Entry, text: str) -> bool:
    return bool(find_deadlines(grammar, text, Calendar("2024-01-15", 2024)))


def _finds_citation(grammar: Grammar, entry: Entry, text: str) -> bool:
    return any("name" not in entry or found.kind == entry["name"] for found in find_citations(grammar, text))


def _finds_target(grammar: Grammar, entry: Entry, text: str) -> bool:
    found = find_targets(grammar, text)
    return any(target.bound == entry["id"] for target in found) if entry["id"] in ("min", "max", "exact") else bool(found)


def _names_body(grammar: Grammar, entry: Entry, text: str) -> bool:
    found = read_agencies(grammar, text, Setting(), prose=True)
    return bool(found.lead or found.support or found.implementer)


def _is_read_as(grammar: Grammar, entry: Entry, text: str) -> bool:
    """Whether the text is read as this body by a plan of its level and time, or as another one of the same name."""
    setting = Setting(level=entry.get("level"), on=entry.get("valid_to") or entry.get("valid_from"))
    found = read_agencies(grammar, text, setting)
    bodies = (*found.lead, *found.support, *found.implementer)
    registry = grammar.section("agencies")
    if len(bodies) != 1 or bodies[0].id is None:
        return False
    return bodies[0].id == entry["id"] or fold(registry.get(bodies[0].id, {}).get("name", "")) == fold(entry["name"])


_READERS: dict[str, Matches] = {
    "markers": _is_marker,
    "labels": _is_label,
    "headings": _bears,
    "verbs": _assigns,
    "columns": _is_column,
    "furniture": _is_furniture,
    "deadline_words": _has_deadline_word,
    "deadline_prose": _finds_deadline,
    "cited_kinds": _finds_citation,
    "citation_words": _finds_citation,
    "target_words": _finds_target,
    "heads": _names_body,
    "agencies": _is_read_as,
}


def in_order(faults: Sequence[Fault]) -> list[Fault]:
    """Faults by file and line."""
    return sorted(faults, key=lambda fault: (fault.at.rpartition(":")[0], _number(fault.at), fault.entry, fault.what))


def _number(at: str) -> int:
    line = at.rpartition(":")[2]
    return int(line) if line.isdigit() else 0

