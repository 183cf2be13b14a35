"""Names of people in a value like "Người phụ trách: ông Nguyễn Văn Mẫu, Trưởng phòng", where rules end.

underthesea tags words of news text; it knows no offsets and takes half a second to import, so it is asked only here, on
demand, and its answer is a guess: low confidence, and no rule is ever overridden by it.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from kehoach_parser.grammar import LOWER, UPPER, Grammar, fold
from kehoach_parser.resolve.lexicon import Marks, build_lexicon
from kehoach_parser.visible import Visible, by_lines

Span = tuple[int, int]
CONFIDENCE_RULE, CONFIDENCE_LISTED, CONFIDENCE_GUESS = 0.8, 0.7, 0.4
_BETWEEN = re.compile(r"[\n;,]|\s(?:và|-|–)\s")
_AROUND = " .:•+*-–"
_NAME_WORD = re.compile(rf"{UPPER}{LOWER}*")
_LONGEST_NAME = 5  # words
_CAPITALISED = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,4}")


class Person(NamedTuple):
    """A person's name: `span` in the text, `confidence` 0–1, `source` honorific or list (rules) or tagger (a guess)."""

    name: str
    span: Span
    confidence: float
    source: str


def find_people(grammar: Grammar, text: str, *, guess: bool = True) -> list[Person]:
    """The names of people in a short value, in order. After an honorific by rule; else, with `guess`, by the tagger."""
    found = _after_honorifics(grammar, text)
    if found or not guess:
        return found
    return _tagged(text)


def people_listed(grammar: Grammar, value: Visible) -> list[Person]:
    """The names of a value that is nothing but names of people, as below "Người thực hiện": "Lê Văn Mẫu, Trần Thị Mẫu", one a line or
    with marks between; else none.

    It is for values whose label says that they name people: any two to five words with capitals that begin no post and no body are a name.
    """
    return _listed(grammar, by_lines(value)) or _listed(grammar, value.text)


def _listed(grammar: Grammar, text: str) -> list[Person]:
    people: list[Person] = []
    at = 0
    for separator in [*_BETWEEN.finditer(text), None]:
        part = text[at : separator.start() if separator else len(text)]
        start, name = at + len(part) - len(part.lstrip(_AROUND)), part.strip(_AROUND)
        known = _after_honorifics(grammar, name)
        if known and known[0].span[1] == len(name):
            start, name = start + known[0].span[0], known[0].name
        if name and not _is_name(grammar, name):
            return []
        if name:
            people.append(Person(name, (start, start + len(name)), CONFIDENCE_LISTED, "list"))
        at = separator.end() if separator else len(text)
    return people


def _is_name(grammar: Grammar, text: str) -> bool:
    words = text.split()
    shown = all(_NAME_WORD.fullmatch(word) for word in words)
    return shown and 2 <= len(words) <= _LONGEST_NAME and grammar.once(build_lexicon).at([fold(word) for word in words], 0).keys().isdisjoint(("head", "noun", "plural"))


def _after_honorifics(grammar: Grammar, text: str) -> list[Person]:
    forms = [p for e in grammar.section("list_words").values() if e["does"] == "honorific" for p in e["phrases"]]
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(f)) for f in sorted(forms, key=len, reverse=True)) + r")\.?:?\s+")
    people = []
    for honorific in pattern.finditer(fold(text)):
        name = _CAPITALISED.match(text, honorific.end())
        words = list(takewhile(lambda word: word[0].isupper(), name.group().split())) if name else []
        if len(words) > 1 and "head" not in _marks(grammar, words[0]):
            full = " ".join(words)
            people.append(Person(full, (honorific.end(), honorific.end() + len(full)), CONFIDENCE_RULE, "honorific"))
    return people


def _marks(grammar: Grammar, word: str) -> Marks:
    """What the word begins in the list grammar: a post or body is no person's name."""
    return grammar.once(build_lexicon).at([fold(word)], 0)


def _tagged(text: str) -> list[Person]:
    """Runs of words that underthesea tags as one person; nothing when the package is not installed."""
    try:
        from underthesea import ner
    except ImportError:
        return []
    names: list[str] = []
    for word, *_, tag in ner(text):
        if tag == "B-PER":
            names.append(word)
        elif tag == "I-PER" and names:
            names[-1] += f" {word}"
    people, at = [], 0
    for name in names:
        start = text.find(name, at)
        if start >= 0 and " " in name:
            at = start + len(name)
            people.append(Person(name, (start, at), CONFIDENCE_GUESS, "tagger"))
    return people
