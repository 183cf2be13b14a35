"""Texts printed in capitals throughout: which words are plain words and which syllables are the second of one, so that no name or abbreviation begins there."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold, strip_marks

_FEWEST = 3  # words; fewer may be a brand


class _Syllables(NamedTuple):
    """Folded: `pairs` of syllables of one word, `levels` the words that a place follows."""

    pairs: frozenset[tuple[str, str]]
    levels: frozenset[str]


def _build_syllables(grammar: Grammar) -> _Syllables:
    """Pairs as the official names of bodies write them ("Đầu tư"), and the phrases of two words that lists are read by."""
    pairs: set[tuple[str, str]] = set()
    names = [" ".join(body["name"].split()) for body in grammar.section("agencies").values()]
    for name, folded in zip(names, fold("\n".join(names)).split("\n"), strict=False):  # all at once: each run of the command waits for it
        words = folded.split()
        for at, word in enumerate(name.split()):
            if at and word[0].islower() and words[at - 1][-1].isalpha():
                pairs.add((words[at - 1].lstrip("<("), words[at].rstrip(">,;.)")))
    for section in ("heads", "nouns", "list_words"):
        for entry in grammar.section(section).values():
            for first, _, last in (phrase.partition(" ") for phrase in entry["phrases"]):
                if first.isalpha() and last.isalpha():
                    pairs.add((fold(first), fold(last)))
    levels = {fold(phrase).split()[-1] for entry in grammar.section("list_words").values() if entry["does"] == "level" for phrase in entry["phrases"]}
    return _Syllables(frozenset(pairs), frozenset(levels))


def read_capitals(grammar: Grammar, shown: list[str], low: list[str], abbreviations: Container[str]) -> None:
    """In the tokens of a text in capitals, gives plain words one capital and the second syllable of a known word none.

    So "SỞ KẾ HOẠCH VÀ ĐẦU TƯ" has no abbreviation TƯ, and no "Trường" begins in "MÔI TRƯỜNG".
    """
    if len(shown) < _FEWEST:
        return
    pairs, levels = grammar.once(_build_syllables)
    second = False
    for i, word in enumerate(shown):
        second = i > 0 and not second and (low[i - 1], low[i]) in pairs and not (i > 1 and low[i - 2] in levels)
        if second:
            shown[i - 1], shown[i] = shown[i - 1].capitalize(), low[i]
        elif word not in abbreviations and strip_marks(low[i]) != low[i].replace("đ", "d"):  # letters alone have no marks: "LĐLĐ"
            shown[i] = word.capitalize()
