"""The words of `grammars/segmentation.yaml`, compiled: what stands at a place of a value."""

from __future__ import annotations

import re
from itertools import islice
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
OF_LEVEL = "compound-of-level"  # the entry of nouns that begin with a level word, which then is none: "bản quyền", "buôn lậu"


Branches = dict[str, "Place"]
Place = tuple[Marks, Branches]  # of a trie over words: what ends here or on the way here, and the words that may follow

_NO_BRANCHES: Branches = {}


class Lexicon(NamedTuple):
    """One trie over words: class → Mark for heads, nouns and every class of `list_words`; no name ends in one of `dangling`.

    `specialties` are what the faculties and groups of a hospital or school are named for, words joined by blanks; half of them
    are common syllables, so they are no marks.
    """

    root: Branches
    dangling: frozenset[str]
    specialties: frozenset[str]

    def all_at(self, low: list[str]) -> list[Marks]:
        """The longest phrase of each class that begins at each word."""
        known, last = self.root, len(low) - 1
        marks: list[Marks] = []
        for i, word in enumerate(low):
            place = known.get(word)
            found = NO_MARKS
            while place is not None:
                found, branches = place
                if not branches or i == last:
                    break
                i += 1
                place = branches.get(low[i])
            marks.append(found)
        return marks

    def at(self, low: list[str], i: int) -> Marks:
        """The longest phrase of each class that begins at word `i`."""
        branches, found = self.root, NO_MARKS
        for word in islice(low, i, None):
            if word not in branches:
                break
            found, branches = branches[word]
        return found


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
    apart: dict[str, set[str]] = {"dangling": set(), "specialty": set()}
    for entry in grammar.section("list_words").values():
        if entry["does"] in apart:
            apart[entry["does"]].update(" ".join(_PIECE.findall(fold(phrase))) for phrase in entry["phrases"])
            continue
        for phrase in entry["phrases"]:
            _put(root, phrase, entry["does"], entry.get("level") or entry["id"])
    return Lexicon(_place(root, NO_MARKS)[1], frozenset(apart["dangling"]), frozenset(apart["specialty"]))


def _place(node: Node, above: Marks) -> Place:
    """A place with the classes of the shorter phrases on the way to it that it does not have itself."""
    own: Marks = node.get(LEAF, NO_MARKS)
    if own:
        compound = own.get("compound")
        above = {**above, **own}
        if compound and compound.value == OF_LEVEL:
            above = {name: mark for name, mark in above.items() if name not in ("level", "noun") or mark.size == compound.size}
    return above, {word: _place(child, above) for word, child in node.items() if word != LEAF} or _NO_BRANCHES


def _put(root: Node, phrase: str, name: str, value: object) -> None:
    node = root
    words = _PIECE.findall(fold(phrase))
    for word in words:
        node = node.setdefault(word, {})
    node.setdefault(LEAF, {})[name] = Mark(len(words), value)
