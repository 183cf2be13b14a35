"""The words of `grammars/segmentation.yaml`, compiled: what stands at a place of a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.resolve.registry import LEAF, Node

_PIECE = re.compile(r"[^\W_]+|[^\w\s]")


class Head(NamedTuple):
    """A word that the names of a kind of bodies begin with; see the comment in grammars/segmentation.yaml."""

    id: str
    kind: str
    level: str | None
    does: frozenset[str]
    not_before: frozenset[str]


class Mark(NamedTuple):
    """What one phrase at a place is: its length in words, and its entry (a Head, a level, an entry id)."""

    size: int
    value: Any


Marks = dict[str, Mark]
NO_MARKS: Marks = {}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One trie over words; a leaf holds class → value for heads, nouns and every class of `list_words`."""

    root: Node

    def at(self, low: list[str], i: int) -> Marks:
        """The longest phrase of each class that begins at word `i`."""
        node = self.root.get(low[i])
        if node is None:
            return NO_MARKS
        found: Marks = {}
        size, last = 1, len(low) - i
        while True:
            for name, value in node.get(LEAF, {}).items():
                found[name] = Mark(size, value)
            following = node.get(low[i + size]) if size < last else None
            if following is None:
                return found
            node = following
            size += 1


def build_lexicon(grammar: Grammar) -> Lexicon:
    """Compiles the sections `heads`, `nouns` and `list_words`."""
    root: Node = {}
    for entry in grammar.section("heads").values():
        head = Head(entry["id"], entry.get("kind", "government"), entry.get("level"), frozenset(entry.get("does", ())), frozenset(entry.get("not_before", ())))
        for phrase in entry["phrases"]:
            _put(root, phrase, "head", head)
    for entry in grammar.section("nouns").values():
        for phrase in entry["phrases"]:
            _put(root, phrase, "noun", (entry["id"], entry.get("level")))
    for entry in grammar.section("list_words").values():
        for phrase in entry["phrases"]:
            _put(root, phrase, entry["does"], entry.get("level") or entry["id"])
    return Lexicon(root)


def _put(root: Node, phrase: str, name: str, value: object) -> None:
    node = root
    for word in _PIECE.findall(fold(phrase)):
        node = node.setdefault(word, {})
    node.setdefault(LEAF, {})[name] = value
