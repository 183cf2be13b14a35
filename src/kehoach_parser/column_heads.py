"""Which field a column of a table is, by the words of its head (`columns` in grammars/tables.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kehoach_parser.grammar import Grammar, fold, trie_pattern

HEAD_CHARS = 90
_BROKEN = 5
_BRACKETS = re.compile(r"\([^()]{0,80}\)")
_YEAR = r"(?:19|20)\d\d"
_FRAMES = {
    "whole": r"\A{}\Z",
    "start": r"\A{}(?!\w)",
    "any": r"(?<!\w){}(?!\w)",
    "dated": rf"\A{{}}(?:\s*/\s*{_YEAR}|\s(?:{{year}}\s)?{_YEAR})?\Z",
    "years": rf"\A(?:{{}}\s)?{_YEAR}(?:\s*[-–]\s*{_YEAR})?\Z",
}


def head_role(grammar: Grammar, head: str) -> str | None:
    """The field that a column with this head is; None when the grammar does not know it or it is too long for a head.

    A head that names both who leads (or prepares the work, before a slash) and who supports is one column for both: `implementer`.
    """
    if not 0 < len(head) <= HEAD_CHARS:
        return None
    plain = " ".join(_BRACKETS.sub(" ", fold(head)).replace("*", " ").split()).strip(" .:")
    roles = [role for role, pattern in grammar.once(_patterns) if pattern.search(plain)]
    if not roles and len(plain) <= _BROKEN:  # "ST T": a narrow column breaks its head anywhere
        whole = plain.replace(" ", "")
        roles = [role for role, pattern in grammar.once(_patterns) if pattern.fullmatch(whole)]
    if "support" in roles and ("lead" in roles or ("advisor" in roles and "/" in plain)):
        return "implementer"
    return roles[0] if roles else None


def _patterns(grammar: Grammar) -> list[tuple[str, re.Pattern[str]]]:
    made = []
    year = trie_pattern(grammar.phrases("deadline_words", "year"))
    for entry in grammar.section("columns").values():
        phrases = trie_pattern(" ".join(fold(phrase).split()) for phrase in entry["phrases"])
        made.append((entry["role"], re.compile(_FRAMES[entry["where"]].format(f"(?:{phrases})", year=f"(?:{year})"))))
    return made


def begins_frame(grammar: Grammar, line: str) -> bool:
    """Whether a line begins with words of a letterhead or of a closing (`frames` in grammars/furniture.yaml)."""
    return grammar.once(_frames).match(" ".join(fold(line.lstrip("*_# |")).split())) is not None


def begins_letterhead(grammar: Grammar, line: str) -> bool:
    """Whether a line begins with the national name, or the name of a party or union that stands in its place."""
    return grammar.once(_letterheads).match(" ".join(fold(line.lstrip("*_# |")).split())) is not None


def _frames(grammar: Grammar) -> re.Pattern[str]:
    return _beginning(phrase for entry in grammar.section("frames").values() for phrase in entry["phrases"])


def _letterheads(grammar: Grammar) -> re.Pattern[str]:
    return _beginning(grammar.section("frames")["national"]["phrases"])


def _beginning(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{trie_pattern(' '.join(fold(phrase).split()) for phrase in phrases)})" + r"(?!\w)")
