"""The one place where phrases become patterns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from kehoach_parser.errors import GrammarError
from kehoach_parser.grammar.fold import fold

NOTHING = "(?!)"  # the pattern of no phrases: an own grammar can remove all of them


def trie_pattern(phrases: Iterable[str]) -> str:
    """A pattern that matches the longest of the (folded) phrases at a place; letters shared by phrases are shared.

    Measured on 1,946 names over 134,000 characters: 3.6 ms, against 296 ms for a flat alternation.
    """
    words = sorted(set(phrases))
    return _branch(words, 0, len(words), 0) if words else NOTHING


def word_pattern(phrases: Iterable[str]) -> str:
    """The same for phrases that begin where a word begins: what `\\b` before `trie_pattern` says, for texts that are searched through.

    That no letter stands before is asked behind the first letter, so that `re` skips to the letters with which a phrase
    begins: 0.7 ms where `\\b` takes 1.8.
    """
    words = sorted({phrase for phrase in phrases if phrase})
    options: list[str] = []
    for letter, group in groupby(words, key=itemgetter(0)):
        alike = list(group)
        options.append(f"{re.escape(letter)}(?<!\\w.){_branch(alike, 0, len(alike), 1)}")
    return f"(?:{'|'.join(options)})" if options else NOTHING


def _branch(words: list[str], first: int, last: int, depth: int) -> str:
    """The pattern of what may follow the first `depth` letters of `words[first:last]`, which are sorted and share these letters."""
    ends = len(words[first]) == depth
    if ends:
        first += 1
    options: list[str] = []
    while first < last:
        word = words[first]
        after = first + 1
        while after < last and words[after][depth] == word[depth]:
            after += 1
        if after - first == 1:
            options.append(_escaped(word[depth:]))
        else:
            other = words[after - 1]  # what the first and the last of sorted words share, all share
            shared = depth + 1
            while shared < len(word) and word[shared] == other[shared]:
                shared += 1
            options.append(_escaped(word[depth:shared]) + _branch(words, first, after, shared))
        first = after
    if not options:
        return ""
    joined = options[0] if len(options) == 1 and not ends else "(?:" + "|".join(options) + ")"
    return joined + ("?" if ends else "")


def _escaped(letters: str) -> str:
    return letters if letters.isalnum() else re.escape(letters)  # nearly always: 11,000 calls at each start


def signs_of(phrases: Iterable[str]) -> tuple[str, ...]:
    """Few words of which every (folded) phrase holds at least one: a text without them holds no phrase, which `holds_one` tells
    ten times quicker than the pattern."""
    left = {phrase: set(phrase.replace(",", " ").split()) for phrase in phrases if phrase}
    signs: list[str] = []
    while left:
        count = Counter(word for words in left.values() for word in words)
        sign = max(count, key=lambda word: (count[word], len(word), word))
        signs.append(sign)
        left = {phrase: words for phrase, words in left.items() if sign not in words}
    return tuple(signs)


def holds_one(text: str, signs: Iterable[str]) -> bool:
    """Whether a text holds one of the signs."""
    for sign in signs:  # noqa: SIM110  # a generator for `any` takes as long as the search
        if sign in text:
            return True
    return False


def phrase_table(entries: dict[str, dict[str, Any]], key: str = "phrases") -> dict[str, str]:
    """Folded phrase → id of its entry. Raises GrammarError for an empty phrase or one that two entries claim."""
    table: dict[str, str] = {}
    for entry_id, entry in entries.items():
        for phrase in entry.get(key, ()):
            folded = " ".join(fold(phrase).split())
            if not folded:
                raise GrammarError(f"entry {entry_id!r} has an empty phrase; write a word or take the line out", path=entry.get("at"))
            if table.setdefault(folded, entry_id) != entry_id:
                raise GrammarError(f"entries {table[folded]!r} and {entry_id!r} both claim {phrase!r}; keep it in one of them", path=entry.get("at"))
    return table
