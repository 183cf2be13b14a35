"""Known field labels, and the known label that a misspelt one was meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kehoach_parser.grammar import Grammar, fold, strip_marks

_SLOT = re.compile(r"^<([^<>]+)>\s*")
_FEWEST = 2  # words of a label: one word alone is too easily another word
_FEWEST_WEAK = 3  # words of a label that also opens plain sentences: "Chi tiêu:" is no misspelt "Chỉ tiêu:"
_SOUNDS = (("ch", "tr"), ("x", "s"), ("y", "i"))  # letters that are taken for each other in writing: chì and trì, trỳ and trì


def is_label(grammar: Grammar, text: str) -> bool:
    """Whether a text (without its colon) is a label that the grammar knows."""
    return " ".join(fold(text).split()) in grammar.once(_known)


def meant_label(grammar: Grammar, text: str) -> str | None:
    """The label that differs from `text` only in tone marks or in a letter or two of one word; None when it is known or far from all."""
    if is_label(grammar, text):
        return None
    words = _bare(text)
    index = grammar.once(_by_words)
    for place in range(len(words)):
        for word, label in index.get((place, *words[:place], "", *words[place + 1 :]), ()):
            if _near(words[place], word):
                return label
    return None


def _labels(grammar: Grammar) -> Iterator[tuple[str, str, bool]]:
    """Every label as the heads of its slot ("cơ quan ", or nothing) and the rest, and whether it is weak."""
    slots = {fold(key): entry["phrases"] for key, entry in grammar.section("slots").items()}
    for entry in grammar.section("labels").values():
        for phrase in entry["phrases"]:
            found = _SLOT.match(phrase)
            for head in [f"{head} " for head in slots.get(fold(found[1]), ())] if found else [""]:
                yield head, phrase[found.end() :] if found else phrase, entry.get("weak") == "true"


def _known(grammar: Grammar) -> frozenset[str]:
    return frozenset(fold(head) + fold(rest) for head, rest, _ in _labels(grammar))


def _by_words(grammar: Grammar) -> dict[tuple[object, ...], list[tuple[str, str]]]:
    """Labels by all their words but one: (its place, the words with "" in that place) → (the word left out, the label)."""
    bare = cache(_bare)  # a head stands in many labels
    found: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    for head, rest, weak in _labels(grammar):
        words = bare(head) + bare(rest)
        if len(words) < (_FEWEST_WEAK if weak else _FEWEST):
            continue
        for place, word in enumerate(words):
            found.setdefault((place, *words[:place], "", *words[place + 1 :]), []).append((word, head + rest))
    return found


def _bare(text: str) -> tuple[str, ...]:
    bare = strip_marks(fold(text))
    for letters, same in _SOUNDS:
        bare = bare.replace(letters, same)
    return tuple(bare.split())


def _near(one: str, other: str) -> bool:
    """Whether two words are the same but for one letter that is wrong, missing, too much, or changed places with its neighbour."""
    if one == other:
        return True
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(one) == 1 or len(other) == 1:
        return False
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and len(a) > 1 and a[2:] == b[2:])
