"""The name of the body that issues a plan, from capitals and abbreviations to its official writing."""

from __future__ import annotations

import re

from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.outline.envelope import envelope_words
from kehoach_parser.resolve.agencies import Setting, read_agencies

_WORD_LIKE = re.compile(r"[A-ZĐ]{1,2}[ĂÂÊÔƠƯ]")  # in capitals "TƯ" is rather the word of "ĐẦU TƯ" than an abbreviation
_HONORIFIC = re.compile(r"(?i)^(?:đồng chí\s+)?(?:phó\s+)?chủ tịch\s+(?=ủy ban|uỷ ban|ubnd)")


def expanded_issuer(grammar: Grammar, printed: str | None, setting: Setting) -> str | None:
    """The issuer with abbreviations expanded; a chairman issues for his committee; the territory stays as printed."""
    if not printed:
        return None
    text = _HONORIFIC.sub("", " ".join(printed.split()).strip(" .,;:*"))
    if text.isupper():
        text = _proper_case(grammar, text)
    read = read_agencies(grammar, text, setting)
    named = [*read.lead, *read.implementer]
    if len(named) != 1:
        return text
    if named[0].match == "none" and printed.isupper():
        return " ".join(word if word[:1].isupper() else word.title() for word in text.split())
    name = named[0].name
    rest = text[named[0].span[1] :].strip(" ,")
    return f"{name} {rest}" if rest and fold(rest) not in fold(name) else name


def _proper_case(grammar: Grammar, text: str) -> str:
    """Capitals → sentence case; abbreviations stay, a place name after a level word is in title case."""
    short = {form for entry in grammar.section("abbreviations").values() for form in entry.get("forms", ()) if not _WORD_LIKE.fullmatch(form)}
    words = [word if word.strip(",.-") in short else word.lower() for word in text.split()]
    low = " ".join(words)
    place = envelope_words(grammar).level.search(fold(low)) or grammar.once(_schools).match(fold(low))
    if place:
        low = low[: place.end()] + low[place.end() :].title()
    return low[:1].upper() + low[1:]


def _schools(grammar: Grammar) -> re.Pattern[str]:
    """A school up to its own name: "trường THCS", "trường mầm non"."""
    grades = {fold(phrase) for phrase in grammar.phrases("nouns", "grades")}
    short = {fold(form) for entry in grammar.section("abbreviations").values() if fold(entry.get("full", "")) in grades for form in entry.get("forms", ())}
    return re.compile(rf"trường\s+(?:{trie_pattern(grades | short)})(?!\w)(?:\s+số(?=\s))?")
